/**
 * Scratch memory that each iteration of a loop leaves as it found it, all zeros: adjoints of an array that the iterations of the
 * primal use in turn. It makes no difference to it in which order iterations run.
 */
import type { AllocOp, ForOp, Op, Region, StoreOp, Value } from "../ir/ops.js";
import { allOps, touches } from "../ir/traverse.js";
import type { LoopPairs } from "./loop-pairs.js";

/** `array` is used by nothing but the loop, and by its own operations only. */
export function isCleanBetween(loops: LoopPairs, array: Value, loop: ForOp): boolean {
  const made = loops.definition(array);
  const users = loops.usersOf(array);
  if (made?.kind !== "alloc" || made.cache || loops.isYielded(array)) return false;
  const isElement = (op: Op): boolean =>
    op.operands.lastIndexOf(array) === 0 && (op.kind === "load" || op.kind === "store");
  if (!users.every((op) => isElement(op) && loops.isIn(op, loop))) return false;
  return endsClean(loops, loop.regions[0], made);
}

/** The innermost loop whose turns all begin and end with an array of zeros, and the store with which they set its elements to zero. */
export function cleaned(
  loops: LoopPairs,
  array: Value,
): { readonly body: Region; readonly store: StoreOp } | undefined {
  const made = loops.definition(array);
  const [user] = loops.usersOf(array);
  if (made?.kind !== "alloc" || !user) return undefined;
  const outermost = [user, ...loops.around(user)].find((op) => loops.regionOf(op) === loops.regionOf(made));
  if (outermost?.kind !== "for" || !isCleanBetween(loops, array, outermost)) return undefined;
  for (let loop = outermost; ; ) {
    const [body] = loop.regions;
    const last = body.ops.filter((op) => touches(op, array)).at(-1) as ForOp;
    const stores = last.regions[0].ops.filter((op) => op.kind === "store" && op.operands[0] === array);
    if (clearsAll(loops, last, array, made.operands[0])) return { body, store: stores.at(-1) as StoreOp };
    loop = last;
  }
}

function endsClean(loops: LoopPairs, body: Region, made: AllocOp): boolean {
  const [array] = made.results;
  const touching = body.ops.filter((op) => touches(op, array));
  const last = touching.at(-1);
  if (last?.kind !== "for") return false;
  if (clearsAll(loops, last, array, made.operands[0])) return true;
  return touching.length === 1 && endsClean(loops, last.regions[0], made);
}

/** Whether a loop sets every element of an array of `size` to zero, and each of its turns touches none but its own. */
export function clearsAll(loops: LoopPairs, loop: ForOp, array: Value, size: Value): boolean {
  const [body] = loop.regions;
  const [index] = body.params;
  if (!goesThrough(loops, loop, size)) return false;
  if (!allOps(body).every((op) => !op.operands.includes(array) || op.operands[1] === index)) return false;
  const last = body.ops.filter((op) => touches(op, array)).at(-1);
  return last?.kind === "store" && loops.isZero(last.operands[2]);
}

/** Whether the index of a loop takes all values from zero on that are less than `size`. */
export function goesThrough(loops: LoopPairs, loop: ForOp, size: Value): boolean {
  const [start, end] = loop.operands;
  return loop.step === 1
    ? !loop.inclusive && loops.isZero(start) && loops.isSame(end, size)
    : loop.step === -1 && loop.inclusive && loops.isZero(end) && loops.isOneLess(start, size);
}
