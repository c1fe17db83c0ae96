/**
 * Computes where it is needed: arithmetic whose results only one arm of an `if` uses moves into that arm. Runs that take
 * the other arm are spared it, and so are their derivatives: `const r = Math.sqrt(x); return x > 0 ? r : 0` at 0.
 */
import type { Func, Region, Value } from "../ir/ops.js";
import { forEachRegion } from "../ir/traverse.js";

export function sink(func: Func): boolean {
  return sinkInto(func.body);
}

/** Where the values of a region are used: within one arm of an `if` in it, or elsewhere. */
type Uses = Map<Value, Region | "elsewhere">;

function sinkInto(region: Region): boolean {
  let changed = region.ops.some((op) => op.kind === "if") && sinkInBranches(region);
  for (const op of region.ops) for (const inner of op.regions) if (sinkInto(inner)) changed = true;
  return changed;
}

/** From the end backwards, so that what feeds a moved operation can follow it. */
function sinkInBranches(region: Region): boolean {
  const uses: Uses = new Map();
  let changed = false;
  for (const value of region.yields) uses.set(value, "elsewhere");
  for (let k = region.ops.length - 1; k >= 0; k--) {
    const op = region.ops[k];
    const arm = op.kind === "prim" ? uses.get(op.results[0]) : undefined;
    if (arm && arm !== "elsewhere") {
      region.ops.splice(k, 1);
      arm.ops.unshift(op);
      changed = true;
      for (const operand of op.operands) use(uses, operand, arm);
      continue;
    }
    for (const operand of op.operands) use(uses, operand, "elsewhere");
    for (const inner of op.regions) {
      const place = op.kind === "if" ? inner : "elsewhere";
      forEachRegion(inner, ({ ops, yields }) => {
        for (const { operands } of ops) for (const value of operands) use(uses, value, place);
        for (const value of yields) use(uses, value, place);
      });
    }
  }
  return changed;
}

function use(uses: Uses, value: Value, place: Region | "elsewhere"): void {
  uses.set(value, (uses.get(value) ?? place) === place ? place : "elsewhere");
}
