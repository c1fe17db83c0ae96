/**
 * Gives away an array that the function has made itself, in the place of a copy behind which nobody looks at it again: what a function with a rule returns
 * is copied, as it might be memory of its arguments.
 */
import type { CopyOp, Func, Op, Region, Value } from "../ir/ops.js";
import { allRegions, substitute, touches, usersOfMemory } from "../ir/traverse.js";
import { memoryOf, sameType } from "../ir/types.js";

export function elideLastCopies(func: Func): boolean {
  const users = usersOfMemory(func.body);
  const yielded = new Set(allRegions(func.body).flatMap(({ yields }) => yields));
  const replaced = new Map<Value, Value>();
  for (const region of allRegions(func.body))
    for (const copy of region.ops.filter((op) => op.kind === "copy")) {
      const [source] = copy.operands;
      if (!isOfNumbers(copy) || yielded.has(source) || !isMadeHere(region, copy)) continue;
      const others = (users.get(source) ?? []).filter((op) => op !== copy);
      if (!others.every((op) => keepsNothing(op, source))) continue;
      replaced.set(copy.results[0], source);
      region.ops = region.ops.filter((op) => op !== copy);
    }
  substitute(func.body, replaced);
  return replaced.size > 0;
}

/** Whether it is all of an array of numbers, as an array of the same kind. */
function isOfNumbers({ operands: [source, ...range], results: [made], like }: CopyOp): boolean {
  const memory = memoryOf(source.type);
  return (
    range.length === 0 &&
    !like &&
    memory.kind === "array" &&
    memory.element.kind !== "ref" &&
    sameType(source.type, made.type)
  );
}

/** Whether the array is made in the same region, so that there is one for each copy, and nothing behind the copy uses it. */
function isMadeHere({ ops }: Region, copy: CopyOp): boolean {
  const [source] = copy.operands;
  const alloc = ops.find((op) => op.results[0] === source);
  const isPlain = alloc?.kind === "alloc" && alloc.cache === undefined && alloc.reuse === undefined && !alloc.pool;
  return isPlain && !ops.slice(ops.indexOf(copy) + 1).some((op) => touches(op, source));
}

/** Whether an operation only reads the array or writes to it, and makes no other reference to it. */
function keepsNothing(op: Op, array: Value): boolean {
  const isPlain = op.kind === "load" || op.kind === "store" || op.kind === "length" || op.kind === "fill";
  return isPlain && op.operands.indexOf(array) === 0 && op.operands.lastIndexOf(array) === 0;
}
