/** The normal distribution with mean 0 and standard deviation 1. */
import { erf, erfc, erfcx } from "./erf.js";
import { erfcinv } from "./erfinv.js";

/** exp(-x^2 / 2) / 2, with the rounding errors of the square alone. */
function halfOfBell(x: number): number {
  const few = Math.fround(x);
  return Math.abs(x) > 39 ? 0 : 0.5 * Math.exp(-0.5 * few * few) * Math.exp(-0.5 * (x - few) * (x + few));
}

/** The cumulative distribution function, precise relative to itself also where it is tiny. DLMF 7.2.2 with x / √2. */
export function normalCdf(x: number): number {
  if (x < -0.7) return halfOfBell(x) * erfcx(-x * Math.SQRT1_2);
  return x > 0.7 ? 0.5 * erfc(-x * Math.SQRT1_2) : 0.5 + 0.5 * erf(x * Math.SQRT1_2);
}

/** The logarithm of `normalCdf`, finite and precise for all finite x: DLMF 7.2.2, with `erfcx` in the lower tail. */
export function normalLogCdf(x: number): number {
  if (x < -1) return Math.log(0.5 * erfcx(-x * Math.SQRT1_2)) - 0.5 * x * x;
  return x > 0 ? Math.log1p(-normalCdf(-x)) : Math.log(normalCdf(x));
}

/**
 * The derivative of `normalLogCdf`: the density divided by `normalCdf`, which is the reciprocal of Mills' ratio at -x. About -x in the lower tail.
 * DLMF 7.8.1.
 */
export function normalHazard(x: number): number {
  if (x < -1) return Math.sqrt(2 / Math.PI) / erfcx(-x * Math.SQRT1_2);
  return (Math.sqrt(2 / Math.PI) * halfOfBell(x)) / normalCdf(x);
}

/** The quantile (probit) function, the inverse of `normalCdf`, on [0, 1]; ±Infinity at the ends, NaN elsewhere. DLMF 7.17. */
export function normalQuantile(p: number): number {
  return -Math.SQRT2 * erfcinv(2 * p);
}
