import type { Value } from "./ops.js";

/** Values that have turned out to belong together, in groups that are told by one of their values. */
export class Joined {
  private readonly parents = new Map<Value, Value>();

  /** The value that stands for the group. */
  find(value: Value): Value {
    const parent = this.parents.get(value) ?? value;
    if (parent === value) return value;
    const root = this.find(parent);
    this.parents.set(value, root);
    return root;
  }

  /** Makes one group of two, which the second one's value stands for. */
  join(one: Value, other: Value): void {
    this.parents.set(this.find(one), this.find(other));
  }
}
