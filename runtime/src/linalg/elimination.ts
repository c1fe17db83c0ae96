/** Gaussian elimination with rows exchanged; what counts as zero is measured by the row that it stands in (Golub and Van Loan, section 3.4). */
import { nondifferentiable } from "cotangent";
import { SingularSystemError } from "../numerical-errors.js";
import { expectFinite, expectMatrix } from "./shapes.js";
import { substitute } from "./triangular.js";

export interface Elimination {
  /** Both factors in one n x n matrix: the upper one, and below the diagonal the lower one, whose diagonal is ones. */
  readonly lu: Float64Array;
  /** Which row of the matrix each row of the factors is. */
  readonly order: Int32Array;
  /** Of the permutation: 1, or -1 for an odd number of exchanges. */
  readonly sign: number;
  /** The largest entry of each row, in the new order. */
  readonly scale: Float64Array;
  /** The first column without a pivot, or -1. */
  readonly singularAt: number;
}

export const eliminate: (a: Float64Array, n: number, name: string) => Elimination = /* @__PURE__ */ nondifferentiable(
  (a: Float64Array, n: number, name: string): Elimination => {
    expectMatrix(name, "a", a, n, n);
    const lu = a.slice();
    const order = new Int32Array(n);
    const scale = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      order[i] = i;
      for (let j = 0; j < n; j++) scale[i] = Math.max(scale[i], Math.abs(lu[i * n + j]));
    }
    let sign = 1;
    let singularAt = -1;
    for (let k = 0; k < n; k++) {
      const pivot = pivotOf(lu, scale, k, n);
      const size = Math.abs(lu[pivot * n + k]);
      if (!(size > n * Number.EPSILON * scale[pivot]) && singularAt < 0) singularAt = k;
      if (pivot !== k) {
        sign = -sign;
        for (let j = 0; j < n; j++) {
          const entry = lu[k * n + j];
          lu[k * n + j] = lu[pivot * n + j];
          lu[pivot * n + j] = entry;
        }
        const [place, weight] = [order[k], scale[k]];
        order[k] = order[pivot];
        order[pivot] = place;
        scale[k] = scale[pivot];
        scale[pivot] = weight;
      }
      if (size === 0) continue;
      for (let i = k + 1; i < n; i++) {
        const factor = lu[i * n + k] / lu[k * n + k];
        lu[i * n + k] = factor;
        if (factor !== 0)
          for (let j = k + 1, p = i * n + j, q = k * n + j; j < n; j++, p++, q++) lu[p] -= factor * lu[q];
      }
    }
    return { lu, order, sign, scale, singularAt };
  },
);

function pivotOf(lu: Float64Array, scale: Float64Array, k: number, n: number): number {
  let pivot = k;
  let most = -1;
  for (let i = k; i < n; i++) {
    const relative = scale[i] === 0 ? 0 : Math.abs(lu[i * n + k]) / scale[i];
    if (relative > most) {
      pivot = i;
      most = relative;
    }
  }
  return pivot;
}

/** @throws SingularSystemError where a matrix has no inverse */
export const expectRegular: (by: Elimination, n: number, name: string) => void = /* @__PURE__ */ nondifferentiable(
  ({ singularAt }: Elimination, n: number, name: string): void => {
    if (singularAt >= 0)
      throw new SingularSystemError(
        `${name}: the ${n} x ${n} matrix a is singular to working precision (column ${singularAt}): remove equations that follow from others, or regularize`,
      );
  },
);

/** The same, for a matrix that has to have an inverse. */
export const eliminateRegular: (a: Float64Array, n: number, name: string) => Elimination =
  /* @__PURE__ */ nondifferentiable((a: Float64Array, n: number, name: string): Elimination => {
    const elimination = eliminate(a, n, name);
    expectFinite(name, "a", a, n);
    expectRegular(elimination, n, name);
    return elimination;
  });

/** The solution of `A X = B`, or with the transpose of `A`, without derivative; `b`: n x `columns`. */
export function substituteBack(
  lu: Float64Array,
  order: Int32Array,
  b: Float64Array,
  n: number,
  columns: number,
  transposed: boolean,
): Float64Array {
  const x = new Float64Array(n * columns);
  if (!transposed) {
    for (let i = 0; i < n; i++) for (let j = 0; j < columns; j++) x[i * columns + j] = b[order[i] * columns + j];
    substitute(lu, x, n, columns, false, false, true);
    substitute(lu, x, n, columns, true, false, false);
    return x;
  }
  const y = b.slice();
  substitute(lu, y, n, columns, true, true, false);
  substitute(lu, y, n, columns, false, true, true);
  for (let i = 0; i < n; i++) for (let j = 0; j < columns; j++) x[order[i] * columns + j] = y[i * columns + j];
  return x;
}
