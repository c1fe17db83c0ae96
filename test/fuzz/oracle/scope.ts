/** The variables of the oracle's JavaScript. `this`, `super` and `yield` are variables too: no name is in their way. */
import type { Value } from "./values.js";

export class Scope {
  private readonly bindings = new Map<string, { value: Value }>();

  constructor(
    private readonly parent: Scope | undefined,
    /** Where `var` belongs. */
    readonly isFunction: boolean,
  ) {}

  declare(name: string, value: Value): void {
    this.bindings.set(name, { value });
  }

  has(name: string): boolean {
    return this.bindings.has(name);
  }

  get functionScope(): Scope {
    return this.isFunction || !this.parent ? this : this.parent.functionScope;
  }

  binding(name: string): { value: Value } {
    const found = this.bindings.get(name) ?? this.parent?.binding(name);
    if (!found) throw new ReferenceError(`${name} is not defined`);
    return found;
  }

  /** The same bindings as variables of their own, as each iteration of a `for` has them. */
  copy(): Scope {
    const copy = new Scope(this.parent, this.isFunction);
    for (const [name, { value }] of this.bindings) copy.declare(name, value);
    return copy;
  }
}
