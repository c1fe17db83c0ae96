/**
 * Derivatives of the regularized incomplete beta function by its parameters. As in `incomplete-gamma-derivatives.ts` the integrand is
 * differentiated, and integrated over the tail without its bulk by the double exponential rule, in the logarithm of t / (1 - t).
 */
import { isOrder } from "./orders.js";
import { bell2 } from "./bell.js";
import { integrateHalfLine } from "./half-line.js";
import { betaI, betaPrefactor, largestSum } from "./incomplete-beta.js";
import { polygamma } from "./polygamma.js";

function isDefined(i: number, j: number, a: number, b: number, x: number): boolean {
  return isOrder(i) && isOrder(j) && a > 0 && b > 0 && a + b <= largestSum && x >= 0 && x <= 1;
}

/** ψ(c), ψ'(c), ..., of a and b and of their sum. */
interface Polygammas {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly sum: readonly number[];
}

function polygammas(i: number, j: number, a: number, b: number, sum: number): Polygammas {
  const of = (n: number, c: number): number[] => Array.from({ length: n }, (_, k) => polygamma(k, c));
  return { a: of(i, a), b: of(j, b), sum: of(i + j, sum) };
}

/** What differentiating t^a (1 - t)^b Γ(sum) / (Γ(a) Γ(b)) multiplies it by. */
function factor(i: number, j: number, logT: number, logRest: number, psi: Polygammas): number {
  if (i + j === 1) return psi.sum[0] + (i === 1 ? logT - psi.a[0] : logRest - psi.b[0]);
  return bell2(i, j, (k, l) => {
    const own = l === 0 ? (k === 1 ? logT : 0) - psi.a[k - 1] : k === 0 ? (l === 1 ? logRest : 0) - psi.b[l - 1] : 0;
    return own + psi.sum[k + l - 1];
  });
}

/**
 * The derivative of orders `i` and `j` of `betaI(a, b, x)` by `a` and `b`, for integers `i`, `j` ≥ 0, `a`, `b` > 0 and 0 ≤ x ≤ 1; NaN elsewhere.
 * DLMF 8.17.1, the integral differentiated; Takahasi and Mori (1974).
 */
export function betaIDerivative(i: number, j: number, a: number, b: number, x: number): number {
  if (!isDefined(i, j, a, b, x)) return Number.NaN;
  if (i + j === 0) return betaI(a, b, x);
  if (x === 0 || x === 1) return 0;
  // The mean, with parameters of at least 1.
  const [above, beyond] = [a < 1 ? a + 1 : a, b < 1 ? b + 1 : b];
  return x * (above + beyond) <= above ? lower(i, j, a, b, x, 1 - x) : -lower(j, i, b, a, 1 - x, x);
}

function lower(i: number, j: number, a: number, b: number, x: number, y: number): number {
  const sum = a + b;
  const logX = Math.log(x);
  const logY = Math.log(y);
  if (a < 1) {
    // I_x(a, b) = I_x(a + 1, b) + x^a y^b / (a B(a, b)): DLMF 8.17.20.
    const change = (betaPrefactor(a, b, x, y) / a) * factor(i, j, logX, logY, polygammas(i, j, a + 1, b, sum));
    return lower(i, j, a + 1, b, x, y) + change;
  }
  const psi = polygammas(i, j, a, b, sum);
  const slope = Math.abs(a - sum * x);
  const scale = 2 / (slope + Math.sqrt(slope * slope + 2 * sum * x * y));
  const integral = integrateHalfLine((s) => {
    const logRatio = Math.log1p(x * Math.expm1(-s));
    const exponent = -a * s - sum * logRatio;
    return exponent < -745 ? 0 : Math.exp(exponent) * factor(i, j, logX - s - logRatio, logY - logRatio, psi);
  }, scale);
  return betaPrefactor(a, b, x, y) * integral;
}

/**
 * The derivative of orders `i` and `j` by `a` and `b` of the density x^(a-1) (1-x)^(b-1) / B(a, b), which is the derivative of `betaI(a, b, x)` by `x`,
 * for integers `i`, `j` ≥ 0, `a`, `b` > 0 and 0 ≤ x ≤ 1; NaN elsewhere. DLMF 8.17.1, its integrand.
 */
export function betaDensity(i: number, j: number, a: number, b: number, x: number): number {
  if (Number.isInteger(i) && Number.isInteger(j) && (i < 0 || j < 0)) return Number.isNaN(a + b + x) ? Number.NaN : 0;
  if (!isDefined(i, j, a, b, x)) return Number.NaN;
  if (x === 0 || x === 1) return atEnd(i + j, x === 0 ? a : b, x === 0 ? b : a);
  const y = 1 - x;
  const logs = [Math.log(x), Math.log1p(-x)] as const;
  return (betaPrefactor(a, b, x, y) / (x * y)) * factor(i, j, ...logs, polygammas(i, j, a, b, a + b));
}

function atEnd(order: number, here: number, there: number): number {
  if (here > 1) return 0;
  if (order > 0) return Number.NaN;
  return here < 1 ? Number.POSITIVE_INFINITY : there;
}
