/** The loops that fill new lists. */
import type { AllocOp, ForOp, LiteralOp, Op, Region, Value } from "../ir/ops.js";
import { touches } from "../ir/traverse.js";

/** The loop that gives a new list its elements, one in each turn, and what puts them there. */
export interface Fill {
  readonly loop: ForOp;
  readonly put: Op;
  readonly isFromZero: boolean;
}

/** What fills a list, by its indices or by `push`, before anything else is done with it; `region`: where it is made. */
export function findFill(
  made: AllocOp | LiteralOp,
  { ops }: Region,
  definitions: ReadonlyMap<Value, Op>,
): Fill | undefined {
  const [list] = made.results;
  if (made.kind === "literal" && made.operands.length > 0) return undefined;
  const loop = ops.slice(ops.indexOf(made) + 1).find((op) => touches(op, list));
  if (loop?.kind !== "for" || loop.step !== 1 || loop.operands.includes(list)) return undefined;
  const [body] = loop.regions;
  const [put, ...others] = body.ops.filter((op) => touches(op, list));
  if (!put || others.length > 0 || body.yields.includes(list) || put.operands.lastIndexOf(list) !== 0) return undefined;
  const first = definitions.get(loop.operands[0]);
  const isFromZero = first?.kind === "const" && first.value === 0;
  const fill: Fill = { loop, put, isFromZero };
  if (made.kind === "literal") return put.kind === "push" && loop.operands[0].type.kind === "int" ? fill : undefined;
  const isWhole = isFromZero && endsWith(loop, made.operands[0], definitions);
  return isWhole && put.kind === "store" && put.operands[1] === body.params[0] ? fill : undefined;
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
