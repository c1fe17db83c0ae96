import { type Directions, diagonal, trace } from "cotangent/estimators";
import { describe, expect, expectTypeOf, test } from "vitest";
import { expectMean } from "./unbiased.js";

const matrix = [
  [2, -1, 0.5, 3],
  [-1, -4, 2, 0],
  [0.5, 2, 1, -2],
  [3, 0, -2, 5],
];
const times = (a: number[][], v: Float64Array): Float64Array =>
  Float64Array.from(a, (row) => row.reduce((sum, x, j) => sum + x * v[j], 0));
const offDiagonal = matrix.flat().reduce((sum, x, k) => sum + (k % 5 === 0 ? 0 : x * x), 0);
const squares = matrix.flat().reduce((sum, x) => sum + x * x, 0);
const x = new Float64Array(4);
const samples = 20_000;

describe.each<[Directions, number]>([
  ["rademacher", 2 * offDiagonal],
  ["normal", 2 * squares],
])("%s", (directions, variance) => {
  test("the trace", () => {
    const estimate = trace((v) => times(matrix, v), x, { samples, directions, seed: 1 });
    const expectedError = Math.sqrt(variance / samples);
    expectMean(estimate, 4, 1.1 * expectedError);
    expect(estimate.standardError).toBeGreaterThan(0.9 * expectedError);
    expectTypeOf(estimate.mean).toEqualTypeOf<number>();
  });

  test("the diagonal", () => {
    const estimate = diagonal((v) => times(matrix, v), x, { samples, directions, seed: 2 });
    expectMean(estimate, Float64Array.of(2, -4, 1, 5), 0.1);
  });

  test("of a map that is not symmetric", () => {
    const shear = [
      [1, 5],
      [-3, 2],
    ];
    expectMean(
      trace((v) => times(shear, v), new Float64Array(2), { samples, directions }),
      3,
      0.1,
    );
    expectMean(
      diagonal((v) => times(shear, v), new Float64Array(2), { samples, directions }),
      Float64Array.of(1, 2),
      0.1,
    );
  });
});

test("one sample with signs is exact for diagonal matrices", () => {
  const scales = Float64Array.of(1, -2, 0.25, 1e9);
  const product = (v: Float64Array): Float64Array => v.map((entry, i) => scales[i] * entry);
  for (let seed = 0; seed < 20; seed++) {
    expect(trace(product, x, { seed }).mean).toBe(1e9 - 0.75);
    expect(diagonal(product, x, { seed }).mean).toStrictEqual(scales);
  }
  expect(diagonal(product, x, { samples: 5 }).standardError).toStrictEqual(new Float64Array(4));
  expect(diagonal(product, x).standardError).toStrictEqual(new Float64Array(4).fill(Number.NaN));
});

test("trees", () => {
  const tree = { a: 1, b: [Float64Array.of(1, 2)], name: "s" };
  const product = (v: { a: number; b: Float64Array[]; name: null }) => ({
    a: 3 * v.a,
    b: [v.b[0].map((y) => 2 * y)],
    name: null,
  });
  const { mean } = diagonal(product, tree);
  expect(mean).toStrictEqual({ a: 3, b: [Float64Array.of(2, 2)], name: null });
  expect(trace(product, tree).mean).toBe(7);
});

test("the seed decides", () => {
  const of = (seed: number) => trace((v) => times(matrix, v), x, { seed }).mean;
  expect(of(3)).toBe(of(3));
  expect(new Set([0, 1, 2, 3, 4, 5, 6, 7].map(of)).size).toBeGreaterThan(1);
});

describe("errors", () => {
  test.each([0, -1, 1.5, Number.NaN])("%o samples", (count) => {
    expect(() => trace((v) => v, x, { samples: count })).toThrow(
      new RangeError(`trace: the number of samples must be an integer from 1 on, but is ${count}`),
    );
  });

  test("no numbers, and products of another shape", () => {
    expect(() => trace(() => null, "s")).toThrow(
      new TypeError("trace: there is no number in the argument, so there are no directions"),
    );
    expect(() => diagonal((v) => v.subarray(1), x)).toThrow(
      new TypeError("diagonal: the product holds 3 numbers, not 4"),
    );
    expect(() => trace((v) => v, x, { seed: 0.5 })).toThrow(RangeError);
  });
});
