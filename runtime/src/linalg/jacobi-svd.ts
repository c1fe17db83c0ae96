/** One-sided Jacobi: columns are rotated in pairs until all are orthogonal (Golub and Van Loan, section 8.6.3; Demmel and Veselic, 1992). */
import { NotConvergedError } from "../numerical-errors.js";
import { transposeOf } from "./elementwise.js";
import { reflect } from "./reflections.js";
import type { Svd } from "./factors.js";
import { signOf } from "./tridiagonal-qr.js";

/** Sweeps over all pairs: six to ten are usual. */
const MOST_SWEEPS = 60;

/** Of an m x n matrix with at least as many rows as columns. */
export function jacobiSvd(a: Float64Array, m: number, n: number): Svd {
  const { q, r } = reflect(a, m, n);
  let size = 0;
  for (let i = 0; i < r.length; i++) size = Math.max(size, Math.abs(r[i]));
  // A power of two, so that squares are in range and nothing is rounded.
  const scale = size === 0 ? 1 : 2 ** Math.floor(Math.log2(size));
  // R = Z diag(s) W^T: its rows are rotated, by Z^T from the left.
  const rows = r.map((v) => v / scale);
  const turns = new Float64Array(n * n);
  for (let i = 0; i < n; i++) turns[i * n + i] = 1;
  rotate(rows, turns, n);
  return assemble(q, rows, turns, scale, m, n);
}

/** The rows become orthogonal: `turns` times what they were. */
function rotate(rows: Float64Array, turns: Float64Array, n: number): void {
  for (let sweep = 0; ; sweep++) {
    let isDone = true;
    for (let i = 0; i < n - 1; i++)
      for (let j = i + 1; j < n; j++) {
        const [p, q] = [i * n, j * n];
        let [alpha, beta, gamma] = [0, 0, 0];
        for (let k = 0; k < n; k++) {
          alpha += rows[p + k] * rows[p + k];
          beta += rows[q + k] * rows[q + k];
          gamma += rows[p + k] * rows[q + k];
        }
        if (Math.abs(gamma) <= Number.EPSILON * Math.sqrt(alpha) * Math.sqrt(beta)) continue;
        isDone = false;
        const zeta = (beta - alpha) / (2 * gamma);
        const tan = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const cos = 1 / Math.hypot(1, tan);
        turn(rows, p, q, n, cos, cos * tan);
        turn(turns, p, q, n, cos, cos * tan);
      }
    if (isDone) return;
    if (sweep === MOST_SWEEPS)
      throw new NotConvergedError(`svd: Jacobi's method did not converge for a matrix of rank up to ${n}`);
  }
}

function turn(x: Float64Array, p: number, q: number, n: number, cos: number, sin: number): void {
  for (let k = 0; k < n; k++) {
    const first = x[p + k];
    x[p + k] = cos * first - sin * x[q + k];
    x[q + k] = cos * x[q + k] + sin * first;
  }
}

function assemble(q: Float64Array, rows: Float64Array, turns: Float64Array, scale: number, m: number, n: number): Svd {
  const lengths = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let [size, sum] = [0, 0];
    for (let k = 0; k < n; k++) size = Math.max(size, Math.abs(rows[i * n + k]));
    for (let k = 0; k < n; k++) sum += (rows[i * n + k] / (size || 1)) ** 2;
    lengths[i] = size * Math.sqrt(sum);
  }
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    let at = i;
    for (; at > 0 && lengths[order[at - 1]] < lengths[i]; at--) order[at] = order[at - 1];
    order[at] = i;
  }
  const s = new Float64Array(n);
  const v = new Float64Array(n * n);
  const z = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const from = order[k] * n;
    const length = lengths[order[k]];
    s[k] = scale * length;
    if (length > 0) for (let i = 0; i < n; i++) v[k * n + i] = rows[from + i] / length;
    else complete(v, k, n);
    const sign = signOf(v, k * n, n);
    for (let i = 0; i < n; i++) {
      v[k * n + i] *= sign;
      z[k * n + i] = sign * turns[from + i];
    }
  }
  const u = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let k = 0; k < n; k++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += q[i * n + j] * z[k * n + j];
      u[i * n + k] = sum;
    }
  return { u, s, v: transposeOf(v, n, n) };
}

/** A unit vector in row `k` that is orthogonal to those before it: of those that axes leave, the longest. */
function complete(v: Float64Array, k: number, n: number): void {
  let longest = -1;
  const rest = new Float64Array(n);
  for (let axis = 0; axis < n; axis++) {
    rest.fill(0);
    rest[axis] = 1;
    // Twice, as once leaves rounding errors that are not small beside a short rest.
    for (let again = 0; again < 2; again++)
      for (let j = 0; j < k; j++) {
        let along = 0;
        for (let i = 0; i < n; i++) along += v[j * n + i] * rest[i];
        for (let i = 0; i < n; i++) rest[i] -= along * v[j * n + i];
      }
    let length = 0;
    for (let i = 0; i < n; i++) length += rest[i] * rest[i];
    length = Math.sqrt(length);
    if (length <= longest) continue;
    longest = length;
    for (let i = 0; i < n; i++) v[k * n + i] = rest[i] / length;
  }
}
