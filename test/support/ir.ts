/** Functions of a source as IR before any transform, and what their names stand for in it. */

import { tagIntegers } from "../../plugin/src/analysis/integers.js";
import type { Func, Op, Value } from "../../plugin/src/ir/ops.js";
import { allOps, allRegions } from "../../plugin/src/ir/traverse.js";
import { raiseLoops } from "../../plugin/src/optimize/raise-loops.js";
import { lower } from "./lower.js";

/** The function `f` of a source, its calls included. */
export function lowerF(source: string): Func {
  const func = lower(source).func("f");
  tagIntegers(func);
  raiseLoops(func);
  return func;
}

/** The values that have a name, in order: parameters, then as they are defined. */
export function named(func: Func, name: string): Value[] {
  const found = new Set<Value>();
  for (const region of allRegions(func.body)) {
    for (const value of region.params) found.add(value);
    for (const op of region.ops) for (const value of op.results) found.add(value);
  }
  const values = [...found].filter((value) => value.name === name);
  if (values.length === 0) throw new Error(`nothing in ${func.source} is named ${name}`);
  return values;
}

export function opsOf<K extends Op["kind"]>(func: Func, kind: K): Extract<Op, { kind: K }>[] {
  return [...allOps(func.body)].filter((op): op is Extract<Op, { kind: K }> => op.kind === kind);
}
