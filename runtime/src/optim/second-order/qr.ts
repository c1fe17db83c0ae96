/** The triangle of A = Q R and Qᵀ b. */
export interface Triangle {
  /** Rows, as many as A has columns; zeros where A has fewer rows. */
  readonly r: readonly Float64Array[];
  /** The first entries of Qᵀ b, as many. */
  readonly b: Float64Array;
}

/** Householder's method on the rows of a matrix, `n` columns; neither it nor `b` is changed. Golub and Van Loan, section 5.2. */
export function qr(rows: readonly Float64Array[], b: Float64Array, n: number): Triangle {
  const m = rows.length;
  const a = rows.map((row) => row.slice());
  const right = b.slice();
  for (let k = 0; k < Math.min(m, n); k++) {
    let size = 0;
    for (let i = k; i < m; i++) size = Math.hypot(size, a[i][k]);
    // Lengths of subnormal numbers are no lengths.
    if (size < 1e-290) {
      for (let i = k; i < m; i++) a[i][k] = 0;
      continue;
    }
    // The reflector is v = a_k / |a_k| ± e_k, with the sign that does not cancel.
    const v = new Float64Array(m - k);
    for (let i = k; i < m; i++) v[i - k] = a[i][k] / size;
    v[0] += a[k][k] > 0 ? 1 : -1;
    // vᵀv / 2
    const half = 1 + Math.abs(a[k][k]) / size;
    for (let j = k; j < n; j++) {
      let sum = 0;
      for (let i = k; i < m; i++) sum += v[i - k] * a[i][j];
      sum /= half;
      for (let i = k; i < m; i++) a[i][j] -= sum * v[i - k];
    }
    let sum = 0;
    for (let i = k; i < m; i++) sum += v[i - k] * right[i];
    sum /= half;
    for (let i = k; i < m; i++) right[i] -= sum * v[i - k];
    for (let i = k + 1; i < m; i++) a[i][k] = 0;
  }
  const r = Array.from({ length: n }, (_, i) => a[i] ?? new Float64Array(n));
  return { r, b: Float64Array.from({ length: n }, (_, i) => right[i] ?? 0) };
}

/** x with R x = b; undefined where R is singular to working precision. */
export function solveUpper(r: readonly Float64Array[], b: Float64Array): Float64Array | undefined {
  const n = b.length;
  const x = b.slice();
  for (let i = n - 1; i >= 0; i--) {
    if (!(Math.abs(r[i][i]) > n * Number.EPSILON * columnSize(r, i))) return undefined;
    for (let j = i + 1; j < n; j++) x[i] -= r[i][j] * x[j];
    x[i] /= r[i][i];
  }
  return x;
}

function columnSize(r: readonly Float64Array[], j: number): number {
  let size = 0;
  for (let i = 0; i <= j; i++) size = Math.max(size, Math.abs(r[i][j]));
  return size;
}

/** x with Rᵀ x = b, for R without zeros on its diagonal. */
export function solveTransposed(r: readonly Float64Array[], b: Float64Array): Float64Array {
  const x = b.slice();
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) x[i] -= r[j][i] * x[j];
    x[i] /= r[i][i];
  }
  return x;
}

/** R x. */
export function upperProduct(r: readonly Float64Array[], x: Float64Array): Float64Array {
  return Float64Array.from(r, (row, i) => {
    let sum = 0;
    for (let j = i; j < x.length; j++) sum += row[j] * x[j];
    return sum;
  });
}

/** Rᵀ b. */
export function transposedUpperProduct(r: readonly Float64Array[], b: Float64Array): Float64Array {
  const x = new Float64Array(b.length);
  for (const [i, row] of r.entries()) for (let j = i; j < x.length; j++) x[j] += row[j] * b[i];
  return x;
}
