import { powerSeries } from "./bessel-series.js";
import { isOrder } from "./orders.js";
import j0 from "./stdlib/besselj0.js";
import j1 from "./stdlib/besselj1.js";
import y0 from "./stdlib/bessely0.js";
import y1 from "./stdlib/bessely1.js";

/**
 * The Bessel function J of integer order `n`, from -10000 to 10000, at real `x`; NaN for another order. DLMF 10.2.2.
 *
 * Orders 0 and 1 are @stdlib's, with forward recurrence for n < x (10.6.1). Elsewhere the power series for small arguments, and Miller's backward recurrence (DLMF 3.6.iii,
 * 10.12.4).
 */
export function besselJ(n: number, x: number): number {
  if (n === 0) return j0(+x);
  if (n === 1) return j1(+x);
  if (!isOrder(n, true) || Number.isNaN(+x)) return Number.NaN;
  if (n < 0) return odd(n) * besselJ(-n, x);
  if (x < 0) return odd(n) * besselJ(n, -x);
  if (x === Number.POSITIVE_INFINITY) return 0;
  if (x * x <= 4 * (n + 1)) return powerSeries(n, x, -1);
  return n < x ? recurrent(n, x, j0(x), j1(x)) : miller(n, x);
}

/**
 * The Bessel function Y of integer order `n`, from -10000 to 10000, at `x` ≥ 0; NaN for another order and for negative `x`. At 0 it is infinite. DLMF 10.8.1.
 *
 * Orders 0 and 1 are @stdlib's, with forward recurrence (10.6.1).
 */
export function besselY(n: number, x: number): number {
  if (!isOrder(n, true) || !(x >= 0)) return Number.NaN;
  if (n < 0) return odd(n) * besselY(-n, x);
  if (n === 0) return y0(x);
  if (n === 1) return y1(x);
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return 0;
  return recurrent(n, x, y0(x), y1(x));
}

/** (-1)^n */
function odd(n: number): number {
  return n % 2 === 0 ? 1 : -1;
}

/** Order `n` ≥ 1 from orders 0 and 1. */
function recurrent(n: number, x: number, first: number, second: number): number {
  let [previous, current] = [first, second];
  for (let k = 1; k < n && Number.isFinite(current); k++)
    [previous, current] = [current, ((2 * k) / x) * current - previous];
  return current;
}

/** J of order `n`, by backward recurrence from an order on that is negligible, normalized by J0 + 2 (J2 + J4 + ...) = 1. */
function miller(n: number, x: number): number {
  // From N = x + t on J falls as exp(-0.94 t^1.5 / √x): DLMF 10.19.8.
  const top = Math.max(n, Math.ceil(x)) + 10 + Math.ceil(14 * Math.cbrt(Math.max(n, x)));
  let [above, current] = [0, 1e-280];
  let [even, wanted] = [0, 0];
  for (let k = top; k > 0; k--) {
    if (k === n) wanted = current;
    if (k % 2 === 0) even += current;
    [above, current] = [current, ((2 * k) / x) * current - above];
    if (Math.abs(current) > 1e200) {
      even *= small;
      wanted *= small;
      above *= small;
      current *= small;
    }
  }
  return wanted / (current + 2 * even);
}

/** What numbers are multiplied by that would overflow. */
const small = 1e-250;
