/** Factors and what is solved with them: values against what defines them. */
import { describe, expect, test } from "vitest";
import {
  cholesky,
  choleskySolve,
  det,
  gemm,
  inverse,
  logdet,
  logdetPositiveDefinite,
  lu,
  NonFiniteError,
  NotPositiveDefiniteError,
  ShapeError,
  SingularSystemError,
  solve,
  solveTriangular,
} from "../../../runtime/src/linalg/index.js";
import { expectClose, identity, numbers, product, transpose } from "./matrices.js";

describe("values", () => {
  const sizes = [0, 1, 2, 5, 12];

  test.each(sizes)("of %i rows", (n) => {
    const a = numbers(n * n, n + 1);
    const b = numbers(n * 3, n + 2);
    const { l, u, order, sign } = lu(a, n);
    const exchanged = a.map((_, p) => a[order[Math.floor(p / n)] * n + (p % n)]);
    expectClose(gemm(l, u, n, n, n), exchanged);
    expectClose(product(a, solve(a, b, n, 3), n, n, 3), b, 1e-11);
    expectClose(product(transpose(a, n, n), solve(a, b, n, 3, { transposed: true }), n, n, 3), b, 1e-11);
    expectClose(product(a, inverse(a, n), n, n, n), identity(n), 1e-11);
    let pivots = sign;
    for (let i = 0; i < n; i++) pivots *= u[i * n + i];
    expect(det(a, n)).toBe(pivots);
    expect(logdet(a, n)).toBeCloseTo(Math.log(Math.abs(pivots)), 12);

    const p = product(a, transpose(a, n, n), n, n, n).map((v, i) => v + (i % (n + 1) === 0 ? 0.1 : 0));
    const factor = cholesky(p, n);
    expectClose(product(factor, transpose(factor, n, n), n, n, n), p);
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) expect(factor[i * n + j]).toBe(0);
    expectClose(product(p, choleskySolve(factor, b, n, 3), n, n, 3), b, 1e-10);
    expect(logdetPositiveDefinite(p, n)).toBeCloseTo(logdet(p, n), 10);
  });

  test.each([
    { upper: false, transposed: false, unit: false },
    { upper: true, transposed: false, unit: true },
    { upper: false, transposed: true, unit: true },
    { upper: true, transposed: true, unit: false },
  ])("of triangular systems, $upper $transposed $unit", ({ upper, transposed, unit }) => {
    const n = 4;
    const t = numbers(n * n, 7).map((v, p) => (p % (n + 1) === 0 ? v + 2 : v));
    const half = t.map((v, p) => {
      const [i, j] = [Math.floor(p / n), p % n];
      return i === j ? (unit ? 1 : v) : i > j === upper ? 0 : v;
    });
    const matrix = transposed ? transpose(half, n, n) : half;
    for (const columns of [1, 3]) {
      const b = numbers(n * columns, 8);
      expectClose(product(matrix, solveTriangular(t, b, n, columns, { upper, transposed, unit }), n, n, columns), b);
    }
  });

  test("small and large rows are no reason to call a matrix singular", () => {
    const a = Float64Array.of(1e-100, 2e-100, 3e100, 1e100);
    expect([...solve(a, Float64Array.of(5e-100, 5e100), 2)].map(Math.round)).toEqual([1, 2]);
  });

  test("determinants of singular matrices", () => {
    expect(det(Float64Array.of(0, 0, 0, 1), 2)).toBe(0);
    expect(logdet(Float64Array.of(0, 0, 0, 1), 2)).toBe(-Infinity);
    const { l, u } = lu(Float64Array.of(0, 1, 0, 2), 2);
    expect(product(l, u, 2, 2, 2)).toEqual(Float64Array.of(0, 1, 0, 2));
  });
});

describe("errors", () => {
  const two = Float64Array.of(1, 2, 2, 4);
  test.each([
    [
      "solve",
      () => solve(two, numbers(2), 2),
      SingularSystemError,
      /^solve: the 2 x 2 matrix a is singular .*column 1/,
    ],
    ["inverse", () => inverse(new Float64Array(1), 1), SingularSystemError, /^inverse: /],
    ["NaN", () => solve(Float64Array.of(1, NaN, 0, 1), numbers(2), 2), NonFiniteError, /row 0, column 1/],
    ["shape", () => solve(two, numbers(2), 3), ShapeError, "solve: a has 4 numbers, but a 3 x 3 matrix has 9"],
    [
      "right",
      () => solve(Float64Array.of(1), numbers(2), 1),
      ShapeError,
      "solve: b has 2 numbers, but a 1 x 1 matrix has 1",
    ],
    ["count", () => det(two, 1.5), ShapeError, /^det: the number of rows of a is 1.5/],
    [
      "cholesky",
      () => cholesky(two, 2),
      NotPositiveDefiniteError,
      /^cholesky: the 2 x 2 matrix a is not positive definite: pivot 1/,
    ],
    ["indefinite", () => cholesky(Float64Array.of(-1), 1), NotPositiveDefiniteError, /pivot 0 is -1/],
    ["asymmetric", () => cholesky(Float64Array.of(1, 2, 3, 9), 2), NotPositiveDefiniteError, /not symmetric.* 3 and 2/],
    ["NaN, symmetric", () => cholesky(Float64Array.of(NaN), 1), NonFiniteError, /entry NaN in row 0/],
    ["logarithm", () => logdetPositiveDefinite(two, 2), NotPositiveDefiniteError, /^logdetPositiveDefinite: the 2 x 2/],
    ["factor", () => choleskySolve(two, numbers(3), 2), ShapeError, /^choleskySolve: b has 3 numbers/],
    ["triangle", () => solveTriangular(Float64Array.of(0), numbers(1), 1), SingularSystemError, /zero in row 0/],
    ["triangle, shape", () => solveTriangular(two, numbers(3), 2), ShapeError, /^solveTriangular: b has 3 numbers/],
  ] as const)("%s", (_, call, type, message) => {
    expect(call).toThrow(type);
    expect(call).toThrow(message);
  });
});
