/** Lists of numbers become typed arrays where nobody can tell, those of parameters as copies that are made where the function begins. */
import type { Fill } from "../analysis/fills.js";
import { isRow } from "../analysis/layouts.js";
import { NUMBERS, TypedLists } from "../analysis/typed-lists.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import { iterationsOver } from "../ir/iterations.js";
import type { Func, LiteralOp, Op, Region, Value } from "../ir/ops.js";
import { allOps, allRegions, substitute } from "../ir/traverse.js";
import { type Memory, mentions } from "../ir/types.js";
import { Facts } from "./facts.js";
import { writesOf } from "./memory.js";

export function typeOwnLists(func: Func, facts = new Facts(func)): boolean {
  return typeLists(func, facts, false);
}

/** As `typeOwnLists`, of a function that is called from outside: of parameters that are read again and again there are copies. */
export function typeAllLists(func: Func, facts = new Facts(func)): boolean {
  return typeLists(func, facts, true);
}

function typeLists(func: Func, facts: Facts, isEntry: boolean): boolean {
  if (!hasLists(func, facts)) return false;
  const lists = new TypedLists(func, (ignored) => writesOf(func, facts.model(), ignored), isEntry);
  if (!lists.some()) return false;
  const front = emptyRegion();
  const copies = new Map<Value, Value>();
  const build = new Builder(front);
  for (const param of func.body.params) {
    const type = lists.typeOf(param);
    if (type !== param.type)
      copies.set(param, build.copy(param, { type, deep: type !== NUMBERS, unshared: true, name: param.name }));
  }
  for (const region of allRegions(func.body))
    for (const op of [...region.ops]) {
      const fill = op.kind === "literal" ? lists.fillOfEmpty(op.results[0]) : undefined;
      if (fill) presize(op as LiteralOp, fill, region);
    }
  // Of what it was an instance nobody sees.
  for (const op of allOps(func.body))
    if (op.kind === "literal" && lists.typeOf(op.results[0]) !== op.results[0].type) op.made = undefined;
  for (const value of lists.values()) if (!copies.has(value)) value.type = lists.typeOf(value);
  substitute(func.body, copies);
  func.body.ops.unshift(...front.ops);
  return true;
}

/** Whether there is a list of numbers anywhere. */
function hasLists({ body }: Func, facts: Facts): boolean {
  const seen = new Set<Memory>();
  const isOfLists = ({ type }: Value): boolean => type.kind === "ref" && mentions(type, isRow, seen);
  return body.params.some(isOfLists) || facts.ops().some(({ results }) => results.some(isOfLists));
}

/** A list that a loop fills is made with its length, where it is known how often the loop turns. */
function presize(list: LiteralOp, { loop, put, isFromZero }: Fill, region: Region): void {
  const [start, end] = loop.operands;
  const { body, front } = { body: loop.regions[0], front: emptyRegion() };
  const build = new Builder(front);
  build.span = list.span;
  const turns = iterationsOver(build, loop, isFromZero ? end : build.prim("sub", end, start));
  const length = build.prim("max", turns, build.const(0));
  const made: Op = { ...list, kind: "alloc", operands: [length] };
  region.ops.splice(region.ops.indexOf(list), 1);
  region.ops.splice(region.ops.indexOf(loop), 0, ...front.ops, made);
  const turn = emptyRegion();
  build.span = put.span;
  build.within(turn, () => {
    const at = isFromZero ? body.params[0] : build.prim("sub", body.params[0], start);
    build.store(put.operands[0], at, put.operands[1]);
  });
  body.ops.splice(body.ops.indexOf(put), 1, ...turn.ops);
}
