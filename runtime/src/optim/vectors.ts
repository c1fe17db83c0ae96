/** Arithmetic of vectors, in fresh memory but for `addMultiple`. */

export { dot, largest, negated, norm, plus } from "../implicit/vectors.js";

export function minus(a: Float64Array, b: Float64Array): Float64Array {
  const difference = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) difference[i] = a[i] - b[i];
  return difference;
}

export function times(factor: number, a: Float64Array): Float64Array {
  const multiple = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) multiple[i] = factor * a[i];
  return multiple;
}

export function allFinite(a: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (!Number.isFinite(a[i])) return false;
  return true;
}

/** a + factor b, in the memory of a. */
export function addMultiple(a: Float64Array, factor: number, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) a[i] += factor * b[i];
}
