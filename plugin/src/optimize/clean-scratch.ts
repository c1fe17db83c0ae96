/**
 * Scratch memory that each iteration of a loop leaves as it found it, all zeros: adjoints of an array that the iterations of the
 * primal use in turn. It makes no difference to it in which order iterations run.
 */
import type { AllocOp, ForOp, Op, Region, Value } from "../ir/ops.js";
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
  const [start, end] = loop.operands;
  const covers =
    loop.step === 1
      ? !loop.inclusive && loops.isZero(start) && loops.isSame(end, size)
      : loop.step === -1 && loop.inclusive && loops.isZero(end) && loops.isOneLess(start, size);
  if (!covers || !allOps(body).every((op) => !op.operands.includes(array) || op.operands[1] === index)) return false;
  const last = body.ops.filter((op) => touches(op, array)).at(-1);
  return last?.kind === "store" && loops.isZero(last.operands[2]);
}
