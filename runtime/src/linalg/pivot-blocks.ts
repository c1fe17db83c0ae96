/** Elimination with rows and columns exchanged, which tells how much of a matrix is well conditioned. */
import { nondifferentiable } from "cotangent";

export interface PivotBlocks {
  /** Which row and which column of the matrix comes first, second, ... */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  /** Of both permutations: 1 or -1. */
  readonly sign: number;
  /** The pivots of one block are of similar size. What is left when all of these are eliminated is zero to working precision. */
  readonly sizes: readonly number[];
}

/** A pivot that is smaller than this, beside the first one of its block, begins another block. */
const similar = 1e-3;

/** By complete pivoting, with entries measured by the rows that they stand in (Golub and Van Loan, section 3.4.8). */
export const pivotBlocks: (a: Float64Array, n: number) => PivotBlocks = /* @__PURE__ */ nondifferentiable(
  (a: Float64Array, n: number): PivotBlocks => {
    const left = a.slice();
    const scale = new Float64Array(n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) scale[i] = Math.max(scale[i], Math.abs(a[i * n + j]));
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) left[i * n + j] /= scale[i] > 0 ? scale[i] : 1;
    const rows = Int32Array.from({ length: n }, (_, i) => i);
    const columns = rows.slice();
    const sizes: number[] = [];
    let sign = 1;
    let first = 0;
    for (let k = 0; k < n; k++) {
      const [row, column] = largestFrom(left, k, n);
      const size = Math.abs(left[row * n + column]);
      if (!(size > n * Number.EPSILON)) break;
      if (row !== k) {
        sign = -sign;
        exchange(rows, row, k);
        for (let j = 0; j < n; j++) exchange(left, row * n + j, k * n + j);
      }
      if (column !== k) {
        sign = -sign;
        exchange(columns, column, k);
        for (let i = 0; i < n; i++) exchange(left, i * n + column, i * n + k);
      }
      if (k === 0 || size < similar * first) {
        first = size;
        sizes.push(1);
      } else sizes[sizes.length - 1]++;
      for (let i = k + 1; i < n; i++) {
        const factor = left[i * n + k] / left[k * n + k];
        for (let j = k + 1; j < n; j++) left[i * n + j] -= factor * left[k * n + j];
      }
    }
    return { rows, columns, sign, sizes };
  },
);

/** Where the largest entry is, from row and column `k` on. */
function largestFrom(a: Float64Array, k: number, n: number): [row: number, column: number] {
  let [row, column, most] = [k, k, 0];
  for (let i = k; i < n; i++)
    for (let j = k; j < n; j++) {
      const size = Math.abs(a[i * n + j]);
      if (size > most) [row, column, most] = [i, j, size];
    }
  return [row, column];
}

function exchange(list: Float64Array | Int32Array, i: number, j: number): void {
  const kept = list[i];
  list[i] = list[j];
  list[j] = kept;
}
