import { withRule } from "cotangent";
import { identity, minus, times, trace } from "./elementwise.js";
import { type Elimination, eliminate, eliminateRegular, expectRegular, substituteBack } from "./elimination.js";
import { gemmAt } from "./gemm.js";
import { expectMatrix, packed, transposedPlace } from "./shapes.js";

export interface SolveOptions {
  /** Solves with the transpose of `a`: `false`. */
  readonly transposed?: boolean;
}

/**
 * The solution of `A X = B`, n x n, by elimination; `b`: n x `columns`, a vector unless said otherwise (Golub and Van Loan, section 3.4).
 * @throws ShapeError; SingularSystemError; NonFiniteError
 */
export function solve(
  a: Float64Array,
  b: Float64Array,
  n: number,
  columns = 1,
  options: SolveOptions = {},
): Float64Array {
  return solveBy(a, eliminateRegular(a, n, "solve"), b, n, columns, options.transposed ?? false);
}

/**
 * The inverse of an n x n matrix. To solve a system, `solve` is faster and more accurate (Golub and Van Loan, section 3.4).
 * @throws ShapeError; SingularSystemError; NonFiniteError
 */
export function inverse(a: Float64Array, n: number): Float64Array {
  return solveBy(a, eliminateRegular(a, n, "inverse"), identity(n), n, n, false);
}

/**
 * The determinant of an n x n matrix, by elimination; 1 where n is 0. Of more than a few rows it is easily out of range: `logdet` is not.
 * @throws ShapeError; SingularSystemError by derivatives at a singular matrix
 */
export function det(a: Float64Array, n: number): number {
  return determinant(a, eliminate(a, n, "det"), n);
}

/**
 * The logarithm of the absolute value of the determinant of an n x n matrix, `-Infinity` for a singular one. `logdetPositiveDefinite` is faster
 * for such.
 * @throws ShapeError; SingularSystemError by derivatives at a singular matrix
 */
export function logdet(a: Float64Array, n: number): number {
  return logDeterminant(a, eliminate(a, n, "logdet"), n);
}

/**
 * The solution by an elimination of `a`, which belongs to it: what depends on `a` is differentiated by `a`. The rules are `A dX = dB - dA X`
 * and its transpose (Giles, Collected matrix derivative results, 2008, section 2.3.1).
 */
export const solveBy: (
  a: Float64Array,
  by: Elimination,
  b: Float64Array,
  n: number,
  columns: number,
  transposed: boolean,
) => Float64Array = /* @__PURE__ */ withRule(
  (
    _: Float64Array,
    { lu, order }: Elimination,
    b: Float64Array,
    n: number,
    columns: number,
    transposed: boolean,
  ): Float64Array => {
    expectMatrix("solve", "b", b.length, n, columns);
    return substituteBack(lu, order, b, n, columns, transposed);
  },
  {
    jvp: ([a, by, b, n, columns, transposed], [da, , db]) => {
      const x = solveBy(a, by, b, n, columns, transposed);
      const lying = packed(n, n);
      const at = packed(n, columns);
      const moved = gemmAt(da, transposed ? transposedPlace(lying) : lying, x, at, at);
      return [x, solveBy(a, by, minus(db, moved), n, columns, transposed)];
    },
    forward: (a, by, b, n, columns, transposed) => {
      const x = solveBy(a, by, b, n, columns, transposed);
      return [x, { a, by, x, n, columns, transposed }];
    },
    backward: ({ a, by, x, n, columns, transposed }, c) => {
      const y = solveBy(a, by, c, n, columns, !transposed);
      const at = packed(n, columns);
      const across = transposedPlace(at);
      const product = transposed ? gemmAt(x, at, y, across, packed(n, n)) : gemmAt(y, at, x, across, packed(n, n));
      return [product.map((v) => -v), null as never, y, 0, 0, null];
    },
  },
);

/** By Jacobi's formula: `det A` times the trace of `A^-1 dA`. */
const determinant: (a: Float64Array, by: Elimination, n: number) => number = /* @__PURE__ */ withRule(
  (_: Float64Array, { lu, sign }: Elimination, n: number): number => {
    let product = sign;
    for (let i = 0; i < n; i++) product *= lu[i * n + i];
    return product;
  },
  {
    jvp: ([a, by, n], [da]) => {
      const value = determinant(a, by, n);
      expectRegular(by, n, "det");
      return [value, value * trace(solveBy(a, by, da, n, n, false), n)];
    },
    forward: (a, by, n) => {
      const value = determinant(a, by, n);
      return [value, { a, by, n, value }];
    },
    backward: ({ a, by, n, value }, c) => {
      expectRegular(by, n, "det");
      return [times(c * value, solveBy(a, by, identity(n), n, n, true)), null as never, 0];
    },
  },
);

const logDeterminant: (a: Float64Array, by: Elimination, n: number) => number = /* @__PURE__ */ withRule(
  (_: Float64Array, { lu }: Elimination, n: number): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += Math.log(Math.abs(lu[i * n + i]));
    return sum;
  },
  {
    jvp: ([a, by, n], [da]) => {
      expectRegular(by, n, "logdet");
      return [logDeterminant(a, by, n), trace(solveBy(a, by, da, n, n, false), n)];
    },
    forward: (a, by, n) => [logDeterminant(a, by, n), { a, by, n }],
    backward: ({ a, by, n }, c) => {
      expectRegular(by, n, "logdet");
      return [times(c, solveBy(a, by, identity(n), n, n, true)), null as never, 0];
    },
  },
);
