import { expOfSquare } from "./exponents.js";
import { isOrder } from "./orders.js";
import stdlibErf from "./stdlib/erf.js";
import stdlibErfc from "./stdlib/erfc.js";

const twoBySqrtPi = 2 / Math.sqrt(Math.PI);

/** The step of the trapezoidal rule in `scaled`, and `exp(-(k step)^2)` for k ≥ 1. */
const step = 0.5;
const weights: readonly number[] = /* @__PURE__ */ Array.from({ length: 13 }, (_, k) =>
  Math.exp(-((step * (k + 1)) ** 2)),
);

/**
 * exp(x^2) erfc(x) for x ≥ 1/2: the integral of exp(-t^2) x / (π (x^2 + t^2)) (DLMF 7.7.1) by the trapezoidal rule, with the residue at
 * the pole added: Hunter and Regan, "A note on the evaluation of the complementary error function", Mathematics of Computation 26 (1972).
 */
function scaled(x: number): number {
  if (x > 1e8) return twoBySqrtPi / (2 * x);
  const square = x * x;
  let sum = 0;
  for (let k = weights.length; k >= 1; k--) sum += weights[k - 1] * (square / ((k * step) ** 2 + square));
  const rule = ((1 + 2 * sum) * (step / Math.PI)) / x;
  return x < Math.PI / step ? rule + (2 * Math.exp(square)) / -Math.expm1((2 * Math.PI * x) / step) : rule;
}

/** The error function. DLMF 7.2.1; the value is @stdlib's. */
export function erf(x: number): number {
  return stdlibErf(+x);
}

/** The complementary error function 1 - erf(x), precise relative to itself also where it is tiny. DLMF 7.2.2; the value is @stdlib's. */
export function erfc(x: number): number {
  return stdlibErfc(+x);
}

/** The scaled complementary error function exp(x^2) erfc(x), which is finite for all x > -26.6. DLMF 7.2.2, 7.7.1. */
export function erfcx(x: number): number {
  if (x >= 0.5) return scaled(x);
  if (x <= -0.5) return x < -27 ? Number.POSITIVE_INFINITY : 2 * expOfSquare(x) - scaled(-x);
  return expOfSquare(x) * erfc(x);
}

/**
 * The derivative of order `n` of `erfcx`, for an integer `n` from 0 to 10000; NaN for another `n`. It is (-2)^n n! exp(x^2) times the repeated integral
 * of the error function of order `n` (DLMF 7.18.9).
 *
 * The recurrence of those (DLMF 7.18.7): backward for x ≥ 1/2, where they are its minimal solution (Gautschi, "Recursive computation of the
 * repeated integrals of the error function", Mathematics of Computation 15, 1961), and forward elsewhere.
 */
export function erfcxDerivative(n: number, x: number): number {
  if (!isOrder(n)) return Number.NaN;
  const value = erfcx(x);
  if (n === 0 || Number.isNaN(+x)) return value;
  if (x === Number.POSITIVE_INFINITY) return n % 2 === 0 ? 0 : -0;
  if (x >= 0.5) return backward(n, x) * value;
  let previous = value;
  let current = 2 * x * value - twoBySqrtPi;
  for (let k = 1; k < n; k++) [previous, current] = [current, 2 * (x * current + k * previous)];
  return current;
}

/** The ratio of the derivative to the function, as the product of the ratios of neighbouring orders. */
function backward(n: number, x: number): number {
  const first = n + 30 + Math.ceil(0.5 * (19 / x + Math.sqrt(2 * n)) ** 2);
  let ratio = 0;
  let product = 1;
  for (let k = first; k >= 1; k--) {
    ratio = 1 / (2 * (x + (k + 1) * ratio));
    if (k <= n) product *= -2 * k * ratio;
  }
  return product;
}
