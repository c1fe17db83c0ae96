import { isOrder } from "./orders.js";
import { euler, powerSeries } from "./bessel-series.js";

/** What numbers are multiplied by that would overflow. */
const small = 1e-250;

/**
 * The modified Bessel function I of integer order `n`, from -10000 to 10000, at real `x`; NaN for another order. Infinite where exp(|x|) overflows. DLMF 10.25.2.
 *
 * The power series for small arguments, Miller's backward recurrence elsewhere (DLMF 3.6.iii, 10.35.5).
 */
export function besselI(n: number, x: number): number {
  if (!isOrder(n, true)) return Number.NaN;
  if (n < 0) return besselI(-n, x);
  if (x < 0) return (n % 2 === 0 ? 1 : -1) * besselI(n, -x);
  if (Number.isNaN(+x)) return Number.NaN;
  if (x * x <= 4 * (n + 1)) return powerSeries(n, x, 1);
  if (x > 720 + n * n) return Number.POSITIVE_INFINITY;
  let rescaled = 0;
  const top = n + 20 + Math.ceil(Math.sqrt(80 * x + n * n));
  let [above, current, wanted, sum] = [0, 1e-280, 0, 0];
  for (let k = top; k >= 0; k--) {
    if (k === n) wanted = current;
    sum += k === 0 ? current : 2 * current;
    [above, current] = [current, ((2 * k) / x) * current + above];
    if (current > 1e200) {
      above *= small;
      current *= small;
      sum *= small;
      if (k <= n) rescaled++;
    }
  }
  return scaledByExponential(wanted / sum, x, rescaled);
}

/** value exp(x) small^count, by factors in an order in which nothing is out of range that the product is not. */
function scaledByExponential(value: number, x: number, count: number): number {
  // A power of two, so that `x` is divided without rounding.
  const parts = 2 ** Math.max(0, Math.ceil(Math.log2(x / 500)));
  const factor = Math.exp(x / parts);
  let product = value;
  for (let [up, down] = [parts, count]; up > 0 || down > 0; )
    if (down > 0 && (product > 1 || up === 0)) {
      product *= small;
      down--;
    } else {
      product *= factor;
      up--;
    }
  return product;
}

/**
 * The modified Bessel function K of integer order `n`, from -10000 to 10000, at `x` ≥ 0; NaN for another order and for negative `x`. At 0 it is Infinity. DLMF 10.27.4.
 *
 * Orders 0 and 1 by the integral 10.32.9 with the trapezoidal rule, which converges exponentially; forward recurrence (10.29.1).
 */
export function besselK(n: number, x: number): number {
  if (!isOrder(n, true) || !(x >= 0)) return Number.NaN;
  if (n < 0) return besselK(-n, x);
  if (x === 0) return Number.POSITIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return 0;
  // The leading terms (DLMF 10.30.2 and 10.30.3), without squares that are out of range.
  if (x < 1e-10) return recurrent(n, x, Math.LN2 - Math.log(x) - euler, 1 / x);
  const step = Math.min(0.125, 0.7 / Math.sqrt(x));
  let [k0, k1] = [0.5, 0.5];
  for (let k = 1; ; k++) {
    const half = Math.sinh(0.5 * k * step);
    const term = Math.exp(-2 * x * half * half);
    const weighted = term * (1 + 2 * half * half);
    k0 += term;
    k1 += weighted;
    if (weighted < 1e-17 * k1) break;
  }
  const scale = step * Math.exp(-x);
  return recurrent(n, x, scale * k0, scale * k1);
}

/** Order `n` from orders 0 and 1. */
function recurrent(n: number, x: number, first: number, second: number): number {
  if (n === 0) return first;
  let [previous, current] = [first, second];
  for (let k = 1; k < n && Number.isFinite(current); k++)
    [previous, current] = [current, ((2 * k) / x) * current + previous];
  return current;
}
