import type { Tangent } from "../types.js";
import { ravel } from "../tree/ravel.js";
import { average, type DirectionOptions, direction, type Estimate, ravelLike } from "./sampling.js";

/**
 * The trace of a linear map: the mean of <v, A v> over random directions, for which `product` gives A v, as `hvp` does for the
 * Hessian. Exact for diagonal A and signs; for a symmetric one the variance of a sample is twice the sum of the squares of the
 * entries outside of the diagonal, and for normal numbers of all.
 * Girard (1989), Hutchinson, "A stochastic estimator of the trace of the influence matrix for Laplacian smoothing
 * splines" (1989).
 *
 *     trace((v) => hvp(f)([x], [v]), x, { samples: 100 });
 * @param x what A takes, for its shape
 * @throws TypeError where no number is in `x`, RangeError for options that are no such numbers
 */
export function trace<T>(
  product: (direction: Tangent<T>) => Tangent<T>,
  x: T,
  options: DirectionOptions = {},
): Estimate<number> {
  const { directions = "rademacher" } = options;
  return average("trace", options, 0, (key) => {
    const v = direction("trace", key, x, directions);
    const terms = elementwise("trace", v, product(v));
    return [terms.reduce((sum, term) => sum + term, 0)];
  });
}

/**
 * The diagonal of a linear map: the mean of v ⊙ A v over random directions. Exact for diagonal A and signs; otherwise the
 * variance of a sample is the sum of the squares of the other entries of the row.
 * Bekas, Kokiopoulou and Saad, "An estimator for the diagonal of a matrix", Appl. Numer. Math. 57 (2007).
 *
 *     diagonal((v) => hvp(f)([x], [v]), x, { samples: 100 });
 * @param x what A takes, for its shape
 * @throws TypeError where no number is in `x`, RangeError for options that are no such numbers
 */
export function diagonal<T>(
  product: (direction: Tangent<T>) => Tangent<T>,
  x: T,
  options: DirectionOptions = {},
): Estimate<Tangent<T>> {
  const { directions = "rademacher" } = options;
  return average("diagonal", options, x, (key) => {
    const v = direction("diagonal", key, x, directions);
    return elementwise("diagonal", v, product(v));
  });
}

function elementwise(fn: string, v: unknown, product: unknown): Float64Array {
  const entries = ravelLike(fn, product, v);
  return ravel(v).map((x, i) => x * entries[i]);
}
