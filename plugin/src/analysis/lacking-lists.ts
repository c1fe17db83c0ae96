/** Which lists of numbers may lack elements: those that were stored to behind their ends, and what is copied from them. */
import type { Func, Op, Value } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import type { IndexRanges } from "./index-ranges.js";
import { isRow } from "./layouts.js";
import type { Location, Locations } from "./locations.js";
import { mayBeNoNumber } from "./missing.js";

/** `isEntry`: what parameters refer to has been looked at. Returns the copies that may lack elements. */
export function lackingCopies(
  func: Func,
  locations: Locations,
  definitions: ReadonlyMap<Value, Op>,
  ranges: IndexRanges,
  isEntry: boolean,
): ReadonlySet<Location> {
  const ops = allOps(func.body);
  const lacking = new Set<Location>();
  for (const value of locations.values()) {
    const location = locations.of(value);
    if (location.has("open") || (location.has("given") && !isEntry)) lacking.add(location);
  }
  for (const op of ops) {
    const list = op.kind === "literal" ? op.results[0] : op.operands[0];
    if (list && isRow(list.type) && mayLeaveHoles(op, definitions, ranges)) lacking.add(locations.of(list));
  }
  const copies = ops.filter((op) => op.kind === "copy" && isRow(op.operands[0].type) && isRow(op.results[0].type));
  const found = new Set<Location>();
  for (let size = -1; size !== lacking.size; ) {
    size = lacking.size;
    for (const { operands, results } of copies) {
      if (!lacking.has(locations.of(operands[0]))) continue;
      lacking.add(locations.of(results[0]));
      found.add(locations.of(results[0]));
    }
  }
  return found;
}

/** Whether an operation may put something other than a number into a list, or leave a place out. */
function mayLeaveHoles(op: Op, definitions: ReadonlyMap<Value, Op>, ranges: IndexRanges): boolean {
  const mayLack = (value: Value): boolean => mayBeNoNumber(value, definitions);
  switch (op.kind) {
    case "store":
      return !ranges.isInRange(op) || mayLack(op.operands[2]);
    case "fill":
    case "push":
      return mayLack(op.operands[1]);
    case "literal":
      return op.operands.some(mayLack);
    default:
      return false;
  }
}
