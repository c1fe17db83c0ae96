import { normal, rademacher } from "../random/draws.js";
import { child, type Key, keyOf } from "../random/key.js";
import { ravel, size, unravel } from "../tree/ravel.js";
import type { Tangent } from "../types.js";

export interface SampleOptions {
  /** How many samples are averaged. Default: 1. */
  readonly samples?: number;
  /** The same seed gives the same estimate; estimates to be averaged take different ones. An integer. Default: 0. */
  readonly seed?: number;
}

/** Independent entries of mean 0 and variance 1: signs, or normal numbers. */
export type Directions = "rademacher" | "normal";

export interface DirectionOptions extends SampleOptions {
  /** Default: `"rademacher"`, which has the least variance of all. */
  readonly directions?: Directions;
}

/** The mean of independent samples. */
export interface Estimate<T> {
  readonly mean: T;
  /** Of the mean, number by number; `NaN` for a single sample, which tells nothing of it. */
  readonly standardError: T;
  readonly samples: number;
}

/**
 * The mean of what `sample` gives for each of the keys, as trees like `like`.
 * @throws RangeError for options that are no such numbers
 */
export function average<T>(
  fn: string,
  { samples = 1, seed = 0 }: SampleOptions,
  like: T,
  sample: (key: Key) => ArrayLike<number>,
): Estimate<Tangent<T>> {
  const root = rootOf(fn, samples, seed);
  const mean = new Float64Array(size(like));
  const squares = new Float64Array(mean.length);
  for (let s = 0; s < samples; s++) {
    const drawn = sample(child(root, s));
    // Welford's update: sums of squares would cancel.
    for (let i = 0; i < mean.length; i++) {
      const difference = drawn[i] - mean[i];
      mean[i] += difference / (s + 1);
      squares[i] += difference * (drawn[i] - mean[i]);
    }
  }
  const error = squares.map((sum) => Math.sqrt(sum / (samples - 1) / samples));
  return { mean: unravel(mean, like), standardError: unravel(error, like), samples };
}

/** The key of the samples; that of the sample s is its child s. */
export function rootOf(fn: string, samples: number, seed: number): Key {
  if (!(Number.isInteger(samples) && samples >= 1)) {
    throw new RangeError(`${fn}: the number of samples must be an integer from 1 on, but is ${samples}`);
  }
  return keyOf(seed);
}

/**
 * A random direction of the shape of `like`.
 * @throws TypeError where no number is in `like`
 */
export function direction<T>(fn: string, key: Key, like: T, kind: Directions): Tangent<T> {
  const length = size(like);
  if (length === 0) throw new TypeError(`${fn}: there is no number in the argument, so there are no directions`);
  return unravel((kind === "normal" ? normal : rademacher)(key, length), like);
}

/**
 * The numbers of what a product gave for a direction.
 * @throws TypeError where it holds other numbers than the direction
 */
export function ravelLike(fn: string, product: unknown, direction: unknown): Float64Array {
  const [found, expected] = [size(product), size(direction)];
  if (found !== expected) {
    throw new TypeError(`${fn}: the product holds ${found} numbers, not ${expected}`);
  }
  return ravel(product);
}
