/** Determinants and LU factors where a matrix is singular, or nearly so. */
import { describe, expect, test } from "vitest";
import { det, lu } from "../../../runtime/src/linalg/index.js";
import { compile } from "../../support/compile.js";
import { check } from "../../support/harness.js";
import { diagonal, expectClose, numbers, product } from "./matrices.js";

/** An n x n matrix of low rank. */
function ofRank(rank: number, n: number, seed: number): Float64Array {
  return product(numbers(n * rank, seed), numbers(rank * n, seed + 1), n, rank, n);
}

function minor(a: Float64Array, n: number, row: number, column: number): Float64Array {
  return a.filter((_, p) => Math.floor(p / n) !== row && p % n !== column);
}

/** By cofactors of the first row. */
function determinantOf(a: Float64Array, n: number): number {
  if (n === 0) return 1;
  let sum = 0;
  for (let j = 0; j < n; j++) sum += (j % 2 === 0 ? 1 : -1) * a[j] * determinantOf(minor(a, n, 0, j), n - 1);
  return sum;
}

function cofactorsOf(a: Float64Array, n: number): Float64Array {
  return a.map((_, p) => {
    const [i, j] = [Math.floor(p / n), p % n];
    return ((i + j) % 2 === 0 ? 1 : -1) * determinantOf(minor(a, n, i, j), n - 1);
  });
}

describe("determinants", () => {
  const { exports, diagnostics } = compile(`import { grad, hessian, jvp } from "cotangent";
    import { det } from "cotangent/linalg";
    export const slope = grad(det);
    export const bend = hessian(det);
    export const third = (a: Float64Array, n: number, v: Float64Array): number => {
      const first = (x: Float64Array): number => jvp((y: Float64Array) => det(y, n))([x], [v])[1];
      const second = (x: Float64Array): number => jvp(first)([x], [v])[1];
      return jvp(second)([a], [v])[1];
    };`);
  const { slope, bend, third } = exports as {
    slope(a: Float64Array, n: number): Float64Array;
    bend(a: Float64Array, n: number): Float64Array[];
    third(a: Float64Array, n: number, v: Float64Array): number;
  };
  const graded = diagonal([1, 1e-5, 1e-9, 1e-30]);
  const turned = product(numbers(16, 20), product(graded, numbers(16, 21), 4, 4, 4), 4, 4, 4);
  const matrices: [string, number, Float64Array][] = [
    ["regular", 4, numbers(16, 30)],
    ["of rank n - 1", 4, ofRank(3, 4, 40)],
    ["of rank n - 2", 4, ofRank(2, 4, 50)],
    ["of rank n - 3", 5, ofRank(2, 5, 60)],
    ["zero", 3, new Float64Array(9)],
    ["of one entry", 1, new Float64Array(1)],
    ["with a row of zeros", 3, Float64Array.of(1, 2, 3, 0, 0, 0, 4, 1, 2)],
    ["with rows that are equal", 3, Float64Array.of(1, 2, 3, 1, 2, 3, 4, 1, 2)],
    ["almost singular", 3, Float64Array.of(1, 2, 3, 1, 2, 3 + 1e-9, 4, 1, 2)],
    ["graded", 4, graded],
    ["of rank n - 1 to working precision", 4, turned],
  ];

  test.each(matrices)("%s: gradient and Hessian are cofactors", (_, n, a) => {
    expect(diagnostics).toEqual([]);
    expect(det(a, n)).toBeCloseTo(determinantOf(a, n), 12);
    const cofactors = cofactorsOf(a, n);
    expectClose(slope(a, n), cofactors, 1e-13);
    const rows = bend(a, n);
    for (let p = 0; p < n * n; p++) {
      // The determinant is linear in each entry, so that differences of steps of any size are exact but for rounding.
      const moved = (by: number): Float64Array =>
        cofactorsOf(
          a.map((v, q) => (q === p ? v + by : v)),
          n,
        );
      const [up, down] = [moved(1), moved(-1)];
      expectClose(
        rows[p],
        up.map((v, q) => (v - down[q]) / 2),
        1e-13,
      );
    }
  });

  test("third derivatives of a matrix of rank n - 3, and of zero", () => {
    const a = ofRank(1, 4, 70);
    const v = numbers(16, 71);
    // Of the polynomial det(A + t V), with the coefficients 0, 0, 0, c, det V.
    const at = (t: number): number =>
      determinantOf(
        a.map((x, i) => x + t * v[i]),
        4,
      );
    expect(third(a, 4, v)).toBeCloseTo(3 * (at(1) - at(-1)), 12);
    expect(third(new Float64Array(9), 3, numbers(9, 72))).toBeCloseTo(6 * determinantOf(numbers(9, 72), 3), 12);
  });

  test("in all modes", () => {
    const f = (n: number) => `import { det } from "cotangent/linalg";
      export function f(a: Float64Array): number { return det(a, ${n}) * a[1] + det(a.map((v) => v * v), ${n}); }`;
    check(f(3), { points: [[ofRank(2, 3, 80)], [ofRank(1, 3, 81)]] });
  });

  test("what is not finite has no derivative, and ends", () => {
    expect(det(Float64Array.of(NaN, 1, 2, 3), 2)).toBeNaN();
    expect([...slope(Float64Array.of(NaN, 1, 2, 3), 2)].some(Number.isNaN)).toBe(true);
    expect([...slope(Float64Array.of(Infinity, 1, 1, 0), 2)].some((v) => !Number.isFinite(v))).toBe(true);
  });
});

describe("LU factors", () => {
  const source = `import { lu } from "cotangent/linalg";
    export function f(a: Float64Array): number {
      const { l, u } = lu(a, 3);
      return l[3] * l[7] + l[6] * u[1] + u[8] * u[0] + u[4] * u[5] + u[8] ** 2 + u[2];
    }`;

  test("of a matrix whose last pivot is zero are differentiated in all modes", () => {
    const a = Float64Array.of(2, 1, 3, 1, 2, 1, 3, 3, 4);
    expect(lu(a, 3).u[8]).toBeCloseTo(0, 15);
    check(source, { points: [[a], [Float64Array.of(4, 1, 2, 1, 5, 1, 2, 1, 6)]] });
  });

  test("have no derivative where another pivot is zero", () => {
    const { exports } = compile(`import { grad } from "cotangent"; ${source} export const g = grad(f);`);
    const g = exports.g as (a: Float64Array) => Float64Array;
    expect(() => g(Float64Array.of(1, 2, 3, 2, 4, 6, 0, 0, 1))).toThrow(
      /^lu: column 1 of the matrix a depends on those/,
    );
  });
});
