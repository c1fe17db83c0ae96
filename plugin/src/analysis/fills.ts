/** The loops that fill new lists. */
import type { AllocOp, ForOp, LiteralOp, Op, Region, Value } from "../ir/ops.js";
import { touches } from "../ir/traverse.js";

/** The loop that gives a new list its elements, one in each turn, and what puts them there. */
export interface Fill {
  readonly loop: ForOp;
  readonly put: Op;
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
  if (loop?.kind !== "for" || loop.step !== 1 || loop.inclusive || loop.operands.includes(list)) return undefined;
  const [body] = loop.regions;
  const [put, ...others] = body.ops.filter((op) => touches(op, list));
  if (!put || others.length > 0 || body.yields.includes(list) || put.operands.lastIndexOf(list) !== 0) return undefined;
  const [start, end] = loop.operands;
  if (made.kind === "literal") return put.kind === "push" && start.type.kind === "int" ? { loop, put } : undefined;
  const first = definitions.get(start);
  const isWhole = first?.kind === "const" && first.value === 0 && end === made.operands[0];
  return isWhole && put.kind === "store" && put.operands[1] === body.params[0] ? { loop, put } : undefined;
}
