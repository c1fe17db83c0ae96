import { gamma } from "./gamma.js";
import { halfLogTwoPi, lgamma, stirlingCorrection } from "./lgamma.js";

/**
 * The beta function Γ(a) Γ(b) / Γ(a + b) of `a`, `b` > 0; NaN for others. DLMF 5.12.1.
 */
export function beta(a: number, b: number): number {
  if (!(a > 0 && b > 0)) return Number.NaN;
  if (a + b < 30) return (gamma(Math.max(a, b)) / gamma(a + b)) * gamma(Math.min(a, b));
  return Math.exp(lbeta(a, b));
}

/**
 * The logarithm of the beta function of `a`, `b` > 0; NaN for others. Its absolute precision is about 1e-15 where it is zero.
 *
 * DLMF 5.12.1 and, for a large argument, Stirling's formula with its leading terms combined (5.11.1), so that nothing large cancels.
 */
export function lbeta(a: number, b: number): number {
  if (!(a > 0 && b > 0)) return Number.NaN;
  const [small, large] = a < b ? [a, b] : [b, a];
  const sum = small + large;
  if (large < 10) return lgamma(small) + (lgamma(large) - lgamma(sum));
  if (sum === Number.POSITIVE_INFINITY) return Number.NEGATIVE_INFINITY;
  const corrections = stirlingCorrection(large) - stirlingCorrection(sum);
  const change = (0.5 - large) * Math.log1p(small / large) + corrections;
  // log Γ(large) - log Γ(sum)
  if (small < 10) return lgamma(small) + change - small * (Math.log(sum) - 1);
  return halfLogTwoPi - 0.5 * Math.log(small) + small * Math.log(small / sum) + change + stirlingCorrection(small);
}
