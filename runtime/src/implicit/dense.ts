/** Dense linear systems whose matrix is a list of rows: factors, and a solution with rules of its own. */
import { nondifferentiable, withRule } from "cotangent";
import { factorize } from "../linalg/cholesky.js";
import { eliminate, substituteBack } from "../linalg/elimination.js";
import { expectSymmetric } from "../linalg/symmetry.js";
import { substitute } from "../linalg/triangular.js";
import { SingularSystemError } from "../numerical-errors.js";
import { expectRoom } from "../room.js";
import { expectFinite, expectFiniteSide } from "./finite.js";
import { negativeOuter, product } from "./vectors.js";

export type DenseMethod = "lu" | "cholesky";

/** Of `lu`: both factors in one matrix, and the row that each of its rows was. Of Cholesky: the lower factor. */
export interface Factors {
  readonly matrix: Float64Array;
  readonly order: Int32Array;
  readonly isSymmetric: boolean;
  /** The function that asked for them. */
  readonly name: string;
}

/** @throws RangeError, in the name of `name`, where there can be no memory for the matrix of `n` equations */
export const expectRoomFor: (n: number, name: string) => void = nondifferentiable((n: number, name: string): void =>
  expectRoom(name, n, n, 0),
);

/** @throws TypeError where a row is longer or shorter than there are rows */
export const expectSquare = nondifferentiable((rows: readonly Float64Array[], name: string): void => {
  const n = rows.length;
  for (let i = 0; i < n; i++)
    if (rows[i].length !== n)
      throw new TypeError(`${name}: the matrix has ${n} rows, but row ${i} has ${rows[i].length} columns`);
});

/** The factors of a square matrix, which have no derivative of their own; `name` is the function that asks for them. */
export const factorsOf = nondifferentiable(
  (rows: readonly Float64Array[], method: DenseMethod, name: string): Factors => {
    const n = rows.length;
    expectSquare(rows, name);
    const a = joined(rows);
    const finiteAdvice = "look for divisions by zero or roots of zero at the solution";
    expectFinite(a, name, "the matrix of the linear system", finiteAdvice);
    if (method === "cholesky") {
      checkSymmetry(rows, name);
      const advice = 'use the method "lu", or look for a minimum instead of another stationary point';
      return { matrix: factorize(a, n, name, advice), order: new Int32Array(0), isSymmetric: true, name };
    }
    const { lu, order, singularAt } = eliminate(a, n, name);
    if (singularAt >= 0) throw new SingularSystemError(singular(singularAt, name));
    return { matrix: lu, order, isSymmetric: false, name };
  },
);

function joined(rows: readonly Float64Array[]): Float64Array {
  const a = new Float64Array(rows.length * rows.length);
  for (let i = 0; i < rows.length; i++) a.set(rows[i], i * rows.length);
  return a;
}

function singular(k: number, name: string): string {
  return `${name}: the linear system is singular to working precision (column ${k}), so that the solution has no unique derivative; remove equations that follow from others, or regularize`;
}

/** Throws where a matrix is not symmetric but for rounding. */
export function checkSymmetry(rows: readonly Float64Array[], name: string): void {
  const advice = 'check rules of your own, and kinks, or use "lu" for a system that is not symmetric';
  expectSymmetric(name, "of the linear system", joined(rows), rows.length, advice);
}

/** The solution of `a x = b`, or with the transpose of `a`, without derivative. */
export function backSubstitute(
  { matrix, order, isSymmetric, name }: Factors,
  b: Float64Array,
  transposed: boolean,
): Float64Array {
  expectFiniteSide(b, name);
  const n = b.length;
  if (!isSymmetric) return substituteBack(matrix, order, b, n, 1, transposed);
  const x = b.slice();
  substitute(matrix, x, n, 1, false, false, false);
  substitute(matrix, x, n, 1, false, true, false);
  return x;
}

interface Solved {
  readonly a: readonly Float64Array[];
  readonly factors: Factors;
  readonly x: Float64Array;
  readonly transposed: boolean;
}

/**
 * The solution of `a x = b`, or of the transposed system, by factors of `a`, which belong to it: what depends on `a` is differentiated by
 * `a`. The rules are `a dx = db - da x` and its transpose (Giles, Collected matrix derivative results, 2008, section 2.3.1).
 */
export const solveDense: (
  a: readonly Float64Array[],
  factors: Factors,
  b: Float64Array,
  transposed: boolean,
) => Float64Array = withRule(
  (_: readonly Float64Array[], factors: Factors, b: Float64Array, transposed: boolean): Float64Array =>
    backSubstitute(factors, b, transposed),
  {
    jvp: ([a, factors, b, transposed], [da, , db]) => {
      const x = solveDense(a, factors, b, transposed);
      const change = product(da, x, transposed);
      for (let i = 0; i < change.length; i++) change[i] = db[i] - change[i];
      return [x, solveDense(a, factors, change, transposed)];
    },
    forward: (a, factors, b, transposed): [Float64Array, Solved] => {
      const x = solveDense(a, factors, b, transposed);
      return [x, { a, factors, x, transposed }];
    },
    backward: ({ a, factors, x, transposed }: Solved, cotangent) => {
      const y = solveDense(a, factors, cotangent, !transposed);
      return [transposed ? negativeOuter(x, y) : negativeOuter(y, x), null as never, y, null];
    },
  },
);
