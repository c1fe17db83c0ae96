import { isOrder } from "./orders.js";
import { euler, powerSeries } from "./bessel-series.js";

/** From here on Hankel's expansions of orders 0 and 1 are precise. */
const large = 25;

/**
 * The Bessel function J of integer order `n`, from -10000 to 10000, at real `x`; NaN for another order. DLMF 10.2.2.
 *
 * The power series for small arguments, Miller's backward recurrence (DLMF 3.6.iii, 10.12.4) elsewhere; for x > 25 and n < x Hankel's expansion
 * (10.17.3) and forward recurrence (10.6.1).
 */
export function besselJ(n: number, x: number): number {
  if (!isOrder(n, true)) return Number.NaN;
  if (n < 0) return odd(n) * besselJ(-n, x);
  if (x < 0) return odd(n) * besselJ(n, -x);
  if (x === Number.POSITIVE_INFINITY) return 0;
  if (Number.isNaN(+x)) return Number.NaN;
  if (x * x <= 4 * (n + 1)) return powerSeries(n, x, -1);
  if (x > large && n < x) return recurrent(n, x, hankel(0, x).j, hankel(1, x).j);
  return miller(n, x).wanted;
}

/**
 * The Bessel function Y of integer order `n`, from -10000 to 10000, at `x` ≥ 0; NaN for another order and for negative `x`. At 0 it is infinite. DLMF 10.8.1.
 *
 * Orders 0 and 1 by their series of Bessel functions J (DLMF 10.8.3, 10.23), for x > 25 by Hankel's expansion (10.17.4); forward recurrence (10.6.1).
 */
export function besselY(n: number, x: number): number {
  if (!isOrder(n, true) || !(x >= 0)) return Number.NaN;
  if (n < 0) return odd(n) * besselY(-n, x);
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return 0;
  if (x > large) return recurrent(n, x, hankel(0, x).y, hankel(1, x).y);
  const { j0, j1, sum0, sum1 } = x < 1e-8 ? { j0: 1, j1: x / 2, sum0: 0, sum1: 0 } : miller(0, x);
  const logarithm = Math.log(x / 2);
  const y0 = (2 / Math.PI) * ((logarithm + euler) * j0 - 2 * sum0);
  const y1 = (2 / Math.PI) * ((logarithm + euler - 1) * j1 - j0 / x - sum1);
  return recurrent(n, x, y0, y1);
}

/** (-1)^n */
function odd(n: number): number {
  return n % 2 === 0 ? 1 : -1;
}

/** Order `n` from orders 0 and 1. */
function recurrent(n: number, x: number, first: number, second: number): number {
  if (n === 0) return first;
  let [previous, current] = [first, second];
  for (let k = 1; k < n && Number.isFinite(current); k++)
    [previous, current] = [current, ((2 * k) / x) * current - previous];
  return current;
}

/** What backward recurrence finds: J of the orders `n`, 0 and 1, and the sums in Y of orders 0 and 1. */
interface Recurred {
  readonly wanted: number;
  readonly j0: number;
  readonly j1: number;
  readonly sum0: number;
  readonly sum1: number;
}

/** From an order on that is negligible, normalized by J0 + 2 (J2 + J4 + ...) = 1. */
function miller(n: number, x: number): Recurred {
  // From N = x + t on J falls as exp(-0.94 t^1.5 / √x): DLMF 10.19.8.
  const top = Math.max(n, Math.ceil(x)) + 10 + Math.ceil(14 * Math.cbrt(Math.max(n, x)));
  let [above, current] = [0, 1e-280];
  let [even, wanted, sum0, sum1] = [0, 0, 0, 0];
  for (let k = top; k > 0; k--) {
    if (k === n) wanted = current;
    const half = k >> 1;
    const signed = half % 2 === 0 ? current : -current;
    if (k % 2 === 0) {
      even += current;
      sum0 += signed / half;
    } else if (k > 1) sum1 += (k * signed) / (half * (half + 1));
    [above, current] = [current, ((2 * k) / x) * current - above];
    if (Math.abs(current) > 1e200) {
      even *= small;
      wanted *= small;
      sum0 *= small;
      sum1 *= small;
      above *= small;
      current *= small;
    }
  }
  const scale = 1 / (current + 2 * even);
  return {
    wanted: scale * (n === 0 ? current : wanted),
    j0: scale * current,
    j1: scale * above,
    sum0: scale * sum0,
    sum1: scale * sum1,
  };
}

/** What numbers are multiplied by that would overflow. */
const small = 1e-250;

/** DLMF 10.17.3 and 10.17.4, for orders 0 and 1. */
function hankel(n: 0 | 1, x: number): { readonly j: number; readonly y: number } {
  const mu = 4 * n * n;
  let [p, q] = [0, 0];
  let term = 1;
  for (let k = 0; k < 60; k++) {
    const signed = (k >> 1) % 2 === 0 ? term : -term;
    if (k % 2 === 0) p += signed;
    else q += signed;
    const next = (term * (mu - (2 * k + 1) ** 2)) / ((k + 1) * 8 * x);
    if (Math.abs(next) < 1e-18 || Math.abs(next) > Math.abs(term)) break;
    term = next;
  }
  // cos and sin of x - (n / 2 + 1 / 4) π, of which only the reduction of x is rounded.
  const [cos, sin] = [Math.cos(x), Math.sin(x)];
  const [c, s] = n === 0 ? [cos + sin, sin - cos] : [sin - cos, -sin - cos];
  const scale = 1 / Math.sqrt(Math.PI * x);
  return { j: scale * (p * c - q * s), y: scale * (p * s + q * c) };
}
