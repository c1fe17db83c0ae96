import { patternOfDense, type SparsityPattern, sorted, transposePattern } from "./pattern.js";

/** A sparse matrix by coordinates: `values[k]` at `(rows[k], columns[k])`; values in one place are added. */
export interface Coo {
  readonly shape: readonly [rows: number, columns: number];
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** A sparse matrix by compressed rows: a pattern, and a value for each of its places. */
export interface Csr extends SparsityPattern {
  readonly values: Float64Array;
}

/**
 * @throws RangeError for a position outside of the shape
 */
export function cooToCsr({ shape, rows, columns, values }: Coo): Csr {
  const [m, n] = shape;
  const { offsets, indices } = sorted(rows, columns, shape);
  const starts = new Int32Array(m + 1);
  const places = new Int32Array(indices.length);
  const sums = new Float64Array(indices.length);
  let count = 0;
  for (let i = 0; i < m; i++) {
    for (let p = offsets[i]; p < offsets[i + 1]; p++) {
      const k = indices[p];
      if (count === starts[i] || places[count - 1] !== columns[k]) {
        places[count] = columns[k];
        sums[count++] = values[k];
      } else {
        sums[count - 1] += values[k];
      }
    }
    starts[i + 1] = count;
  }
  return { shape: [m, n], offsets: starts, columns: places.slice(0, count), values: sums.slice(0, count) };
}

/** Ordered by rows and then by columns. */
export function csrToCoo({ shape, offsets, columns, values }: Csr): Coo {
  const rows = new Int32Array(columns.length);
  for (let i = 0; i < shape[0]; i++) rows.fill(i, offsets[i], offsets[i + 1]);
  return { shape: [shape[0], shape[1]], rows, columns: columns.slice(), values: values.slice() };
}

/** The entries that are not zero, of a matrix of rows. */
export function denseToCsr(matrix: readonly ArrayLike<number>[], columns = matrix[0]?.length ?? 0): Csr {
  const pattern = patternOfDense(matrix, columns);
  const values = new Float64Array(pattern.columns.length);
  for (const [i, row] of matrix.entries()) {
    for (let p = pattern.offsets[i]; p < pattern.offsets[i + 1]; p++) values[p] = row[pattern.columns[p]];
  }
  return { ...pattern, values };
}

/** One gigabyte. */
const MOST_NUMBERS = 2 ** 27;

/**
 * The matrix with its zeros, as rows.
 * @throws RangeError where it would take more than a gigabyte
 */
export function toDense(matrix: Csr | Coo): Float64Array[] {
  const [m, n] = matrix.shape;
  if (m * n > MOST_NUMBERS) {
    const gigabytes = ((m * n) / MOST_NUMBERS).toFixed(1);
    throw new RangeError(`toDense: ${m} x ${n} numbers take ${gigabytes} GB; work with the sparse matrix`);
  }
  const dense = Array.from({ length: m }, () => new Float64Array(n));
  const { rows, columns, values } = "rows" in matrix ? matrix : csrToCoo(matrix);
  for (let k = 0; k < values.length; k++) dense[rows[k]][columns[k]] += values[k];
  return dense;
}

export function transpose(matrix: Csr): Csr {
  const { shape, offsets, columns } = matrix;
  const pattern = transposePattern(matrix);
  const values = new Float64Array(columns.length);
  const next = pattern.offsets.slice();
  for (let i = 0; i < shape[0]; i++) {
    for (let p = offsets[i]; p < offsets[i + 1]; p++) values[next[columns[p]]++] = matrix.values[p];
  }
  return { ...pattern, values };
}
