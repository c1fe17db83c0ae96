import { expectCount, expectFraction, expectOptions, expectPositive } from "../checks.js";
import { dot, plus } from "../vectors.js";
import { expectSearch, type LineSearch } from "./line-search.js";

/** Options of `armijo`. */
export interface ArmijoOptions {
  /** The fraction of the decrease that the slope promises which is asked for. Default: 1e-4. */
  readonly decrease?: number;
  /** What a step that fails is multiplied by. Default: 0.5. */
  readonly shrink?: number;
  /** How many steps are tried. Default: 60. */
  readonly maxTrials?: number;
}

/** How much of the size of a value may be rounding. */
const rounding = 1e-13;

/** What may be left of a slope that has become less, clearly: also across a kink some do, by very little. */
const flatter = 0.9;

/**
 * Backtracking by Armijo's rule: the first of the steps t, shrink t, shrink² t, … with φ(t) <= φ(0) + decrease φ'(0) t. A value that is not
 * finite fails; where decreases are rounding, the slope has to become less (Hager and Zhang, 2005). Book, section 16.1.5; Armijo,
 * "Minimization of functions having Lipschitz continuous first partial derivatives" (1966).
 * @throws RangeError for options out of range
 */
export function armijo(options: ArmijoOptions = {}): LineSearch {
  const { decrease = 1e-4, shrink = 0.5, maxTrials = 60 } = expectOptions("armijo", options);
  expectFraction("armijo", "decrease", decrease);
  expectFraction("armijo", "shrink", shrink);
  expectPositive("armijo", "shrink", shrink);
  expectCount("armijo", "maxTrials", maxTrials);
  return {
    kind: "lineSearch",
    search(objective, from, direction, slope, first, longest = Number.POSITIVE_INFINITY) {
      expectSearch("armijo", objective, from, direction, slope, first, longest);
      const isCheap = objective.has("value") || !objective.has("valueAndGrad");
      let step = Math.min(first, longest);
      for (let trial = 0; trial < maxTrials; trial++, step *= shrink) {
        const x = plus(from.x, step, direction);
        const bound = from.value + decrease * step * slope;
        // Where the decrease is too small to be seen, the slope has to be less instead.
        const isBlurred = -step * slope <= rounding * Math.abs(from.value);
        if (isCheap && !isBlurred && !(objective.value(x) <= bound)) continue;
        const there = objective.evaluate(x);
        const isLess = Math.abs(dot(there.gradient, direction)) <= -flatter * slope;
        const isLevel = there.value - from.value <= rounding * Math.abs(from.value);
        if (isBlurred ? isLess && isLevel : there.value <= bound && (isLess || there.value < from.value))
          return { ...there, step };
      }
      return undefined;
    },
  };
}
