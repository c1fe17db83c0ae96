/** The loops that fill new lists. */
import type { AllocOp, ForOp, Op, Region, StoreOp, Value } from "../ir/ops.js";
import { touches } from "../ir/traverse.js";

/** What fills a list by its indices, one element in each turn of a loop, before anything else is done with it; `region`: where it is made. */
export function findFill(made: AllocOp, { ops }: Region, definitions: ReadonlyMap<Value, Op>): StoreOp | undefined {
  const [list] = made.results;
  const loop = ops.slice(ops.indexOf(made) + 1).find((op) => touches(op, list));
  if (loop?.kind !== "for" || loop.step !== 1 || loop.operands.includes(list)) return undefined;
  const [body] = loop.regions;
  const [put, ...others] = body.ops.filter((op) => touches(op, list));
  if (!put || others.length > 0 || body.yields.includes(list) || put.operands.lastIndexOf(list) !== 0) return undefined;
  const first = definitions.get(loop.operands[0]);
  const isFromZero = first?.kind === "const" && first.value === 0;
  const isWhole = isFromZero && endsWith(loop, made.operands[0], definitions);
  return isWhole && put.kind === "store" && put.operands[1] === body.params[0] ? put : undefined;
}

/** Whether the last index that a loop counts is that of the last element of a list of some length. */
function endsWith(
  { operands: [, end], inclusive }: ForOp,
  length: Value,
  definitions: ReadonlyMap<Value, Op>,
): boolean {
  if (!inclusive) return end === length;
  const sum = definitions.get(length);
  const by = sum?.kind === "prim" && sum.name === "add" ? definitions.get(sum.operands[1]) : undefined;
  return by?.kind === "const" && by.value === 1 && sum?.operands[0] === end;
}
