import { bernoulli } from "./bernoulli.js";
import { isOrder } from "./orders.js";
import stdlibDigamma from "./stdlib/digamma.js";
import stdlibTrigamma from "./stdlib/trigamma.js";
import { cosPi, sinPi } from "./trigonometry.js";

/**
 * The digamma function ψ, the derivative of log Γ. ∓Infinity at ±0, NaN at the negative integers. Next to its positive zero it is precise
 * relative to itself, next to the others to about 1e-15.
 *
 * DLMF 5.2.2; the value is @stdlib's, with our reflection below -1 (5.5.4).
 */
export function digamma(x: number): number {
  if (x === 0) return -1 / x;
  if (x > -1) return stdlibDigamma(+x);
  if (Number.isInteger(x) || x === Number.NEGATIVE_INFINITY) return Number.NaN;
  return stdlibDigamma(1 - x) - (Math.PI * cosPi(x)) / sinPi(x);
}

/**
 * The trigamma function, the derivative of `digamma`: `polygamma(1, x)`. Infinity at 0 and at the negative integers. DLMF 5.15; the value is
 * @stdlib's.
 */
export function trigamma(x: number): number {
  return x <= 0 && Number.isInteger(x) ? Number.POSITIVE_INFINITY : stdlibTrigamma(+x);
}

/**
 * The polygamma function: the derivative of order `n` of `digamma`, for an integer `n` from 0 to 10000; NaN for another `n`. At 0 and at the
 * negative integers it has poles, where it is NaN, or Infinity where both sides agree.
 *
 * The series of powers (DLMF 5.15.1), summed by the Euler-Maclaurin formula (2.10.1), and reflection below 0 (5.15.6).
 */
export function polygamma(n: number, x: number): number {
  if (!isOrder(n) || Number.isNaN(+x)) return Number.NaN;
  if (n === 0) return digamma(x);
  if (n === 1) return trigamma(x);
  if (x === Number.NEGATIVE_INFINITY) return Number.NaN;
  const sign = n % 2 === 0 ? -1 : 1;
  if (x <= 0) {
    if (Number.isInteger(x)) return sign > 0 ? Number.POSITIVE_INFINITY : Number.NaN;
    return -sign * polygamma(n, 1 - x) - cotangentDerivative(n, x);
  }
  return sign * powers(n, x);
}

/**
 * ψ(a + b) - ψ(a), or for `n` > 0 the difference of the derivatives of that order, for an integer `n` from 0 to 10000; NaN for another `n` and at poles. For an
 * integer `b` poles of both that are the same cancel. Where `b` is small beside `a` > 0 nothing cancels: the Taylor series in `b`.
 *
 * Recurrence for integers `b` (DLMF 5.5.2, 5.15.5), reflection below 0 (5.5.4).
 */
export function digammaDifference(n: number, a: number, b: number): number {
  const sum = a + b;
  if (!(isOrder(n) && Number.isFinite(sum))) return Number.NaN;
  if (a > 0 && b >= 0) return forwardDifference(n, a, b);
  if (a > 0 && sum > 0) return -forwardDifference(n, sum, -b);
  if (Number.isInteger(b) && Math.abs(b) <= 1000) return b < 0 ? -reciprocals(n, sum, -b) : reciprocals(n, a, b);
  if (n > 0 || a > 0 || sum > 0) return polygamma(n, sum) - polygamma(n, a);
  return digammaDifference(0, 1 - a, -b) + (Math.PI * sinPi(b)) / (sinPi(sum) * sinPi(a));
}

/** Of `a` > 0 and `b` ≥ 0. */
function forwardDifference(n: number, a: number, b: number): number {
  if (b > 0.25 * a) return polygamma(n, a + b) - polygamma(n, a);
  let sum = 0;
  let power = b;
  for (let k = 1; ; k++) {
    const term = power * polygamma(n + k, a);
    sum += term;
    // Also where it overflows.
    if (!(Math.abs(term) > 1e-17 * Math.abs(sum))) return sum;
    power *= b / (k + 1);
  }
}

/** The derivative of order `n` of 1 / a + ... + 1 / (a + count - 1). */
function reciprocals(n: number, a: number, count: number): number {
  let factor = 1;
  for (let k = 1; k <= n; k++) factor *= -k;
  let sum = 0;
  for (let k = 0; k < count; k++) {
    if (a + k === 0) return Number.NaN;
    sum += (a + k) ** -(n + 1);
  }
  return factor * sum;
}

/** n! times the sum of (x + k)^-(n + 1) over all k ≥ 0. */
function powers(n: number, x: number): number {
  // All terms are taken relative to the first.
  let at = x;
  let sum = 0;
  for (; at < n + 12; at++) sum += (x / at) ** (n + 1);
  let tail = at / n + 0.5;
  let term = (n + 1) / at / 2;
  for (let j = 1; j <= bernoulli.length; j++) {
    tail += bernoulli[j - 1] * term;
    term *= ((n + 2 * j) * (n + 2 * j + 1)) / (at * at * (2 * j + 1) * (2 * j + 2));
  }
  let product = (sum + tail * (x / at) ** (n + 1)) / x;
  for (let k = 1; k <= n; k++) product *= k / x;
  return product;
}

/** The derivative of order `n` of π cot(π x): a polynomial in the cotangent. */
function cotangentDerivative(n: number, x: number): number {
  const cotangent = cosPi(x) / sinPi(x);
  let polynomial = [0, 1];
  for (let order = 0; order < n; order++) {
    const next = new Array<number>(polynomial.length + 1).fill(0);
    for (let k = 1; k < polynomial.length; k++) {
      next[k - 1] -= k * polynomial[k];
      next[k + 1] -= k * polynomial[k];
    }
    polynomial = next;
  }
  return Math.PI ** (n + 1) * polynomial.reduceRight((sum, coefficient) => sum * cotangent + coefficient, 0);
}
