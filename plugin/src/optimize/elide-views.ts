/**
 * Reads and writes the array itself in place of a part of it that is only looked into: an element of `X.subarray(i * n, (i + 1) * n)` is
 * one of `X`, and no object is made for each row.
 */
import type { IndexRanges } from "../analysis/index-ranges.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import type { Func, LengthOp, LoadOp, Op, Region, StoreOp, Value, ViewOp } from "../ir/ops.js";
import { clampRange } from "../ir/ranges.js";
import { allRegions, substitute, usersOfMemory } from "../ir/traverse.js";
import { Facts } from "./facts.js";

type Use = LoadOp | StoreOp | LengthOp;

export function elideViews(func: Func, facts = new Facts(func)): boolean {
  const users = usersOfMemory(func.body);
  const yielded = new Set(facts.regions().flatMap(({ yields }) => yields));
  // Of the function as it was: elements of one part may become those of another.
  const ranges = facts.ranges();
  const lengths = new Map<Value, Value>();
  let changed = false;
  for (const region of facts.regions())
    for (const view of region.ops.filter((op) => op.kind === "view")) {
      const [part] = view.results;
      const uses = users.get(part) ?? [];
      if (view.part || yielded.has(part) || !uses.every((op): op is Use => isUse(op, part))) continue;
      const isElement = (op: Use): boolean => op.kind === "length" || ranges.isInPart(op, view);
      if (!view.operands.slice(1).every(({ type }) => type.kind === "int") || !uses.every(isElement)) continue;
      replace(region, view, uses, ranges, lengths);
      changed = true;
    }
  substitute(func.body, lengths);
  return changed;
}

function isUse(op: Op, part: Value): boolean {
  return op.kind === "length" || op.kind === "load" || (op.kind === "store" && op.operands[2] !== part);
}

function replace(
  region: Region,
  view: ViewOp,
  uses: readonly Use[],
  ranges: IndexRanges,
  lengths: Map<Value, Value>,
): void {
  const [array, ...range] = view.operands;
  // Or it may count from the end.
  const isNatural = range.length === 0 || ranges.isNonNegative(range[0]);
  const isFromStart = range.length === 0 || ranges.constant(range[0]) === 0;
  const front = new Builder(emptyRegion());
  front.span = view.span;
  const bounds =
    uses.some(({ kind }) => kind === "length") || !isNatural
      ? clampRange(front, front.length(array), range)
      : undefined;
  // Behind the end of the array there is nothing, whichever way one gets there.
  const start = bounds && !isNatural ? bounds.start : range[0];
  const length = bounds && front.prim("max", front.prim("sub", bounds.end, bounds.start), front.const(0));
  region.ops.splice(region.ops.indexOf(view), 1, ...front.region.ops);
  const isDropped = new Set<Op>();
  const before = new Map<Op, readonly Op[]>();
  for (const use of uses) {
    if (use.kind === "length") {
      lengths.set(use.results[0], length!);
      isDropped.add(use);
      continue;
    }
    const index = new Builder(emptyRegion());
    index.span = use.span;
    index.adjoint = use.adjoint ?? false;
    const [, at, ...rest] = use.operands;
    use.operands = [array, isFromStart ? at : index.prim("add", start, at), ...rest];
    before.set(use, index.region.ops);
  }
  for (const each of allRegions(region))
    if (each.ops.some((op) => isDropped.has(op) || before.has(op)))
      each.ops = each.ops.flatMap((op) => (isDropped.has(op) ? [] : [...(before.get(op) ?? []), op]));
}
