/** A symmetric matrix as Σ values[k] vectors[k] vectors[k]ᵀ. */
export interface Eigen {
  readonly values: Float64Array;
  /** Orthonormal. */
  readonly vectors: readonly Float64Array[];
}

/** Jacobi's method: rotations that make one pair of entries zero at a time. Golub and Van Loan, section 8.5. */
export function symmetricEigen(matrix: readonly Float64Array[]): Eigen {
  const n = matrix.length;
  const a = matrix.map((row, i) => row.map((v, j) => (v + matrix[j][i]) / 2));
  // Rows are eigenvectors in the end.
  const vectors = a.map((_, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 60; sweep++) {
    let outside = 0;
    let total = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const square = a[i][j] ** 2;
        total += square;
        if (i !== j) outside += square;
      }
    if (!(outside > (Number.EPSILON / 4) ** 2 * total)) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) if (a[p][q] !== 0) rotate(a, vectors, p, q);
  }
  return { values: Float64Array.from(a, (row, i) => row[i]), vectors };
}

/** Makes the entry (p, q) zero. */
function rotate(a: readonly Float64Array[], vectors: readonly Float64Array[], p: number, q: number): void {
  const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [a[k][p], a[k][q]];
    a[k][p] = c * x - s * y;
    a[k][q] = s * x + c * y;
  }
  turnRows(a, p, q, c, s);
  turnRows(vectors, p, q, c, s);
}

function turnRows(rows: readonly Float64Array[], p: number, q: number, c: number, s: number): void {
  const [first, second] = [rows[p], rows[q]];
  for (let k = 0; k < first.length; k++) {
    const [x, y] = [first[k], second[k]];
    first[k] = c * x - s * y;
    second[k] = s * x + c * y;
  }
}
