import { firstDifferent, isClose, type Slope, slopeAlong } from "./differences.js";
import type { Flat } from "./flat.js";
import { dot, dotSize, prefix, unitVector } from "./vectors.js";

/** An entry of the Jacobian that is not what differences say. */
export interface Entry {
  readonly input: number;
  readonly output: number;
  readonly expected: number;
  readonly found: number;
}

/** The entry of the first input that makes J v differ from differences in direction `v`, where it is one input's. */
export function wrongForward(flat: Flat, v: Float64Array, tolerance: number): Entry | undefined {
  const differs = (direction: Float64Array): boolean => {
    const slope = slopeAlong(flat, direction);
    return slope !== undefined && firstDifferent(slope, flat.forward(direction), tolerance) >= 0;
  };
  const input = shortestPrefix(flat.inputs, (count) => differs(prefix(v, count))) - 1;
  const slope = slopeAlong(flat, unitVector(flat.inputs, input, v[input]));
  if (!slope) return undefined;
  const found = flat.forward(unitVector(flat.inputs, input, v[input]));
  const output = firstDifferent(slope, found, tolerance);
  if (output < 0) return undefined;
  return { input, output, expected: slope.value[output] / v[input], found: found[output] / v[input] };
}

/** The same for u^T J by a pullback. */
export function wrongReverse(
  flat: Flat,
  pullback: (u: Float64Array) => Float64Array,
  u: Float64Array,
  v: Float64Array,
  tolerance: number,
): Entry | undefined {
  const gradient = pullback(u);
  const differs = (direction: Float64Array): boolean => {
    const slope = slopeAlong(flat, direction);
    return slope !== undefined && !pullsBack(u, slope, gradient, direction, tolerance);
  };
  const input = shortestPrefix(flat.inputs, (count) => differs(prefix(v, count))) - 1;
  const direction = unitVector(flat.inputs, input, v[input]);
  const slope = slopeAlong(flat, direction);
  if (!slope) return undefined;

  const wrong = (w: Float64Array): boolean => !pullsBack(w, slope, pullback(w), direction, tolerance);
  if (!wrong(u)) return undefined;
  const output = shortestPrefix(flat.outputs, (count) => wrong(prefix(u, count))) - 1;
  const found = pullback(unitVector(flat.outputs, output))[input];
  const expected = slope.value[output] / v[input];
  return isClose(expected, 0, found, tolerance) ? undefined : { input, output, expected, found };
}

/** Whether <u, slope> is <gradient, v>. */
export function pullsBack(
  u: Float64Array,
  slope: Slope,
  gradient: Float64Array,
  v: Float64Array,
  tolerance: number,
): boolean {
  const error = u.reduce((sum, x, j) => (x === 0 ? sum : sum + Math.abs(x) * (slope.error[j] + slope.rounding[j])), 0);
  const scale = Math.max(dotSize(u, slope.value), dotSize(gradient, v));
  return isClose(dot(u, slope.value), error, dot(gradient, v), tolerance, scale);
}

/** The least count for which something holds that holds for `length`, and not for 0. */
function shortestPrefix(length: number, holds: (count: number) => boolean): number {
  let [low, high] = [0, length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
