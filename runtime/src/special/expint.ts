import { isOrder } from "./orders.js";
import { euler } from "./bessel-series.js";
import { digamma } from "./polygamma.js";

/**
 * The exponential integral Ei, a principal value for `x` > 0; -Infinity at 0. Ei(-x) = -E1(x). Next to its zero at 0.3725 it is precise to about 1e-16.
 * DLMF 6.2.5.
 *
 * The power series (DLMF 6.6.1), from 40 on the asymptotic expansion (6.12.2).
 */
export function expintEi(x: number): number {
  if (x < 0) return -expint(1, -x);
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (Number.isNaN(+x) || x === Number.POSITIVE_INFINITY) return +x;
  if (x >= 40) {
    let sum = 1;
    let term = 1;
    for (let k = 1; k < x && term > 1e-17; k++) {
      term *= k / x;
      sum += term;
    }
    const half = Math.exp(x / 2);
    return (half / x) * sum * half;
  }
  let sum = 0;
  let term = 1;
  for (let k = 1; ; k++) {
    term *= x / k;
    const next = sum + term / k;
    if (next === sum) break;
    sum = next;
  }
  return euler + Math.log(x) + sum;
}

/**
 * The generalized exponential integral E_n of integer order `n` from -10000 to 10000, at `x` ≥ 0; NaN elsewhere. E1 is `expint(1, x)`. At 0 it is 1 / (n - 1) for
 * n > 1, and otherwise Infinity. DLMF 8.19.2.
 *
 * The series 8.19.8 for x ≤ 1, the continued fraction 8.19.17 beyond, closed forms for n ≤ 0 (8.19.11).
 */
export function expint(n: number, x: number): number {
  if (!isOrder(n, true) || !(x >= 0)) return Number.NaN;
  if (!(x > 0)) return n > 1 ? 1 / (n - 1) : Number.POSITIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return 0;
  if (n <= 0) return closed(-n, x);
  return x <= 1 ? series(n, x) : fraction(n, x);
}

/** n! exp(-x) / x^(n + 1) times the sum of x^k / k! for k up to n. */
function closed(n: number, x: number): number {
  let sum = 1;
  // By Horner's rule from the last term, in 1 / x.
  let product = 1;
  for (let k = n; k >= 1; k--) {
    product *= k / x;
    sum += product;
  }
  // Half of the exponential at a time: the whole may underflow where the product does not.
  const half = Math.exp(-x / 2);
  return (half / x) * sum * half;
}

function series(n: number, x: number): number {
  let power = 1;
  let sum = 0;
  for (let k = 0; ; k++) {
    if (k > 0) power *= -x / k;
    const term = k === n - 1 ? power * (digamma(n) - Math.log(x)) : -power / (1 - n + k);
    if (k > n && Math.abs(term) < 1e-18 * Math.abs(sum)) return sum;
    sum += term;
  }
}

function fraction(n: number, x: number): number {
  let b = x + n;
  let c = 1e300;
  let d = 1 / b;
  let product = d;
  for (let k = 1; ; k++) {
    const numerator = -k * (n - 1 + k);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    product *= c * d;
    if (Math.abs(c * d - 1) < 2e-16) break;
  }
  return Math.exp(-x) * product;
}
