import { uniform } from "../random/draws.js";
import { child, type Key } from "../random/key.js";

export function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i], 0);
}

/** The sum of the absolute products, which is what rounding errors of `dot` are relative to. */
export function dotSize(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + Math.abs(x * b[i]), 0);
}

/** The largest entry, `NaN` where there is one. */
export function size(a: Float64Array): number {
  return a.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
}

/** Entries of either sign between a half and three halves of `reach`, which a Float32Array holds exactly. */
export function randomDirection(key: Key, length: number, reach: (i: number) => number): Float64Array {
  const sizes = uniform(child(key, 0), length);
  const signs = uniform(child(key, 1), length);
  return sizes.map((x, i) => Math.fround((signs[i] < 0.5 ? -1 : 1) * (0.5 + x) * reach(i)));
}

/** The first `count` entries of `v`, and zeros. */
export function prefix(v: Float64Array, count: number): Float64Array {
  return v.map((x, i) => (i < count ? x : 0));
}

/** The unit vector `i`, `size` times. */
export function unitVector(length: number, i: number, size = 1): Float64Array {
  const e = new Float64Array(length);
  e[i] = size;
  return e;
}

export function concat(vectors: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(vectors.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const vector of vectors) {
    all.set(vector, start);
    start += vector.length;
  }
  return all;
}
