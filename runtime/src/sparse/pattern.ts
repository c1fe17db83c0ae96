/** Where a matrix may have entries: row i has them in `columns[offsets[i]]`, ..., `columns[offsets[i + 1] - 1]`, ascending. */
export interface SparsityPattern {
  /** The numbers of rows and of columns. */
  readonly shape: readonly [rows: number, columns: number];
  /** One more than rows. */
  readonly offsets: Int32Array;
  readonly columns: Int32Array;
}

/**
 * The pattern with the positions `(rows[k], columns[k])`, in any order and any number of times, in linear time.
 * @throws RangeError for a position outside of the shape
 */
export function patternOf(
  rows: ArrayLike<number>,
  columns: ArrayLike<number>,
  shape: readonly [rows: number, columns: number],
): SparsityPattern {
  const { offsets, indices } = sorted(rows, columns, shape);
  const starts = new Int32Array(offsets.length);
  const unique = new Int32Array(indices.length);
  let count = 0;
  for (let i = 0; i < shape[0]; i++) {
    for (let p = offsets[i]; p < offsets[i + 1]; p++) {
      const column = columns[indices[p]];
      if (count === starts[i] || unique[count - 1] !== column) unique[count++] = column;
    }
    starts[i + 1] = count;
  }
  return { shape: [shape[0], shape[1]], offsets: starts, columns: unique.slice(0, count) };
}

/** The positions whose entries are not zero; `NaN` is not zero. */
export function patternOfDense(
  matrix: readonly ArrayLike<number>[],
  columns = matrix[0]?.length ?? 0,
): SparsityPattern {
  const positions: [number, number][] = [];
  for (const [i, row] of matrix.entries()) {
    if (row.length !== columns) throw new RangeError(`row ${i} has length ${row.length}, not ${columns}`);
    for (let j = 0; j < columns; j++) if (row[j] !== 0) positions.push([i, j]);
  }
  return patternOf(
    positions.map(([i]) => i),
    positions.map(([, j]) => j),
    [matrix.length, columns],
  );
}

export function transposePattern({ shape: [m, n], offsets, columns }: SparsityPattern): SparsityPattern {
  const starts = countsToOffsets(columns, n);
  const next = starts.slice();
  const rows = new Int32Array(columns.length);
  for (let i = 0; i < m; i++) {
    for (let p = offsets[i]; p < offsets[i + 1]; p++) rows[next[columns[p]]++] = i;
  }
  return { shape: [n, m], offsets: starts, columns: rows };
}

/** The order of positions by rows and then by columns, stable: two passes of sorting by counting. */
export function sorted(
  rows: ArrayLike<number>,
  columns: ArrayLike<number>,
  [m, n]: readonly [number, number],
): { readonly offsets: Int32Array; readonly indices: Int32Array } {
  if (rows.length !== columns.length) {
    throw new RangeError(`there are ${rows.length} row indices, but ${columns.length} column indices`);
  }
  for (let k = 0; k < rows.length; k++) {
    if (!(isIndex(rows[k], m) && isIndex(columns[k], n))) {
      throw new RangeError(`position ${k} is (${rows[k]}, ${columns[k]}), outside of a matrix of shape ${m} x ${n}`);
    }
  }
  const byColumn = new Int32Array(rows.length);
  const nextColumn = countsToOffsets(columns, n);
  for (let k = 0; k < rows.length; k++) byColumn[nextColumn[columns[k]]++] = k;
  const offsets = countsToOffsets(rows, m);
  const nextRow = offsets.slice();
  const indices = new Int32Array(rows.length);
  for (const k of byColumn) indices[nextRow[rows[k]]++] = k;
  return { offsets, indices };
}

function isIndex(i: number, length: number): boolean {
  return Number.isInteger(i) && i >= 0 && i < length;
}

/** Where the entries of each index begin when they are sorted by it, and where they all end. */
function countsToOffsets(indices: ArrayLike<number>, length: number): Int32Array {
  const offsets = new Int32Array(length + 1);
  for (let k = 0; k < indices.length; k++) offsets[indices[k] + 1]++;
  for (let i = 0; i < length; i++) offsets[i + 1] += offsets[i];
  return offsets;
}
