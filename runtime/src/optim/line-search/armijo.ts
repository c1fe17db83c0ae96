import { expectCount, expectFraction, expectPositive } from "../checks.js";
import { plus } from "../vectors.js";
import type { LineSearch } from "./line-search.js";

export interface ArmijoOptions {
  /** The fraction of the decrease that the slope promises which is asked for. Default: 1e-4. */
  readonly decrease?: number;
  /** What a step that fails is multiplied by. Default: 0.5. */
  readonly shrink?: number;
  /** How many steps are tried. Default: 60. */
  readonly maxTrials?: number;
}

/**
 * Backtracking by Armijo's rule: the first of the steps t, shrink t, shrink² t, … with φ(t) <= φ(0) + decrease φ'(0) t. A value that is not
 * finite fails. Book, section 16.1.5; Armijo, "Minimization of functions having Lipschitz continuous first partial
 * derivatives" (1966).
 * @throws RangeError for options out of range
 */
export function armijo({ decrease = 1e-4, shrink = 0.5, maxTrials = 60 }: ArmijoOptions = {}): LineSearch {
  expectFraction("armijo", "decrease", decrease);
  expectFraction("armijo", "shrink", shrink);
  expectPositive("armijo", "shrink", shrink);
  expectCount("armijo", "maxTrials", maxTrials);
  return {
    kind: "lineSearch",
    search(objective, from, direction, slope, first, longest = Number.POSITIVE_INFINITY) {
      const isCheap = objective.has("value") || !objective.has("valueAndGrad");
      let step = Math.min(first, longest);
      for (let trial = 0; trial < maxTrials; trial++, step *= shrink) {
        const x = plus(from.x, step, direction);
        const bound = from.value + decrease * step * slope;
        if (isCheap) {
          if (objective.value(x) <= bound) return { ...objective.evaluate(x), step };
        } else {
          const there = objective.evaluate(x);
          if (there.value <= bound) return { ...there, step };
        }
      }
      return undefined;
    },
  };
}
