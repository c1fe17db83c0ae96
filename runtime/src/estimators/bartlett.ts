import { child, type Key } from "../random/key.js";
import { uniform } from "../random/draws.js";
import { scale } from "../tree/linear.js";
import type { Tangent } from "../types.js";
import { average, type Estimate, ravelLike, rootOf, type SampleOptions } from "./sampling.js";

/**
 * Draws an observation y from the model's own distribution p(y | θ), by numbers uniform in [0, 1) that `random` gives, and
 * returns the gradient of its loss -log p(y | θ) by θ: for a Bernoulli variable with logit θ, `sigmoid(θ) - y`.
 */
export type Score<U> = (random: () => number) => U;

/**
 * A factor of the Gauss-Newton matrix G = Jᵀ H J of a loss -log p(y | f(w)), where H is its Hessian by θ = f(w) and p is of an
 * exponential family (or G the Fisher matrix of any p): vectors c of which the sum of c cᵀ is G on average, by Bartlett's
 * identity E[∇ℓ ∇ℓᵀ] = H. There are as many as samples; each takes one pullback.
 *
 *     const [θ, pullback] = vjp(f)(w);
 *     const columns = bartlettFactor((u) => pullback(u)[0], (random) => score(θ, random), { samples: 10 });
 * @param pullback u -> Jᵀ u
 * @throws RangeError for options that are no such numbers
 */
export function bartlettFactor<T, U>(
  pullback: (cotangent: U) => T,
  score: Score<U>,
  { samples = 1, seed = 0 }: SampleOptions = {},
): T[] {
  const root = rootOf("bartlettFactor", samples, seed);
  return Array.from({ length: samples }, (_, s) => {
    const gradient = pullback(score(numbersOf(child(root, s))));
    return scale(gradient, 1 / Math.sqrt(samples));
  });
}

/**
 * The diagonal of the same matrix: the mean of the squares of the gradients of losses of observations from the model.
 * @param x what the pullback is by, for its shape
 * @throws RangeError for options that are no such numbers
 */
export function bartlettDiagonal<T, U>(
  pullback: (cotangent: U) => Tangent<T>,
  score: Score<U>,
  x: T,
  options: SampleOptions = {},
): Estimate<Tangent<T>> {
  return average("bartlettDiagonal", options, x, (key) => {
    const gradient = pullback(score(numbersOf(key)));
    return ravelLike("bartlettDiagonal", gradient, x).map((entry) => entry * entry);
  });
}

/** Numbers uniform in [0, 1), one after the other. */
function numbersOf(key: Key): () => number {
  let count = 0;
  return () => uniform(child(key, count++), 1)[0];
}
