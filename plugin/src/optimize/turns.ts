/** Where an element of an array stands in the order of a loop whose turns go through it, each of them with an element of its own. */
import type { ForOp, Value } from "../ir/ops.js";
import { shifted } from "../ir/shifted.js";
import type { LoopPairs } from "./loop-pairs.js";

/** By how many elements at least an index lies ahead of that of a loop, in each of its turns; -Infinity if nothing is known. */
export function elementsAhead(loops: LoopPairs, index: Value, loop: ForOp): number {
  return atLeast(loops, index, loop, loop.step > 0 ? 1 : -1);
}

/** By how many it lies behind. */
export function elementsBehind(loops: LoopPairs, index: Value, loop: ForOp): number {
  return atLeast(loops, index, loop, loop.step > 0 ? -1 : 1);
}

/** What the difference of a whole number and a loop's index, times the sign, is at least. */
function atLeast(loops: LoopPairs, value: Value, loop: ForOp, sign: number): number {
  if (value === loop.regions[0].params[0]) return 0;
  const inner = loops.loopOfIndex(value);
  if (inner) {
    // The index of a loop inside lies between where that begins and where it ends.
    const isStart = inner.step * sign > 0;
    const bound = atLeast(loops, inner.operands[isStart ? 0 : 1], loop, sign);
    return isStart || inner.inclusive ? bound : bound + 1;
  }
  const { of, shift } = shifted(value, loops.definitions);
  return of === undefined || of === value ? Number.NEGATIVE_INFINITY : atLeast(loops, of, loop, sign) + sign * shift;
}
