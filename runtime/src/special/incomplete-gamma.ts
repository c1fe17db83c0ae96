import { erfc } from "./erf.js";
import { logarithmLessLinear } from "./exponents.js";
import { gamma } from "./gamma.js";
import { lgamma, lgammaNearTwo, stirlingCorrection } from "./lgamma.js";

/**
 * The regularized lower incomplete gamma function P(a, x) = γ(a, x) / Γ(a) of `a` > 0 and `x` ≥ 0; NaN elsewhere. DLMF 8.2.4.
 *
 * The power series (DLMF 8.7.1) and Legendre's continued fraction (8.9.2), which take about √a terms where x is about a; for a > 1e8 Temme's uniform
 * expansion (8.12.3), to about 1e-12.
 */
export function gammaP(a: number, x: number): number {
  const end = atEnds(a, x);
  if (end !== undefined) return end;
  if (a > large) return uniform(a, x, -1);
  return x < Math.max(a + 1, 1) && !(a < 1 && x >= 1) ? series(a, x) : 1 - fraction(a, x);
}

/**
 * The regularized upper incomplete gamma function Q(a, x) = 1 - P(a, x), precise relative to itself where it is tiny. As `gammaP` besides. DLMF
 * 8.2.4.
 */
export function gammaQ(a: number, x: number): number {
  const end = atEnds(a, x);
  if (end !== undefined) return 1 - end;
  if (a > large) return uniform(a, x, 1);
  if (a < 1 && x < 1) return ofSmall(a, x);
  return x < a + 1 && a >= 1 ? 1 - series(a, x) : fraction(a, x);
}

/** P where nothing has to be computed, undefined elsewhere. */
function atEnds(a: number, x: number): number | undefined {
  if (!(a > 0 && x >= 0)) return Number.NaN;
  if (a === Number.POSITIVE_INFINITY) return x === a ? Number.NaN : 0;
  if (x === 0) return 0;
  return x === Number.POSITIVE_INFINITY ? 1 : undefined;
}

/** x^a exp(-x) / Γ(a) without overflow and cancellation: DLMF 8.11, with Stirling's formula (5.11.1). */
export function gammaPrefactor(a: number, x: number): number {
  if (a < 20 && x > 1e-14 && x < 700) return (x ** a * Math.exp(-x)) / gamma(a);
  if (a < 1) return Math.exp(a * Math.log(x) - x) / gamma(a);
  return Math.sqrt(a / (2 * Math.PI)) * Math.exp(logarithmLessLinear(a, x / a, (x - a) / a) - stirlingCorrection(a));
}

function series(a: number, x: number): number {
  let sum = 1;
  let term = 1;
  for (let n = 1; ; n++) {
    term *= x / (a + n);
    if (term <= 1e-17 * sum) break;
    sum += term;
  }
  return (gammaPrefactor(a, x) / a) * sum;
}

/** By the method of Lentz, "Generating Bessel functions in Mie scattering calculations", Applied Optics 15 (1976). */
function fraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / nonzero(b);
  let product = d;
  for (let n = 1; ; n++) {
    const numerator = n * (a - n);
    b += 2;
    d = 1 / nonzero(numerator * d + b);
    c = nonzero(b + numerator / c);
    product *= c * d;
    if (Math.abs(c * d - 1) < 2e-16) break;
  }
  return gammaPrefactor(a, x) * product;
}

const large = 1e8;

/** Q, or P for `sign` -1, by the leading terms of DLMF 8.12.3 and 8.12.4. */
function uniform(a: number, x: number, sign: 1 | -1): number {
  const mu = (x - a) / a;
  const half = -logarithmLessLinear(1, x / a, mu);
  const eta = Math.sign(mu) * Math.sqrt(2 * half);
  const first = Math.abs(eta) < 1e-3 ? -1 / 3 + eta * (1 / 12 - (2 / 135) * eta) : 1 / mu - 1 / eta;
  const rest = (Math.exp(-a * half) / Math.sqrt(2 * Math.PI * a)) * first;
  return 0.5 * erfc(sign * eta * Math.sqrt(0.5 * a)) + sign * rest;
}

const tiny = 1e-300;

function nonzero(x: number): number {
  return Math.abs(x) < tiny ? tiny : x;
}

/** Q for `a`, `x` < 1, where P is close to 1 for a small `a`: DLMF 8.7.1. */
function ofSmall(a: number, x: number): number {
  let sum = 0;
  let power = 1;
  for (let n = 1; ; n++) {
    power *= -x / n;
    const next = sum + power / (a + n);
    if (next === sum) break;
    sum = next;
  }
  // log Γ(1 + a), where the sum would be rounded.
  const logGamma = a < 0.5 ? lgammaNearTwo(a) - Math.log1p(a) : lgamma(1 + a);
  const logarithm = a * Math.log(x) - logGamma;
  return -Math.expm1(logarithm) - a * Math.exp(logarithm) * sum;
}
