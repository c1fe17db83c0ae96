/** Complete elliptic integrals in the parameter m = k^2, where k is the modulus: that of DLMF 19.2 is k. */
import { isOrder } from "./orders.js";

/** Arithmetic-geometric mean: K, and the sum that gives E (DLMF 19.8.6). */
function meanOf(m: number): { readonly k: number; readonly sum: number } {
  let [a, b] = [1, Math.sqrt(1 - m)];
  let sum = 0.5 * m;
  for (let power = 0.5; ; power *= 2) {
    const c = 0.5 * (a - b);
    [a, b] = [0.5 * (a + b), Math.sqrt(a * b)];
    sum += 2 * power * c * c;
    if (Math.abs(c) < 1e-9 * a) break;
  }
  return { k: Math.PI / (2 * a), sum };
}

/**
 * The complete elliptic integral of the first kind, the integral of 1 / √(1 - m sin²θ) over 0 ≤ θ ≤ π/2, of the parameter `m` ≤ 1; Infinity at 1, NaN beyond.
 * DLMF 19.2.8 with k² = m, by the arithmetic-geometric mean (19.8.5).
 */
export function ellipticK(m: number): number {
  if (m === 1) return Number.POSITIVE_INFINITY;
  if (m === Number.NEGATIVE_INFINITY) return 0;
  return m < 1 ? meanOf(m).k : Number.NaN;
}

/**
 * The complete elliptic integral of the second kind, the integral of √(1 - m sin²θ) over 0 ≤ θ ≤ π/2, of the parameter `m` ≤ 1; NaN beyond.
 * DLMF 19.2.8 with k² = m, by the arithmetic-geometric mean (19.8.6).
 */
export function ellipticE(m: number): number {
  if (m === 1) return 1;
  if (!(m < 1)) return Number.NaN;
  if (m === Number.NEGATIVE_INFINITY) return Number.POSITIVE_INFINITY;
  // E(m) = √(1 - m) E(m / (m - 1)): the sum of the mean cancels for large negative parameters (DLMF 19.7.2).
  if (m < 0) return Math.sqrt(1 - m) * ellipticE(m / (m - 1));
  const { k, sum } = meanOf(m);
  // Next to 1 the difference cancels too; Legendre's relation (DLMF 19.7.1) has the complementary integrals instead.
  if (m <= 0.5) return k * (1 - sum);
  const other = meanOf(1 - m);
  return (0.5 * Math.PI + k * other.k * other.sum) / other.k;
}

/**
 * The derivative of order `n` of `ellipticK`, for an integer `n` ≥ 0 and `m` < 1; NaN elsewhere. Errors grow with the order for m < -1/2, about threefold each.
 *
 * The hypergeometric series (DLMF 19.5.1) differentiated for |m| ≤ 1/2, so that nothing is divided by m; elsewhere the differential equation (19.4.8).
 */
export function ellipticKDerivative(n: number, m: number): number {
  if (!(isOrder(n) && m < 1)) return Number.NaN;
  if (n === 0) return ellipticK(m);
  if (Math.abs(m) <= 0.5) return series(n, m, 0.5);
  return derivativesOfK(n, m)[n];
}

/** The derivative of order `n` of `ellipticE`; as `ellipticKDerivative`, with DLMF 19.4.2. */
export function ellipticEDerivative(n: number, m: number): number {
  if (!(isOrder(n) && m < 1)) return Number.NaN;
  if (n === 0) return ellipticE(m);
  if (Math.abs(m) <= 0.5) return series(n, m, -0.5);
  const k = derivativesOfK(n - 1, m);
  let current = ellipticE(m);
  // 2 m E' = E - K, differentiated.
  for (let order = 0; order < n; order++) current = ((1 - 2 * order) * current - k[order]) / (2 * m);
  return current;
}

/** Of orders 0 to `n`: m (1 - m) K'' + (1 - 2 m) K' = K / 4, differentiated. */
function derivativesOfK(n: number, m: number): number[] {
  const k = ellipticK(m);
  const made = [k, (ellipticE(m) - (1 - m) * k) / (2 * m * (1 - m))];
  for (let order = 0; order + 2 <= n; order++)
    made.push(((order + 0.5) ** 2 * made[order] - (order + 1) * (1 - 2 * m) * made[order + 1]) / (m * (1 - m)));
  return made;
}

/** The derivative of order `n` of π/2 F(1/2, a; 1; m). */
function series(n: number, m: number, a: number): number {
  let term = 0.5 * Math.PI;
  for (let k = 0; k < n; k++) term *= ((0.5 + k) * (a + k)) / (1 + k);
  let sum = term;
  for (let k = n; ; k++) {
    term *= (((0.5 + k) * (a + k)) / ((1 + k) * (k + 1 - n))) * m;
    const next = sum + term;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}
