/**
 * Discrete distributions. A draw jumps where it changes at all, so it has no derivative: to operators it is a constant. What depends on the parameters through it is for estimators
 * such as the score function (book, section 11.3).
 */
import { nondifferentiable } from "cotangent";
import { lgamma } from "cotangent/special";
import { describe } from "../describe.js";
import { expectDraws } from "./checks.js";
import { permutation as permuted, uniform as standardUniforms } from "./draws.js";
import { bitsAt, child, type Key } from "./key.js";
import { openUniform } from "./location-scale.js";

/**
 * `n` independent numbers from 0 to `weights.length - 1`, each with a probability in proportion to its weight. A constant to operators. By sums of
 * the weights: Devroye, "Non-uniform random variate generation" (1986), section III.2.
 * @throws RangeError where `n` is not as it should be, or `weights` are negative, not finite or all 0
 */
export const categorical = nondifferentiable(
  (key: Key, n: number, weights: Float64Array | readonly number[]): Int32Array => {
    expectDraws(key, n, "categorical");
    if (!(Array.isArray(weights) || weights instanceof Float64Array))
      throw new TypeError(`categorical: weights must be an array of numbers, but is ${describe(weights)}`);
    const sums = new Float64Array(weights.length);
    let sum = 0;
    for (let k = 0; k < weights.length; k++) {
      if (!(weights[k] >= 0))
        throw new RangeError(`categorical: weights[${k}] must not be negative, but is ${weights[k]}`);
      sum += weights[k];
      sums[k] = sum;
    }
    if (!(sum > 0 && sum < Number.POSITIVE_INFINITY))
      throw new RangeError(`categorical: the sum of weights must be a positive number, but is ${sum}`);
    return Int32Array.from(standardUniforms(key, n), (u) => firstAbove(sums, u * sum));
  },
);

/** The first of increasing sums that is greater. */
function firstAbove(sums: Float64Array, value: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] > value) high = middle;
    else low = middle + 1;
  }
  // A product that is rounded up to the last sum must not end at a weight of 0.
  while (low > 0 && sums[low] === sums[low - 1]) low--;
  return low;
}

/**
 * `n` independent numbers of the Poisson distribution with mean `mean`. A constant to operators. Products of uniform numbers (Knuth, 3.4.1) for
 * means below 10, transformed rejection (Hörmann, 1993) from there on.
 * @throws RangeError where `n` or `mean` is not as it should be
 */
export const poisson = nondifferentiable((key: Key, n: number, mean: number): Float64Array => {
  expectDraws(key, n, "poisson");
  if (!(typeof mean === "number" && mean >= 0 && mean <= 1e15))
    throw new RangeError(`poisson: mean must be a number from 0 to 1e15, but is ${mean}`);
  const draws = new Float64Array(n);
  for (let i = 0; i < n; i++) draws[i] = mean < 10 ? byProducts(child(key, i), mean) : byRejection(child(key, i), mean);
  return draws;
});

/** How many uniform numbers there are before their product falls below exp(-mean): Knuth, The Art of Computer Programming, 3.4.1. */
function byProducts(key: Key, mean: number): number {
  const least = Math.exp(-mean);
  let product = openUniform(bitsAt(key, 0));
  let count = 0;
  while (product > least) product *= openUniform(bitsAt(key, ++count));
  return count;
}

/** Transformed rejection, PTRS: Hörmann, "The transformed rejection method for generating Poisson random variables", Insurance: Mathematics and Economics 12 (1993). */
function byRejection(key: Key, mean: number): number {
  const logMean = Math.log(mean);
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const fast = 0.9277 - 3.6224 / (b - 2);
  for (let attempt = 0; ; attempt++) {
    const u = openUniform(bitsAt(key, 2 * attempt)) - 0.5;
    const v = openUniform(bitsAt(key, 2 * attempt + 1));
    const distance = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / distance + b) * u + mean + 0.43);
    if (distance >= 0.07 && v <= fast) return k;
    if (k < 0 || (distance < 0.013 && v > distance)) continue;
    const accepted = k * logMean - mean - lgamma(k + 1);
    if (Math.log((v * inverseAlpha) / (a / (distance * distance) + b)) <= accepted) return k;
  }
}

/**
 * The numbers from 0 to `n - 1` in a random order, all orders with equal probability. Durstenfeld, "Algorithm 235: random permutation" (1964).
 * @throws RangeError where `n` is not as it should be
 */
export function permutation(key: Key, n: number): Int32Array {
  expectDraws(key, n, "permutation");
  return permuted(key, n);
}
