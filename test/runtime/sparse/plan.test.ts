import { hessianPlan, jacobianPlan, patternOf, type SparsePlan, type SparsityPattern } from "cotangent/sparse";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { patterns, positionsOf, symmetricPatterns } from "./patterns.js";

/** The values of a matrix, from products with the groups of a plan. */
function valuesBy(plan: SparsePlan, values: Float64Array): Float64Array {
  const { shape, offsets, columns, byRows } = plan;
  const found = new Float64Array(columns.length).fill(Number.NaN);
  for (let c = 0; c < plan.count; c++) {
    const group = new Set(plan.members.subarray(plan.groups[c], plan.groups[c + 1]));
    const product = new Float64Array(byRows ? shape[1] : shape[0]);
    for (let i = 0; i < shape[0]; i++)
      for (let p = offsets[i]; p < offsets[i + 1]; p++)
        if (group.has(byRows ? i : columns[p])) product[byRows ? columns[p] : i] += values[p];
    for (let q = plan.told[c]; q < plan.told[c + 1]; q++) found[plan.entries[q]] = product[plan.numbers[q]];
  }
  return found;
}

const valuesFor = ({ columns }: SparsityPattern): Float64Array => Float64Array.from(columns, (_, p) => p + 1);

describe("the products of a plan tell all entries", () => {
  test.each(["columns", "rows", undefined] as const)("of Jacobians, by %s", (by) => {
    fc.assert(
      fc.property(patterns, (pattern) => {
        const plan = jacobianPlan(pattern, { by });
        if (by) expect(plan.byRows).toBe(by === "rows");
        expect(valuesBy(plan, valuesFor(pattern))).toEqual(valuesFor(pattern));
      }),
    );
  });

  test("of Hessians", () => {
    fc.assert(
      fc.property(symmetricPatterns, (pattern) => {
        const values = Float64Array.from(positionsOf(pattern), ([i, j]) => Math.min(i, j) * 100 + Math.max(i, j));
        expect(valuesBy(hessianPlan(pattern), values)).toEqual(values);
      }),
    );
  });

  test("by rows where that takes fewer", () => {
    const wide = patternOf([0, 0, 0, 1], [0, 1, 2, 3], [2, 4]);
    expect([jacobianPlan(wide).byRows, jacobianPlan(wide).count]).toEqual([true, 1]);
    const tall = patternOf([0, 1, 2, 3], [0, 0, 0, 1], [4, 2]);
    expect([jacobianPlan(tall).byRows, jacobianPlan(tall).count]).toEqual([false, 1]);
  });
});

test("what is no pattern is refused", () => {
  const pattern = patternOf([0, 1], [0, 1], [2, 2]);
  const broken = (change: Partial<SparsityPattern>) => () => jacobianPlan({ ...pattern, ...change });
  expect(broken({ columns: Int32Array.of(0, 2) })).toThrow(RangeError);
  expect(broken({ offsets: Int32Array.of(0, 1) })).toThrow("a pattern of shape 2 x 2 has 3 ascending offsets");
  expect(broken({ offsets: Int32Array.of(0, 3, 2) })).toThrow(RangeError);
  expect(broken({ offsets: Int32Array.of(0, 2, 2), columns: Int32Array.of(1, 0) })).toThrow("row 0 of the pattern");
  expect(() => hessianPlan(patternOf([0], [1], [2, 2]))).toThrow("not symmetric");
});
