/** Matrices for tests, and products without anything clever to compare with. */
import { expect } from "vitest";
import { Random } from "../../support/random.js";

/** Numbers between -1 and 1. */
export function numbers(count: number, seed = 1): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: count }, () => 2 * random.next() - 1);
}

export function identity(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
}

export function diagonal(entries: ArrayLike<number>, rows = entries.length, columns = entries.length): Float64Array {
  const made = new Float64Array(rows * columns);
  for (let i = 0; i < entries.length; i++) made[i * columns + i] = entries[i];
  return made;
}

export function transpose(a: Float64Array, m: number, n: number): Float64Array {
  return Float64Array.from({ length: a.length }, (_, p) => a[(p % m) * n + Math.floor(p / m)]);
}

export function product(a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) for (let p = 0; p < k; p++) c[i * n + j] += a[i * k + p] * b[p * n + j];
  return c;
}

/** Of the entries, relative to the largest one that is expected, or to 1. */
export function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-12): void {
  expect(found.length).toBe(expected.length);
  let size = 1;
  for (let i = 0; i < expected.length; i++) size = Math.max(size, Math.abs(expected[i]));
  for (let i = 0; i < expected.length; i++)
    if (!(Math.abs(found[i] - expected[i]) <= tolerance * size))
      throw new Error(`entry ${i} is ${found[i]}, not ${expected[i]}`);
}
