/** Dense linear systems: factors by elimination or by Cholesky's method, and a solution with rules of its own. */
import { nondifferentiable, withRule } from "cotangent";
import { NotPositiveDefiniteError, SingularSystemError } from "../numerical-errors.js";
import { negativeOuter, product } from "./vectors.js";

export type DenseMethod = "lu" | "cholesky";

/** Of `lu`: both factors in one matrix, and the row that each of its rows was. Of Cholesky: the lower factor. */
export interface Factors {
  readonly rows: readonly Float64Array[];
  readonly order: Int32Array;
  readonly isSymmetric: boolean;
}

/** The factors of a square matrix, which have no derivative of their own; `name` is the function that asks for them. */
export const factorsOf = nondifferentiable((a: readonly Float64Array[], method: DenseMethod, name: string): Factors => {
  for (let i = 0; i < a.length; i++)
    if (a[i].length !== a.length)
      throw new TypeError(`${name}: the matrix has ${a.length} rows, but row ${i} has ${a[i].length} columns`);
  return method === "cholesky" ? choleskyFactors(a, name) : luFactors(a, name);
});

/** With scaled partial pivoting: what counts as zero is measured by the row that it stands in (Golub and Van Loan, section 3.4). */
function luFactors(a: readonly Float64Array[], name: string): Factors {
  const n = a.length;
  const rows = a.map((row) => row.slice());
  const order = Int32Array.from({ length: n }, (_, i) => i);
  const scale = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) scale[i] = Math.max(scale[i], Math.abs(rows[i][j]));
  for (let k = 0; k < n; k++) {
    let pivot = k;
    let size = -1;
    for (let i = k; i < n; i++) {
      const relative = Math.abs(rows[i][k]) / scale[i];
      if (relative > size) {
        pivot = i;
        size = relative;
      }
    }
    if (!(size > n * Number.EPSILON)) throw new SingularSystemError(singular(a, k, name));
    if (pivot !== k) {
      const [row, place, size] = [rows[k], order[k], scale[k]];
      rows[k] = rows[pivot];
      order[k] = order[pivot];
      scale[k] = scale[pivot];
      rows[pivot] = row;
      order[pivot] = place;
      scale[pivot] = size;
    }
    for (let i = k + 1; i < n; i++) {
      const factor = rows[i][k] / rows[k][k];
      rows[i][k] = factor;
      for (let j = k + 1; j < n; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  return { rows, order, isSymmetric: false };
}

function singular(a: readonly Float64Array[], k: number, name: string): string {
  if (a.some((row) => row.some((entry) => !Number.isFinite(entry))))
    return `${name}: the matrix of the linear system has an entry that is not finite; look for divisions by zero or roots of zero at the solution`;
  return `${name}: the linear system is singular to working precision (column ${k}), so that the solution has no unique derivative; remove equations that follow from others, or regularize`;
}

function choleskyFactors(a: readonly Float64Array[], name: string): Factors {
  const n = a.length;
  checkSymmetry(a, name);
  const rows = a.map((row) => row.slice());
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let rest = rows[i][j];
      for (let k = 0; k < j; k++) rest -= rows[i][k] * rows[j][k];
      if (i > j) rows[i][j] = rest / rows[j][j];
      else if (rest > n * Number.EPSILON * Math.abs(a[j][j])) rows[j][j] = Math.sqrt(rest);
      else
        throw new NotPositiveDefiniteError(
          `${name}: the matrix is not positive definite (pivot ${j} is ${rest}); use the method "lu", or look for a minimum instead of another stationary point`,
        );
    }
  }
  return { rows, order: new Int32Array(0), isSymmetric: true };
}

/** Throws where a matrix is not symmetric but for rounding. */
export function checkSymmetry(a: readonly Float64Array[], name: string): void {
  let size = 0;
  for (const row of a) for (let j = 0; j < row.length; j++) size = Math.max(size, Math.abs(row[j]));
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < i; j++)
      if (!(Math.abs(a[i][j] - a[j][i]) <= 1e-8 * size))
        throw new NotPositiveDefiniteError(
          `${name}: the matrix is not symmetric: entries (${i}, ${j}) and (${j}, ${i}) are ${a[i][j]} and ${a[j][i]}; check rules of your own, and kinks, or use "lu" for a system that is not symmetric`,
        );
}

/** The solution of `a x = b`, or with the transpose of `a`, without derivative. */
export function backSubstitute(
  { rows, order, isSymmetric }: Factors,
  b: Float64Array,
  transposed: boolean,
): Float64Array {
  const n = rows.length;
  const x = b.slice();
  if (isSymmetric) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) x[i] -= rows[i][j] * x[j];
      x[i] /= rows[i][i];
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let j = i + 1; j < n; j++) x[i] -= rows[j][i] * x[j];
      x[i] /= rows[i][i];
    }
    return x;
  }
  if (transposed) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) x[i] -= rows[j][i] * x[j];
      x[i] /= rows[i][i];
    }
    for (let i = n - 1; i >= 0; i--) for (let j = i + 1; j < n; j++) x[i] -= rows[j][i] * x[j];
    const placed = new Float64Array(n);
    for (let i = 0; i < n; i++) placed[order[i]] = x[i];
    return placed;
  }
  for (let i = 0; i < n; i++) {
    x[i] = b[order[i]];
    for (let j = 0; j < i; j++) x[i] -= rows[i][j] * x[j];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i] -= rows[i][j] * x[j];
    x[i] /= rows[i][i];
  }
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
