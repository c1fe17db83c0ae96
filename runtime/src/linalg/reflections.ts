/** Householder's reflections (Golub and Van Loan, section 5.2.2). */
import { transposeOf } from "./elementwise.js";
import type { Qr } from "./factors.js";

/** The factors of an m x n matrix with at least as many rows as columns. */
export function reflect(a: Float64Array, m: number, n: number): Qr {
  // Columns are rows of the transpose, which lie in one piece.
  const columns = transposeOf(a, m, n);
  const factors = new Float64Array(n);
  const r = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const start = k * m;
    let scale = 0;
    for (let i = k; i < m; i++) scale = Math.max(scale, Math.abs(columns[start + i]));
    let length = 0;
    for (let i = k; i < m; i++) length += (columns[start + i] / (scale || 1)) ** 2;
    length = scale * Math.sqrt(length);
    const first = columns[start + k];
    r[k * n + k] = first > 0 ? -length : length;
    if (length === 0) continue;
    // The reflection I - factor v v^T, with the first number of v being 1.
    const pivot = first - r[k * n + k];
    factors[k] = pivot / -r[k * n + k];
    for (let i = k + 1; i < m; i++) columns[start + i] /= pivot;
    columns[start + k] = 1;
    for (let j = k + 1; j < n; j++) {
      applyReflection(columns, start, factors[k], columns, j * m, k, m);
      r[k * n + j] = columns[j * m + k];
    }
  }
  const q = new Float64Array(n * m);
  for (let j = n - 1; j >= 0; j--) {
    q[j * m + j] = 1;
    for (let k = j; k >= 0; k--) if (factors[k] !== 0) applyReflection(columns, k * m, factors[k], q, j * m, k, m);
  }
  for (let k = 0; k < n; k++) {
    if (!(r[k * n + k] < 0)) continue;
    for (let j = k; j < n; j++) r[k * n + j] = -r[k * n + j];
    for (let i = 0; i < m; i++) q[k * m + i] = -q[k * m + i];
  }
  return { q: transposeOf(q, n, m), r };
}

/** To the numbers of `x` from `at + k` on, up to `at + m`. */
function applyReflection(
  v: Float64Array,
  start: number,
  factor: number,
  x: Float64Array,
  at: number,
  k: number,
  m: number,
): void {
  let sum = 0;
  for (let i = k; i < m; i++) sum += v[start + i] * x[at + i];
  sum *= factor;
  for (let i = k; i < m; i++) x[at + i] -= sum * v[start + i];
}
