/** Copies of arrays that a loop hands on by turns, each made where the turn begins, in front of all that the turn does. */
import type { Value } from "../ir/ops.js";
import type { ForwardSweep } from "./forward-sweep.js";

export class SnapshotCopies {
  private readonly copies = new Map<Value, Value>();

  constructor(private readonly forward: ForwardSweep) {}

  of(array: Value): Value {
    const { region } = this.forward.definition(array);
    const known =
      this.copies.get(array) ?? this.forward.after(array, region, (build) => build.copy(array, { name: array.name }));
    this.copies.set(array, known);
    return known;
  }

  has(value: Value): boolean {
    const { op } = this.forward.definition(value);
    return op?.kind === "copy" && this.copies.get(op.operands[0]) === value;
  }

  /** Leaves those out that nobody asks for. */
  keep(isUsed: (copy: Value) => boolean): void {
    for (const copy of this.copies.values()) {
      const { region, op } = this.forward.definition(copy);
      if (!isUsed(copy)) region.ops = region.ops.filter((each) => each !== op);
    }
  }
}
