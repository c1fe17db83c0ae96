/**
 * The symmetric QR algorithm: Householder reflections to a tridiagonal matrix, then implicit QR steps with Wilkinson's shift (Golub and Van Loan,
 * sections 8.3.1 and 8.3.5).
 */
import { NotConvergedError } from "../numerical-errors.js";
import type { Eigh } from "./factors.js";

/** Steps for each eigenvalue: two or three are usual. */
const MOST_STEPS = 60;

export function tridiagonalQr(a: Float64Array, n: number): Eigh {
  // Rows are the vectors, so that rotations go along memory.
  const rows = new Float64Array(n * n);
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  tridiagonalize(a, n, diagonal, beside, rows);
  for (let end = n - 1; end > 0; ) {
    let steps = 0;
    while (!isSmall(diagonal, beside, end - 1)) {
      if (++steps > MOST_STEPS)
        throw new NotConvergedError(`eigh: the QR algorithm did not converge for a ${n} x ${n} matrix`);
      let start = end - 1;
      while (start > 0 && !isSmall(diagonal, beside, start - 1)) start--;
      if (start > 0) beside[start - 1] = 0;
      step(diagonal, beside, rows, start, end, n);
    }
    beside[end - 1] = 0;
    end--;
  }
  return inOrder(diagonal, rows, n);
}

function isSmall(diagonal: Float64Array, beside: Float64Array, i: number): boolean {
  return Math.abs(beside[i]) <= Number.EPSILON * (Math.abs(diagonal[i]) + Math.abs(diagonal[i + 1]));
}

/** `A = Q T Q^T`; `rows` becomes `Q^T`. */
function tridiagonalize(
  a: Float64Array,
  n: number,
  diagonal: Float64Array,
  beside: Float64Array,
  rows: Float64Array,
): void {
  const t = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) t[i * n + j] = 0.5 * (a[i * n + j] + a[j * n + i]);
  for (let i = 0; i < n; i++) rows[i * n + i] = 1;
  const v = new Float64Array(n);
  const w = new Float64Array(n);
  for (let k = 0; k < n - 1; k++) {
    let scale = 0;
    for (let i = k + 1; i < n; i++) scale = Math.max(scale, Math.abs(t[i * n + k]));
    let beyond = 0;
    for (let i = k + 2; i < n; i++) beyond = Math.max(beyond, Math.abs(t[i * n + k]));
    if (beyond === 0) {
      beside[k] = t[(k + 1) * n + k];
      continue;
    }
    let length = 0;
    for (let i = k + 1; i < n; i++) length += (t[i * n + k] / scale) ** 2;
    length = scale * Math.sqrt(length);
    const first = t[(k + 1) * n + k];
    const target = first > 0 ? -length : length;
    const pivot = first - target;
    const factor = -pivot / target;
    v[k + 1] = 1;
    for (let i = k + 2; i < n; i++) v[i] = t[i * n + k] / pivot;
    beside[k] = target;
    // T - v w^T - w v^T, of what is left of T.
    let both = 0;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += t[i * n + j] * v[j];
      w[i] = factor * sum;
      both += w[i] * v[i];
    }
    for (let i = k + 1; i < n; i++) w[i] -= 0.5 * factor * both * v[i];
    for (let i = k + 1; i < n; i++) for (let j = k + 1; j < n; j++) t[i * n + j] -= v[i] * w[j] + w[i] * v[j];
    // Q^T so far, from the left.
    w.fill(0);
    for (let i = k + 1; i < n; i++) for (let j = 0; j < n; j++) w[j] += v[i] * rows[i * n + j];
    for (let i = k + 1; i < n; i++) for (let j = 0; j < n; j++) rows[i * n + j] -= factor * v[i] * w[j];
  }
  for (let i = 0; i < n; i++) diagonal[i] = t[i * n + i];
}

/** One implicit step on rows `start` to `end`: a bulge is chased down the diagonal. */
function step(
  diagonal: Float64Array,
  beside: Float64Array,
  rows: Float64Array,
  start: number,
  end: number,
  n: number,
): void {
  const half = (diagonal[end - 1] - diagonal[end]) / 2;
  const last = beside[end - 1];
  const root = Math.hypot(half, last);
  const shift = diagonal[end] - (last / (half + (half < 0 ? -root : root))) * last;
  let x = diagonal[start] - shift;
  let bulge = beside[start];
  for (let k = start; k < end; k++) {
    const length = Math.hypot(x, bulge);
    const [cos, sin] = length === 0 ? [1, 0] : [x / length, bulge / length];
    if (k > start) beside[k - 1] = length;
    const [p, q, r] = [diagonal[k], diagonal[k + 1], beside[k]];
    diagonal[k] = cos * cos * p + 2 * cos * sin * r + sin * sin * q;
    diagonal[k + 1] = sin * sin * p - 2 * cos * sin * r + cos * cos * q;
    beside[k] = cos * sin * (q - p) + (cos * cos - sin * sin) * r;
    x = beside[k];
    if (k < end - 1) {
      bulge = sin * beside[k + 1];
      beside[k + 1] *= cos;
    }
    for (let j = 0, u = k * n, v = u + n; j < n; j++, u++, v++) {
      const upper = rows[u];
      rows[u] = cos * upper + sin * rows[v];
      rows[v] = cos * rows[v] - sin * upper;
    }
  }
}

function inOrder(diagonal: Float64Array, rows: Float64Array, n: number): Eigh {
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    let at = i;
    for (; at > 0 && diagonal[order[at - 1]] > diagonal[i]; at--) order[at] = order[at - 1];
    order[at] = i;
  }
  const values = new Float64Array(n);
  const vectors = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const from = order[k] * n;
    values[k] = diagonal[order[k]];
    const sign = signOf(rows, from, n);
    for (let i = 0; i < n; i++) vectors[i * n + k] = sign * rows[from + i];
  }
  return { values, vectors };
}

/** That of the number that is largest in size, the first of these. */
export function signOf(x: Float64Array, from: number, count: number): number {
  let largest = 0;
  for (let i = from; i < from + count; i++) if (Math.abs(x[i]) > Math.abs(largest)) largest = x[i];
  return largest < 0 ? -1 : 1;
}
