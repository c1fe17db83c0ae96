import { expectArray, expectOptions, expectScalar } from "../kernel-arguments.js";
import { type VectorLayout, vectorPlace } from "./shapes.js";

/** Where the vectors of `axpy` are. */
export interface AxpyOptions {
  /** How many numbers each vector has: all of `x`. */
  readonly n?: number;
  readonly x?: VectorLayout;
  readonly y?: VectorLayout;
}

/**
 * `alpha x + y`, of vectors of as many numbers, as a new one (Golub and Van Loan, section 1.1).
 * @throws ShapeError where they do not have as many numbers
 */
export function axpy(alpha: number, x: Float64Array, y: Float64Array): Float64Array {
  expectScalar("axpy", "alpha", alpha);
  expectArray("axpy", "x", x);
  const { size } = vectorPlace("axpy", "y", y, x.length);
  const sum = new Float64Array(size);
  for (let i = 0; i < size; i++) sum[i] = alpha * x[i] + y[i];
  return sum;
}

/**
 * Adds `alpha x` to `y` in place (BLAS daxpy).
 * @throws ShapeError where they do not have as many numbers
 */
export function axpyInto(y: Float64Array, alpha: number, x: Float64Array, options: AxpyOptions = {}): void {
  expectScalar("axpyInto", "alpha", alpha);
  expectArray("axpyInto", "x", x);
  expectOptions("axpyInto", options);
  const n = options.n ?? x.length;
  const from = vectorPlace("axpyInto", "x", x, n, options.x);
  const to = vectorPlace("axpyInto", "y", y, n, options.y);
  for (let i = 0; i < n; i++) y[to.offset + i * to.stride] += alpha * x[from.offset + i * from.stride];
}
