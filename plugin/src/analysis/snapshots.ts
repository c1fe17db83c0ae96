/**
 * Which reads in inner loops find what an array held where the turn began, so that one copy of the array serves all of them once it is
 * overwritten: those of arrays that a loop hands on by turns and that the turn itself does not write to. A copy is worth its while if it has no
 * more than about two elements for each time that the read runs.
 */
import type { ForOp, Func, LoadOp, Op, Region, Value } from "../ir/ops.js";
import { allRegions, usersOfMemory } from "../ir/traverse.js";
import { IndexRanges } from "./index-ranges.js";
import { Polynomial } from "./polynomials.js";
import { rotatingArrays } from "./rotating.js";

export class Snapshots {
  private readonly reads = new Set<Op>();

  constructor(func: Func) {
    const rotating = rotatingArrays(func);
    if (rotating.size === 0) return;
    const users = usersOfMemory(func.body);
    const ranges = new IndexRanges(func);
    for (const region of allRegions(func.body))
      for (const array of region.params) {
        const first = rotating.get(array);
        if (!first || !(users.get(array) ?? []).every(isRead)) continue;
        for (const [read, loops] of readsIn(region, array)) if (isWorthIt(first, loops, ranges)) this.reads.add(read);
      }
  }

  has(read: Op): boolean {
    return this.reads.has(read);
  }
}

function isRead(op: Op): boolean {
  return op.kind === "load" || op.kind === "length";
}

/** The reads of elements of an array in a region, each with the loops around it there; none that a condition ends. */
function readsIn(region: Region, array: Value, loops: readonly ForOp[] = []): (readonly [LoadOp, readonly ForOp[]])[] {
  return region.ops.flatMap((op) => {
    if (op.kind === "load" && op.operands[0] === array) return [[op, loops] as const];
    if (op.kind === "while") return [];
    const inner = op.kind === "for" ? [...loops, op] : loops;
    return op.regions.flatMap((nested) => readsIn(nested, array, inner));
  });
}

/** Arrays of a few elements are copied in no time. */
const few = 8;

/** `first`: with what the loop begins. They take each other's places, so they are of one length, whether that can be told of all or not. */
function isWorthIt(first: readonly Value[], loops: readonly ForOp[], ranges: IndexRanges): boolean {
  // Where it runs at all, each of the loops turns.
  return loops.some((_, from) => {
    let times: Polynomial | undefined = Polynomial.constant(2);
    return loops.slice(from).some((loop) => {
      const turns = loop.step === 1 ? ranges.turnsOf(loop) : undefined;
      times = turns && times?.times(turns);
      const most = times?.add(few);
      return most && first.some((array) => ranges.isAtLeast(most, ranges.lengthOf(array), loops));
    });
  });
}
