import stdlibGamma from "./stdlib/gamma.js";

/** The gamma function. ±Infinity at ±0, NaN at the negative integers, Infinity beyond 171.62. DLMF 5.2.1; the value is @stdlib's. */
export function gamma(x: number): number {
  return stdlibGamma(+x);
}
