/** Loops that run over the indices of others in reverse order, as those of a reverse sweep. */
import type { ForOp, Value } from "../ir/ops.js";
import type { LoopPairs } from "./loop-pairs.js";

export function mirrors(loops: LoopPairs, forward: ForOp, backward: ForOp): boolean {
  const [start, end] = forward.operands;
  const [first, last] = backward.operands;
  if (backward.step !== -forward.step || !backward.inclusive || !loops.isSame(last, start)) return false;
  if (Math.abs(forward.step) !== 1) return isLastTurn(loops, first, forward);
  if (forward.inclusive) return loops.isSame(first, end);
  return forward.step === 1 && loops.isOneLess(first, end);
}

/**
 * Whether a number is the index of the last turn of a loop that does not go by one, as the reverse sweep computes it:
 * `start + (ceil((end - start) / step) - 1) * step`.
 */
export function isLastTurn(loops: LoopPairs, value: Value, loop: ForOp): boolean {
  const { step, inclusive } = loop;
  const [start, end] = loop.operands;
  const [from, to] = [loops.number(start), loops.number(end)];
  if (from !== undefined && to !== undefined) {
    const turns = (to - from) / step;
    return loops.number(value) === from + (inclusive ? Math.floor(turns) : Math.ceil(turns) - 1) * step;
  }
  const product = withoutStart(loops, value, start);
  if (product?.kind !== "prim" || product.name !== "mul" || loops.number(product.operands[1]) !== step) return false;
  const turns = loops.definition(product.operands[0]);
  if (turns?.kind !== "prim") return false;
  if (inclusive) return turns.name === "floor" && isDistance(loops, turns.operands[0], loop);
  const rounded = turns.name === "sub" && loops.number(turns.operands[1]) === 1 ? turns.operands[0] : undefined;
  const ceil = rounded && loops.definition(rounded);
  return ceil?.kind === "prim" && ceil.name === "ceil" && isDistance(loops, ceil.operands[0], loop);
}

/** What is added to the start; to zero nothing is. */
function withoutStart(loops: LoopPairs, value: Value, start: Value) {
  const op = loops.definition(value);
  if (loops.isZero(start)) return op;
  const isSum = op?.kind === "prim" && op.name === "add" && loops.isSame(op.operands[0], start);
  return isSum ? loops.definition(op.operands[1]) : undefined;
}

/** Whether a number is how many steps there are from the start of a loop to its end. */
function isDistance(loops: LoopPairs, value: Value, { operands: [start, end], step }: ForOp): boolean {
  const op = loops.definition(value);
  if (op?.kind !== "prim" || op.name !== "div" || loops.number(op.operands[1]) !== step) return false;
  if (loops.isZero(start)) return loops.isSame(op.operands[0], end);
  const difference = loops.definition(op.operands[0]);
  if (difference?.kind !== "prim") return false;
  if (difference.name === "neg") return loops.isZero(end) && loops.isSame(difference.operands[0], start);
  const [to, from] = difference.operands;
  return difference.name === "sub" && loops.isSame(to, end) && loops.isSame(from, start);
}
