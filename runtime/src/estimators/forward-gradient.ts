import { ravel } from "../tree/ravel.js";
import type { Tangent } from "../types.js";
import { average, type DirectionOptions, direction, type Estimate } from "./sampling.js";

/**
 * The gradient by forward mode alone: the mean of <∇f(x), v> v over random directions v, for which `derivative` gives the
 * directional derivative <∇f(x), v>, as `jvp` does. No memory is taken for a reverse sweep; the variance grows with the number
 * of entries, (n - 1) |∇f|^2 together for signs and (n + 1) |∇f|^2 for normal numbers.
 * Baydin, Pearlmutter, Syme, Wood and Torr, "Gradients without backpropagation" (2022).
 *
 *     forwardGradient((v) => jvp(f)([x], [v])[1], x, { samples: 8, seed: step });
 * @param x what the gradient is taken by, for its shape
 * @throws TypeError where no number is in `x`, RangeError for options that are no such numbers
 */
export function forwardGradient<T>(
  derivative: (direction: Tangent<T>) => number,
  x: T,
  options: DirectionOptions = {},
): Estimate<Tangent<T>> {
  const { directions = "rademacher" } = options;
  return average("forwardGradient", options, x, (key) => {
    const v = direction("forwardGradient", key, x, directions);
    const along = derivative(v);
    return ravel(v).map((entry) => along * entry);
  });
}
