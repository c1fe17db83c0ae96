/**
 * Scratch that every turn of a loop fills before it looks into it is made in the turn, though the program makes it once for all: then what
 * turns leave in it are arrays of their own, which wait for the reverse sweep as a whole. Else all that is read would have to wait, and where
 * elements are read again and again that is more.
 */
import type { AllocOp, Func, Op, Region, Value } from "../ir/ops.js";
import { touches } from "../ir/traverse.js";
import { Facts } from "./facts.js";
import { isOverwritten } from "./hoist-workspaces.js";
import { isFloat64Array } from "./pools.js";

export function localize(func: Func, facts = new Facts(func)): boolean {
  const definitions = facts.definitions();
  const isScratch = (op: Op): op is AllocOp =>
    op.kind === "alloc" &&
    op.operands.length === 1 &&
    isFloat64Array(op.results[0].type) &&
    facts.model().isLocal(op.results[0]);
  let changed = false;
  const visit = (region: Region): void => {
    for (const op of region.ops.filter(isScratch)) {
      const isFilled = (turn: Region): boolean => isOverwritten(op.results[0], op.operands[0], turn, definitions);
      let body = turnOf(op, region);
      while (body && !isFilled(body)) body = turnOf(op, body);
      if (!body || !isReadAgain(op.results[0], body)) continue;
      region.ops = region.ops.filter((each) => each !== op);
      body.ops.unshift(op);
      changed = true;
    }
    for (const op of region.ops) for (const inner of op.regions) visit(inner);
  };
  visit(func.body);
  return changed;
}

/** The turn of the loop that alone uses an array, if nothing comes before or behind it. */
function turnOf(made: AllocOp, { ops, yields }: Region): Region | undefined {
  const [array] = made.results;
  const [loop, ...others] = ops.filter((op) => op !== made && touches(op, array));
  if (loop?.kind !== "for" || others.length > 0 || yields.includes(array) || loop.operands.includes(array))
    return undefined;
  return loop.regions[0];
}

/** Whether more loops are around what reads an array than around what writes to it. */
function isReadAgain(array: Value, { ops }: Region): boolean {
  const depths = { load: 0, store: 0 };
  const visit = (op: Op, depth: number): void => {
    if ((op.kind === "load" || op.kind === "store") && op.operands[0] === array)
      depths[op.kind] = Math.max(depths[op.kind], depth);
    const inner = op.kind === "for" || op.kind === "while" ? depth + 1 : depth;
    for (const region of op.regions) for (const each of region.ops) visit(each, inner);
  };
  for (const op of ops) visit(op, 0);
  return depths.load > depths.store;
}
