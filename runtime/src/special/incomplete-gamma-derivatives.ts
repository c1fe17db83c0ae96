/**
 * Derivatives of the regularized incomplete gamma functions by their parameter. The integrand t^(a-1) exp(-t) / Γ(a) is differentiated, which
 * multiplies it by a polynomial in log t, and integrated by the double exponential rule over the tail that does not hold its bulk, so that
 * nothing cancels. Compare Moore, "Derivatives of the incomplete gamma integral", Applied Statistics 31 (1982), who differentiates series.
 */
import { isOrder } from "./orders.js";
import { bell } from "./bell.js";
import { integrateHalfLine } from "./half-line.js";
import { gammaP, gammaPrefactor } from "./incomplete-gamma.js";
import { polygamma } from "./polygamma.js";

/** Whether the arguments are what the functions are defined for. */
function isDefined(n: number, a: number, x: number): boolean {
  return isOrder(n) && a > 0 && a < Number.POSITIVE_INFINITY && x >= 0;
}

/** x^(a-1) exp(-x) / Γ(a), differentiated by `a` as often as `n` says, is this times x^(a-1) exp(-x) / Γ(a). */
function factor(n: number, logX: number, psi: readonly number[]): number {
  if (n === 1) return logX - psi[0];
  return bell(n, (k) => (k === 1 ? logX : 0) - psi[k - 1]);
}

/** ψ(a), ψ'(a), ..., n of them. */
function polygammas(n: number, a: number): number[] {
  return Array.from({ length: n }, (_, k) => polygamma(k, a));
}

/**
 * The derivative of order `n` of `gammaP(a, x)` by `a`, for an integer `n` ≥ 0, `a` > 0 and `x` ≥ 0; NaN elsewhere. That of `gammaQ` is its negative,
 * for `n` > 0. DLMF 8.2.4, the integral differentiated; Takahasi and Mori (1974).
 */
export function gammaPDerivative(n: number, a: number, x: number): number {
  if (!isDefined(n, a, x)) return Number.NaN;
  if (n === 0) return gammaP(a, x);
  if (x === 0 || x === Number.POSITIVE_INFINITY) return 0;
  const logX = Math.log(x);
  const psi = polygammas(n, a);
  if (a < 1) {
    const above = polygammas(n, a + 1);
    // P(a, x) = P(a + 1, x) + x^a exp(-x) / Γ(a + 1): DLMF 8.8.5.
    if (logX < above[0]) return gammaPDerivative(n, a + 1, x) + (gammaPrefactor(a, x) / a) * factor(n, logX, above);
  }
  const slope = Math.abs(a - x);
  const scale = 2 / (slope + Math.sqrt(slope * slope + 2 * x));
  const direction = logX < psi[0] ? -1 : 1;
  const integral = integrateHalfLine((s) => {
    const exponent = direction * a * s - x * Math.expm1(direction * s);
    return exponent < -745 ? 0 : Math.exp(exponent) * factor(n, logX + direction * s, psi);
  }, scale);
  return -direction * gammaPrefactor(a, x) * integral;
}

/**
 * The derivative of order `n` by `a` of the density x^(a-1) exp(-x) / Γ(a), which is the derivative of `gammaP(a, x)` by `x`, for an integer `n` ≥ 0,
 * `a` > 0 and `x` ≥ 0; NaN elsewhere. DLMF 8.2.4, its integrand.
 */
export function gammaDensity(n: number, a: number, x: number): number {
  if (n < 0 && Number.isInteger(n)) return Number.isNaN(a + x) ? Number.NaN : 0;
  if (!isDefined(n, a, x)) return Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return 0;
  if (x === 0) {
    if (a > 1) return 0;
    return n > 0 ? Number.NaN : a < 1 ? Number.POSITIVE_INFINITY : 1;
  }
  return (gammaPrefactor(a, x) / x) * factor(n, Math.log(x), polygammas(n, a));
}
