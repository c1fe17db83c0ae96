import { erfcx } from "./erf.js";
import stdlibErfcinv from "./stdlib/erfcinv.js";
import stdlibErfinv from "./stdlib/erfinv.js";

const halfSqrtPi = Math.sqrt(Math.PI) / 2;

/** The inverse of `erf` on [-1, 1], ±Infinity at the ends; NaN elsewhere. DLMF 7.17; the value is @stdlib's. */
export function erfinv(y: number): number {
  return stdlibErfinv(+y);
}

/** Below this the approximation of @stdlib is used beyond its range. */
const least = 1e-135;

/**
 * The inverse of `erfc` on [0, 2], ±Infinity at the ends; NaN elsewhere. It is precise down to the least positive number. DLMF 7.17; the value is
 * @stdlib's, for the least with a step of Newton's method for the logarithm of `erfc`.
 */
export function erfcinv(q: number): number {
  const x = stdlibErfcinv(+q);
  if (!(q > 0 && q < least)) return x;
  const value = erfcx(x);
  return x + (Math.log(value) - x * x - Math.log(q)) * halfSqrtPi * value;
}
