import { grad } from "cotangent";

/** Minus the log-density of a gamma distribution with integer shape, up to nothing. */
export function surprise(x: number, shape: Uint8Array, rate: number): number {
  if (!(x > 0)) throw new RangeError(`a gamma variable is positive, but got ${x}`);
  let logFactorial = 0;
  for (let k = 2; k < shape[0]; k++) logFactorial += Math.log(k);
  return logFactorial - shape[0] * Math.log(rate) - (shape[0] - 1) * Math.log(x) + rate * x;
}

export const gradient = grad(surprise, { argnums: [0, 2] });

surprise(1, Uint8Array.of(3), 1); // Math.LN2 + 1
gradient(2, Uint8Array.of(3), 4); // [3, 1.25]
gradient(-1, Uint8Array.of(3), 1); // throws RangeError
