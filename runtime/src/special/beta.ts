import { gamma } from "./gamma.js";
import { halfLogTwoPi, lgamma, stirlingCorrection } from "./lgamma.js";
import { sinPi } from "./trigonometry.js";

/**
 * The beta function Γ(a) Γ(b) / Γ(a + b) of real numbers. Where a pole of the numerator meets one of the denominator it is the limit in that argument:
 * B(-3, 2) = lim B(x, 2). At other poles, 0 and the negative integers, it is ±Infinity at ±0, and NaN otherwise.
 *
 * DLMF 5.12.1; of arguments below 0 by reflection (5.5.3).
 */
export function beta(a: number, b: number): number {
  if (a > 0 && b > 0) return ofPositive(a, b);
  const { factor, p, q, isInverse } = reflected(a, b);
  if (factor === 0) return 0;
  if (!Number.isFinite(factor)) return factor;
  if (p + q < 30) return isInverse ? factor / ofPositive(p, q) : factor * ofPositive(p, q);
  const logarithm = Math.log(Math.abs(factor)) + (isInverse ? -lbeta(p, q) : lbeta(p, q));
  return Math.sign(factor) * Math.exp(logarithm);
}

function ofPositive(a: number, b: number): number {
  const [small, large] = a < b ? [a, b] : [b, a];
  const sum = large + small;
  // What the sum is rounded by, exactly.
  const rest = small - (sum - large);
  // 1 / Γ(sum + rest), by the leading terms of digamma.
  if (sum < 30) return (gamma(large) / gamma(sum)) * gamma(small) * (1 - rest * (Math.log(sum) - 0.5 / sum));
  if (small < 1 || sum === Number.POSITIVE_INFINITY) return Math.exp(logOfPositive(a, b));
  // Stirling's formula (DLMF 5.11.1). Powers may underflow where their product does.
  const corrections = stirlingCorrection(small) + (stirlingCorrection(large) - stirlingCorrection(sum));
  const scale = Math.sqrt((2 * Math.PI * sum) / small / large) * Math.exp(corrections);
  return scale * powerOfQuotient(small, sum, rest, small) * powerOfQuotient(large, sum, rest, large);
}

/** (p / (q + rest))^c, as if the quotient were not rounded. */
function powerOfQuotient(p: number, q: number, rest: number, c: number): number {
  const r = p / q;
  const [high, low] = halves(r);
  const [above, below] = halves(q);
  const remainder = p - high * above - high * below - low * above - low * below - r * rest;
  return r ** c * Math.exp((c * remainder) / p);
}

/** Two numbers of half the digits, of which the product with another such is exact (Dekker, 1971). */
function halves(x: number): [number, number] {
  const spread = 134217729 * x;
  const high = spread - (spread - x);
  return [high, x - high];
}

/**
 * The logarithm of |B(a, b)|: Infinity at poles, -Infinity where B is zero. Its absolute precision is about 1e-15 where it is zero.
 *
 * DLMF 5.12.1 and, for a large argument, Stirling's formula with its leading terms combined (5.11.1), so that nothing large cancels. Of arguments
 * below 0 by reflection (5.5.3).
 */
export function lbeta(a: number, b: number): number {
  if (a > 0 && b > 0) return logOfPositive(a, b);
  const { factor, p, q, isInverse } = reflected(a, b);
  // At a pole where the sign changes it is the size that counts.
  if (Number.isNaN(factor)) return Number.isFinite(a) && Number.isFinite(b) ? Number.POSITIVE_INFINITY : Number.NaN;
  const logarithm = Math.log(Math.abs(factor));
  if (!Number.isFinite(logarithm)) return logarithm;
  return isInverse ? logarithm - logOfPositive(p, q) : logarithm + logOfPositive(p, q);
}

function logOfPositive(a: number, b: number): number {
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

/** B is `factor` times B(p, q), or divided by it, with p, q > 0. NaN: a pole where the sign changes, or no number. */
interface Reflected {
  readonly factor: number;
  readonly p: number;
  readonly q: number;
  readonly isInverse: boolean;
}

/** Of arguments that are not both positive: Γ(x) Γ(1 - x) sin(π x) = π for each of a, b and a + b that is not (DLMF 5.5.3). */
function reflected(a: number, b: number): Reflected {
  if (b < a) return reflected(b, a);
  const sum = a + b;
  const nothing = { factor: Number.NaN, p: 1, q: 1, isInverse: false };
  if (!(a > Number.NEGATIVE_INFINITY && b < Number.POSITIVE_INFINITY)) return nothing;
  const isPole = a < 0 && Number.isInteger(a);
  if (b > 0 && sum <= 0) {
    // The poles of Γ(a) and of Γ(a + b) are the same then.
    if (Number.isInteger(b)) return { factor: b % 2 === 0 ? 1 : -1, p: b, q: 1 - sum, isInverse: false };
    return isPole ? nothing : { factor: sinPi(sum) / sinPi(a), p: b, q: 1 - sum, isInverse: false };
  }
  if (isPole || (b < 0 && Number.isInteger(b))) return nothing;
  if (b > 0) return { factor: Math.PI / (sinPi(a) * b), p: 1 - a, q: sum, isInverse: true };
  const factor = (Math.PI * sinPi(sum)) / (sinPi(a) * sinPi(b) * (1 - sum));
  return { factor, p: 1 - a, q: 1 - b, isInverse: true };
}
