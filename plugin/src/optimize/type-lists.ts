/** Lists of numbers become typed arrays where nobody can tell, those of parameters as copies that are made where the function begins. */
import { isRow } from "../analysis/layouts.js";
import { NUMBERS, TypedLists } from "../analysis/typed-lists.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import type { Func, Value } from "../ir/ops.js";
import { allOps, substitute } from "../ir/traverse.js";
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
