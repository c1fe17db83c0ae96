import { erf, erfcx } from "./erf.js";
import { expOfSquare } from "./exponents.js";

const halfSqrtPi = Math.sqrt(Math.PI) / 2;

/**
 * The inverse of `erf` on [-1, 1], ±Infinity at the ends; NaN elsewhere. DLMF 7.17.
 *
 * Halley's method for `erf` in the middle, and `erfcinv` towards the ends.
 */
export function erfinv(y: number): number {
  if (y > 0.5) return erfcinv(1 - y);
  if (y < -0.5) return -erfcinv(1 + y);
  let x = halfSqrtPi * y * (1 + (Math.PI / 12) * y * y);
  for (let k = 0; k < 4; k++) {
    const newton = (erf(x) - y) * halfSqrtPi * expOfSquare(x);
    const next = x - newton / (1 + x * newton);
    if (next === x) break;
    x = next;
  }
  return x;
}

/**
 * The inverse of `erfc` on [0, 2], ±Infinity at the ends; NaN elsewhere. It is precise down to the least positive number. DLMF 7.17.
 *
 * Newton's method for the logarithm of `erfc` in the tail, and `erfinv` in the middle.
 */
export function erfcinv(q: number): number {
  if (!(q >= 0 && q <= 2)) return Number.NaN;
  if (q > 1.5) return -erfcinv(2 - q);
  if (q >= 0.5) return erfinv(1 - q);
  if (q === 0) return Number.POSITIVE_INFINITY;
  const logarithm = Math.log(q);
  let x = Math.sqrt(-logarithm - 0.5 * Math.log(Math.PI * Math.max(1e-2, -logarithm)));
  if (!(x > 0.3)) x = 0.5;
  for (let k = 0; k < 12; k++) {
    const value = erfcx(x);
    const change = (Math.log(value) - x * x - logarithm) * halfSqrtPi * value;
    x += change;
    if (Math.abs(change) < 1e-9 * x) break;
  }
  return x;
}
