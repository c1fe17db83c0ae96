/** Distributions that are functions of a fixed one and of their parameters: the derivative by those follows each number along (book, section 11.4). */
import { nondifferentiable } from "cotangent";
import { expectDraws, expectFinite, expectPositive } from "./checks.js";
import { normal as standardNormals, uniform as standardUniforms } from "./draws.js";
import { bitsAt, type Key } from "./key.js";

const uniforms = nondifferentiable((key: Key, n: number): Float64Array => standardUniforms(key, n));
const normals = nondifferentiable((key: Key, n: number): Float64Array => standardNormals(key, n));

/** Exponentially distributed with mean 1, and never 0. */
const exponentials = nondifferentiable((key: Key, n: number): Float64Array => {
  const draws = new Float64Array(n);
  for (let i = 0; i < n; i++) draws[i] = -Math.log(openUniform(bitsAt(key, i)));
  return draws;
});

/** Uniform in (0, 1), both ends excluded: an odd multiple of 2^-53. */
export function openUniform([high, low]: readonly [number, number]): number {
  return ((high >>> 6) * 2 ** 26 + (low >>> 6) + 0.5) * 2 ** -52;
}

/**
 * `n` independent numbers, uniform in [`low`, `high`). Each has the derivative of `low + (high - low) u`. Book, section 11.4.
 * @throws RangeError where `n`, `low` or `high` is not as it should be
 */
export function uniform(key: Key, n: number, low = 0, high = 1): Float64Array {
  expectDraws(key, n, "uniform");
  expectFinite(low, "uniform", "low");
  expectFinite(high, "uniform", "high");
  if (!(low <= high)) throw new RangeError(`uniform: low must be at most high, but they are ${low} and ${high}`);
  const draws = uniforms(key, n);
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = low + (high - low) * draws[i];
  return values;
}

/**
 * `n` independent normal numbers with mean `mean` and standard deviation `deviation`. Each has the derivative of `mean + deviation z`. Box and Muller, "A note on the
 * generation of random normal deviates" (1958).
 * @throws RangeError where `n`, `mean` or `deviation` is not as it should be
 */
export function normal(key: Key, n: number, mean = 0, deviation = 1): Float64Array {
  expectDraws(key, n, "normal");
  expectFinite(mean, "normal", "mean");
  expectPositive(deviation, "normal", "deviation");
  const draws = normals(key, n);
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = mean + deviation * draws[i];
  return values;
}

/**
 * `n` independent exponentially distributed numbers with rate `rate`, so with mean `1 / rate`. Each has the derivative of `e / rate`. By inversion:
 * Devroye (1986), section II.2; book, section 11.4.
 * @throws RangeError where `n` or `rate` is not as it should be
 */
export function exponential(key: Key, n: number, rate = 1): Float64Array {
  expectDraws(key, n, "exponential");
  expectPositive(rate, "exponential", "rate");
  const draws = exponentials(key, n);
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = draws[i] / rate;
  return values;
}

/**
 * `n` independent numbers of the Gumbel distribution, of the largest of many: `location - scale log(e)` with `e` exponentially distributed, with the derivative of that.
 * The index of the largest of `logits[i] + g[i]` is a draw of the categorical distribution with these logits (book, section 13.3).
 * @throws RangeError where `n`, `location` or `scale` is not as it should be
 */
export function gumbel(key: Key, n: number, location = 0, scale = 1): Float64Array {
  expectDraws(key, n, "gumbel");
  expectFinite(location, "gumbel", "location");
  expectPositive(scale, "gumbel", "scale");
  const draws = exponentials(key, n);
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = location - scale * Math.log(draws[i]);
  return values;
}
