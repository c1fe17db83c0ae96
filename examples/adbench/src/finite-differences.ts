import { reprojectionError, weightError } from "./ba.js";
import type { RowsInto } from "./bundle.js";

/** The derivative by `x[k]` of each component of `f`, to fourth order; `x` is left as it was. */
function byElement(f: () => readonly number[], x: Float64Array, k: number): number[] {
  const original = x[k];
  const h = 1e-3 * Math.max(1, Math.abs(original));
  const difference = (step: number): number[] => {
    x[k] = original + step;
    const after = f();
    x[k] = original - step;
    const before = f();
    x[k] = original;
    return after.map((value, i) => (value - before[i]) / (2 * step));
  };
  const coarse = difference(h);
  return difference(0.5 * h).map((fine, i) => (4 * fine - coarse[i]) / 3);
}

/** The gradients of the number `f()` by the arrays it reads. */
export function differences(f: () => number, arrays: readonly Float64Array[]): Float64Array[] {
  return arrays.map((x) => x.map((_, k) => byElement(() => [f()], x, k)[0]));
}

/** The columns of the Jacobian of `f()` by an array that it reads. */
export function columnsByDifferences(f: () => Float64Array, x: Float64Array): Float64Array[] {
  return Array.from(x, (_, k) => Float64Array.from(byElement(() => [...f()], x, k)));
}

/** Stands in for the generated rows. */
export const reprojectionDifferences: RowsInto = (errors, errorsAt, values, at, camera, point, weight, features, i) => {
  const weights = Float64Array.of(weight);
  const f = (): [number, number] => reprojectionError(camera, point, weights[0], features, i);
  const columns = [camera, point, weights].flatMap((x) => Array.from(x, (_, k) => byElement(f, x, k)));
  for (const axis of [0, 1]) {
    values.set(
      columns.map((column) => column[axis]),
      at + axis * columns.length,
    );
  }
  errors.set(f(), errorsAt);
};

export function weightErrorDifferences(weight: number): number {
  const weights = Float64Array.of(weight);
  return byElement(() => [weightError(weights[0])], weights, 0)[0];
}
