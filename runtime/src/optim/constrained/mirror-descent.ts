import { expectOneOf, expectOptions, expectPositive } from "../checks.js";
import { expectSchedule, rateAt, type Schedule } from "../schedules.js";
import type { Objective, Optimizer } from "../types.js";
import type { FirstOrderState } from "../first-order/stepping.js";
import { largest, minus } from "../vectors.js";
import { nonNegative, simplex } from "./projections.js";

/** Options of `mirrorDescent`. */
export interface MirrorDescentOptions {
  readonly rate: Schedule;
  /** Positive numbers of a given sum, or positive numbers. Default: `"simplex"`. */
  readonly domain?: "simplex" | "positive";
  /** The sum of the numbers, on the simplex. Default: 1. */
  readonly total?: number;
}

/**
 * Mirror descent with the entropy, whose divergence is that of Kullback and Leibler: x ← x exp(-t ∇f(x)), on the simplex divided by its
 * sum. The start must be positive. `optimality` is the largest entry of x - P(x - ∇f(x)), with the Euclidean projection P: a number close to
 * 0 that should grow counts, however slowly this method moves it. Book, section 15.3.1 (projections by other divergences: 17.3); Beck and Teboulle, "Mirror descent and
 * nonlinear projected subgradient methods for convex optimization" (2003).
 * @throws RangeError for a step size or a sum that is none; later where a number of the start is not positive
 */
export function mirrorDescent(options: MirrorDescentOptions): Optimizer<unknown, FirstOrderState, "gradient"> {
  const { rate, domain = "simplex", total = 1 } = expectOptions("mirrorDescent", options);
  expectSchedule("mirrorDescent", "rate", rate);
  expectPositive("mirrorDescent", "total", total);
  expectOneOf("mirrorDescent", "domain", domain, ["simplex", "positive"]);
  const isSimplex = domain === "simplex";
  const set = isSimplex ? simplex(total) : nonNegative();
  const stateAt = (objective: Objective, x: Float64Array, iteration: number): FirstOrderState => {
    const { value, gradient } = objective.at(iteration).evaluate(x);
    return { x, value, gradient, optimality: largest(minus(x, set.project(minus(x, gradient)))), iteration };
  };
  return {
    name: "mirrorDescent",
    init(objective, x) {
      for (const [i, v] of x.entries())
        if (!(v > 0)) throw new RangeError(`mirrorDescent: the start must be positive, but number ${i} is ${v}`);
      return stateAt(objective, isSimplex ? normalized(x, total) : x, 0);
    },
    update(objective, { x, gradient, iteration }) {
      const t = rateAt(rate, iteration, "mirrorDescent");
      // The largest exponent of what is not 0 is 0 on the simplex, where a factor of all numbers does not matter.
      const least = isSimplex
        ? gradient.reduce((a, g, i) => (x[i] > 0 ? Math.min(a, g) : a), Number.POSITIVE_INFINITY)
        : 0;
      const moved = x.map((v, i) => (v > 0 ? v * Math.exp(-t * (gradient[i] - least)) : 0));
      return { ...stateAt(objective, isSimplex ? normalized(moved, total) : moved, iteration + 1), step: t };
    },
  };
}

function normalized(x: Float64Array, total: number): Float64Array {
  const sum = x.reduce((a, b) => a + b, 0);
  return x.map((v) => (v / sum) * total);
}
