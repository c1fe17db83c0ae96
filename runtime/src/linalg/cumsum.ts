import { expectArray } from "../kernel-arguments.js";

/**
 * The sums of the first 1, 2, ... n numbers (book, section 5.3). The derivative is the same, from the other end in reverse mode.
 * @throws TypeError where `x` is no Float64Array
 */
export function cumsum(x: Float64Array): Float64Array {
  expectArray("cumsum", "x", x);
  const sums = new Float64Array(x.length);
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    sum += x[i];
    sums[i] = sum;
  }
  return sums;
}
