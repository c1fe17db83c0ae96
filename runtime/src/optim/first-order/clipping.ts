import { expectOptimizer, expectOptions, expectPositive } from "../checks.js";
import type { Need, Objective, Optimizer, State } from "../types.js";
import { norm, times } from "../vectors.js";

/** Options of `clipped`. */
export interface ClippingOptions {
  /** The largest Euclidean norm of the gradient; longer ones are made as short. */
  readonly norm?: number;
  /** The largest entry; larger ones are cut. */
  readonly entries?: number;
}

/**
 * Another optimizer, which sees gradients clipped, first by entries, then by their norm; `optimality` is of these, so that a bound must be
 * above the tolerance. Pascanu, Mikolov and Bengio, "On the difficulty
 * of training recurrent neural networks" (2013).
 * @throws RangeError where a bound is not positive
 */
export function clipped<P, S extends State, N extends Need = Need>(
  optimizer: Optimizer<P, S, N>,
  bounds: ClippingOptions,
): Optimizer<P, S, N> {
  const { norm: longest = Number.POSITIVE_INFINITY, entries = Number.POSITIVE_INFINITY } = expectOptions(
    "clipped",
    bounds,
  );
  expectOptimizer("clipped", optimizer);
  if (bounds.norm !== undefined) expectPositive("clipped", "norm", longest);
  if (bounds.entries !== undefined) expectPositive("clipped", "entries", entries);
  const clip = (gradient: Float64Array): Float64Array => {
    const cut = gradient.map((g) => Math.min(Math.max(g, -entries), entries));
    const length = norm(cut);
    return length > longest ? times(longest / length, cut) : cut;
  };
  const seen = (objective: Objective<P>): Objective<P> => ({
    ...objective,
    at: (iteration) => seen(objective.at(iteration)),
    evaluate(x) {
      const { value, gradient } = objective.evaluate(x);
      return { x, value, gradient: clip(gradient) };
    },
  });
  return {
    name: `clipped ${optimizer.name}`,
    init: (objective, x) => optimizer.init(seen(objective), x),
    update: (objective, state) => optimizer.update(seen(objective), state),
  };
}
