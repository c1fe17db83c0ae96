/** Where the values of a function are made and used, and which of its arrays can be followed. */
import type { ForOp, Func, Op, Region, Value } from "../ir/ops.js";
import { allOps, allRegions, isAllocation, usersIn } from "../ir/traverse.js";
import { memoryOf, isTypedArray } from "../ir/types.js";
import { isBase } from "./confined.js";

export class ShiftScope {
  readonly definitions = new Map<Value, Op>();
  readonly users: ReadonlyMap<Value, readonly Op[]>;
  private readonly parents = new Map<Op, Op>();
  private readonly loops = new Map<Value, ForOp>();
  private readonly numbers = new Map<Value, number>();
  private readonly exclusive = new Set<Value>();

  constructor(readonly func: Func) {
    this.users = usersIn(func.body);
    this.index(func.body, undefined);
    for (const op of allOps(func.body))
      op.operands.forEach((operand, k) => {
        if (!isBase(op, k)) this.exclusive.delete(operand);
      });
    for (const region of allRegions(func.body))
      if (region !== func.body) for (const value of region.yields) this.exclusive.delete(value);
  }

  private index(region: Region, parent: Op | undefined): void {
    for (const op of region.ops) {
      if (parent) this.parents.set(op, parent);
      for (const result of op.results) this.definitions.set(result, op);
      if (op.kind === "for") this.loops.set(op.regions[0].params[0], op);
      if (op.kind === "const" && typeof op.value === "number") this.numbers.set(op.results[0], op.value);
      if (isAllocation(op) && memoryOf(op.results[0].type).kind !== "record") this.exclusive.add(op.results[0]);
      for (const inner of op.regions) this.index(inner, op);
    }
  }

  /** Whether an array is made here, and everything that is done to it is done by the name that it is made with. */
  isExclusive(array: Value): boolean {
    return this.exclusive.has(array);
  }

  number(value: Value): number | undefined {
    return this.numbers.get(value);
  }

  isIn(op: Op, around: Op): boolean {
    for (let at = this.parents.get(op); at; at = this.parents.get(at)) if (at === around) return true;
    return false;
  }

  /** The operation of the function's body that an operation belongs to. */
  outermost(op: Op): Op {
    let at = op;
    for (let around = this.parents.get(at); around; around = this.parents.get(at)) at = around;
    return at;
  }

  /** Whether a loop runs over all indices of an array, one after the other. */
  covers({ step, inclusive, operands: [start, end] }: ForOp, array: Value): boolean {
    if (step !== 1 || inclusive || this.number(start) !== 0) return false;
    const [bound, made] = [this.definitions.get(end), this.definitions.get(array)];
    if (made?.kind === "alloc" && this.keepsLength(array, made.operands[0])) {
      const [length] = made.operands;
      if (length === end || (this.number(length) !== undefined && this.number(length) === this.number(end)))
        return true;
    }
    if (bound?.kind !== "length" || !isTypedArray(array.type)) return false;
    const [measured] = bound.operands;
    const isLike = made?.kind === "zeros" || (made?.kind === "copy" && made.operands.length === 1);
    return measured === array || (isLike && measured === made.operands[0] && isTypedArray(measured.type));
  }

  /** Whether nothing is written to an array behind its end. */
  private keepsLength(array: Value, length: Value): boolean {
    const isInside = (index: Value): boolean => {
      const loop = this.loops.get(index);
      return loop?.step === 1 && !loop.inclusive && this.number(loop.operands[0]) === 0 && loop.operands[1] === length;
    };
    return (
      isTypedArray(array.type) ||
      (this.users.get(array) ?? []).every(
        ({ kind, operands }) => kind !== "push" && (kind !== "store" || isInside(operands[1])),
      )
    );
  }
}
