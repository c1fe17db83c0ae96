/**
 * Which JavaScript arrays keep the length that they are made with: nothing is added to them or taken from them. It says so of the
 * function as it was when it was asked to look at it: a pass does so before it changes anything.
 */
import type { Func, Op, Value } from "../ir/ops.js";
import { allOps, allRegions, usersOfMemory } from "../ir/traverse.js";
import { IndexRanges } from "./index-ranges.js";

export class FixedLengths {
  private readonly users: ReadonlyMap<Value, readonly Op[]>;
  /** What is a value of a branch or a loop, too. */
  private readonly yielded = new Set<Value>();
  private readonly known = new Map<Value, boolean>();
  private readonly ranges: IndexRanges | undefined;

  constructor(func: Func) {
    this.users = usersOfMemory(func.body);
    for (const region of allRegions(func.body))
      if (region !== func.body) for (const value of region.yields) this.yielded.add(value);
    const isOfArrays = allOps(func.body).some(({ kind, results: [made] }) => kind === "alloc" && isPlainArray(made));
    if (isOfArrays) this.ranges = new IndexRanges(func);
  }

  /** Of an array that is made here. */
  has(array: Value): boolean {
    let found = this.known.get(array);
    if (found === undefined) {
      found = !this.yielded.has(array) && (this.users.get(array) ?? []).every((op) => this.keeps(op, array));
      this.known.set(array, found);
    }
    return found;
  }

  private keeps(op: Op, array: Value): boolean {
    if (op.operands.lastIndexOf(array) > 0) return false;
    switch (op.kind) {
      case "load":
      case "length":
      case "fill":
      case "copy":
      case "zeros":
      case "accumulate":
      case "clear":
        return true;
      case "store":
        // What a reverse sweep stores into is there: it has asked.
        return !isPlainArray(array) || op.adjoint === true || this.ranges?.isInRange(op) === true;
      default:
        return false;
    }
  }
}

function isPlainArray({ type }: Value): boolean {
  return type.kind === "ref" && type.memory.kind === "array" && type.memory.container === "Array";
}
