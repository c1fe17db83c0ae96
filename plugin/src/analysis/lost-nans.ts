/**
 * Stores of NaN behind the ends of lists may be left out if nobody can tell: who reads there finds nothing, which is as good as NaN for
 * arithmetic and comparisons, but not for who asks whether it is NaN, or is given it.
 */
import type { Func, Op, Value } from "../ir/ops.js";
import { connections } from "../ir/passed-on.js";
import { allOps, usersIn } from "../ir/traverse.js";
import { isTypedArray } from "../ir/types.js";
import { isRow } from "./layouts.js";
import type { Location, Locations } from "./locations.js";
import { isEquality } from "./missing.js";

/** `lists`: those which NaN is not stored in. */
export function isNaNMissed(func: Func, lists: ReadonlySet<Location>, locations: Locations): boolean {
  const ops = allOps(func.body);
  const users = usersIn(func.body);
  const passedOn = new Map<Value, Value[]>();
  for (const op of ops)
    for (const { from, to } of connections(op)) passedOn.set(from, [...(passedOn.get(from) ?? []), to]);
  const lacking = new Set<Location>();
  const seen = new Set<Value>();
  const pending: Value[] = [];
  const lack = (location: Location): void => {
    if (lacking.has(location)) return;
    lacking.add(location);
    for (const op of ops)
      if (op.kind === "load" && locations.of(op.operands[0]) === location) pending.push(op.results[0]);
  };
  for (const list of lists) lack(list);
  for (let value = pending.pop(); value; value = pending.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    if (func.body.yields.includes(value)) return true;
    pending.push(...(passedOn.get(value) ?? []));
    for (const user of users.get(value) ?? []) {
      const row = rowThatHolds(user);
      if (row) lack(locations.of(row));
      else if (notices(user)) return true;
    }
  }
  return false;
}

/** The list that an operation puts a number into. */
function rowThatHolds({ kind, operands, results }: Op): Value | undefined {
  const list = kind === "literal" ? results[0] : operands[0];
  const isPut = kind === "literal" || kind === "store" || kind === "push" || kind === "fill";
  return isPut && isRow(list.type) ? list : undefined;
}

/** Whether an operation tells NaN from nothing, or hands a number on to where that is not known. */
function notices(op: Op): boolean {
  switch (op.kind) {
    case "prim":
      return isEquality(op) || op.name === "isNaN" || op.name === "isNullish" || op.name === "stopGradient";
    case "store":
    case "fill":
      return !isTypedArray(op.operands[0].type);
    case "load":
    case "if":
    case "for":
    case "while":
      return false;
    default:
      return true;
  }
}
