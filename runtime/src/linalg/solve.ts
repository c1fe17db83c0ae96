import { expectOptions } from "../kernel-arguments.js";
import { withRule } from "cotangent";
import { identity, minus } from "./elementwise.js";
import { type Elimination, eliminateRegular, substituteBack } from "./elimination.js";
import { gemmAt } from "./gemm.js";
import { expectMatrix, packed, transposedPlace } from "./shapes.js";

/** Options of `solve`. */
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
  expectOptions("solve", options);
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
    expectMatrix("solve", "b", b, n, columns);
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
