import { bernoulli } from "./bernoulli.js";
import { gamma } from "./gamma.js";
import { isOrder } from "./orders.js";
import { polygamma } from "./polygamma.js";
import stdlibZeta from "./stdlib/riemann-zeta.js";
import { cosPi, sinPi } from "./trigonometry.js";
import { byLinear, exponential, exponentialOf, times, timesLinear } from "./truncated-series.js";

/** (-1)^n γ(n) / n! of Stieltjes' constants, the coefficients of the series around 1 (DLMF 25.2.4). */
const laurent: readonly number[] = [
  0.5772156649015329, 0.07281584548367673, -0.00484518159643616, -0.00034230573671722433, 9.689041939447084e-5,
  -6.6110318108421895e-6, -3.316240908752772e-7, 1.0462094584479188e-7, -8.733218100273798e-9, 9.47827778276236e-11,
  5.658421927608708e-11, -6.768689863513697e-12, 3.4921159366720317e-13, 4.4104247417577536e-15,
  -2.3997862217709992e-15, 2.1677312200726828e-16, -9.544466076366965e-18, -7.387676660538637e-20,
  4.800850782488065e-20, -4.139956737713306e-21, 1.9168201593991233e-22, -2.0441543122262165e-24,
  -4.818498501107353e-25, 4.8118570515125666e-26,
];

/** How many terms are summed before the Euler-Maclaurin formula takes over. */
const terms = 10;

/**
 * The Riemann zeta function of real `s`; its pole at 1 is NaN. DLMF 25.2.1; the value is @stdlib's, and next to 0 on the left, where its reflection
 * cancels, Laurent's series.
 */
export function zeta(s: number): number {
  if (s === Number.NEGATIVE_INFINITY) return Number.NaN;
  return s < 0 && s > -0.25 ? nextToPole(s, 1)[0] : stdlibZeta(+s);
}

/**
 * The derivative of order `n` of the Riemann zeta function, for an integer `n` from 0 to 10000; NaN for another `n` and at 1. Infinite where it overflows, below about -170.
 *
 * Laurent's series around the pole up to 3 (DLMF 25.2.4), beyond the Euler-Maclaurin formula (25.2.9) for a truncated power series around `s`, and for s < -1/4 reflection
 * (25.4.2), in the same arithmetic.
 */
export function zetaDerivative(n: number, s: number): number {
  if (!isOrder(n) || Number.isNaN(+s) || s === 1) return Number.NaN;
  if (n === 0) return zeta(s);
  // All terms but the first underflow, for all orders.
  if (s > 1e5) return 0;
  const length = n + 1;
  const coefficients = s < -0.25 ? reflected(s, length) : summed(s, length);
  return factorialTimes(n, coefficients[n]);
}

function factorialTimes(n: number, value: number): number {
  let product = value;
  for (let k = 2; k <= n; k++) product *= k;
  return product;
}

/** The series of ζ(s + t) next to the pole: of each power of s - 1 + t that of t. */
function nextToPole(s: number, length: number): number[] {
  const d = s - 1;
  const sum: number[] = [];
  for (let n = 0, pole = 1 / d; n < length; n++, pole /= -d) {
    let regular = 0;
    // By Horner's scheme; from one term to the next the binomial coefficient changes by a factor.
    for (let k = laurent.length - 1; k >= n; k--) regular = regular * d * ((k + 1) / (k + 1 - n)) + laurent[k];
    sum.push(pole + regular);
  }
  return sum;
}

/** The series of ζ(s + t). */
function summed(s: number, length: number): number[] {
  if (s <= 3) return nextToPole(s, length);
  const sum = exponentialOf(0, length);
  const add = (series: readonly number[], factor: number): void => {
    for (let k = 0; k < length; k++) sum[k] += factor * series[k];
  };
  for (let k = 2; k < terms; k++) add(exponentialOf(-Math.log(k), length), k ** -s);
  const power = exponentialOf(-Math.log(terms), length);
  add(byLinear(s - 1, power), terms ** (1 - s));
  add(power, 0.5 * terms ** -s);
  // s (s + 1) ... (s + 2 j - 2) / (2 j)! terms^(1 - s - 2 j)
  let term = timesLinear(s, power);
  let factor = terms ** (-s - 1) / 2;
  for (let j = 1; j <= bernoulli.length; j++) {
    add(term, bernoulli[j - 1] * factor);
    term = timesLinear(s + 2 * j, timesLinear(s + 2 * j - 1, term));
    factor /= terms * terms * (2 * j + 1) * (2 * j + 2);
  }
  return sum;
}

/** 2^s π^(s-1) sin(π s / 2) Γ(1 - s) ζ(1 - s), in s + t. */
function reflected(s: number, length: number): number[] {
  const powers = exponentialOf(Math.log(2 * Math.PI), length);
  const half = 0.5 * Math.PI;
  const [sine, cosine] = [sinPi(0.5 * s), cosPi(0.5 * s)];
  const around = exponentialOf(half, length).map((c, k) => c * [sine, cosine, -sine, -cosine][k % 4]);
  const logGamma = Array.from({ length }, (_, k) => (k === 0 ? 0 : lgammaCoefficient(k, 1 - s)));
  const mirrored = summed(1 - s, length).map((c, k) => (k % 2 === 0 ? c : -c));
  const scale = 2 * (2 * Math.PI) ** (s - 1) * gamma(1 - s);
  return times(times(powers, around), times(exponential(logGamma), mirrored)).map((c) => c * scale);
}

/** Of order `k` of log Γ(x - t) */
function lgammaCoefficient(k: number, x: number): number {
  const derivative = polygamma(k - 1, x);
  return (k % 2 === 0 ? derivative : -derivative) / factorialTimes(k, 1);
}
