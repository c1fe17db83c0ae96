import { expectCount, expectFraction, expectOneOf, expectOptions, expectPositive } from "../checks.js";
import { stuck } from "../line-search/line-search.js";
import type { Optimizer } from "../types.js";
import { dot, largest, minus, plus } from "../vectors.js";
import type { FirstOrderState } from "./stepping.js";

/** Options of `barzilaiBorwein`. */
export interface BarzilaiBorweinOptions {
  /** sᵀs / sᵀy, or sᵀy / yᵀy. Default: `"long"`. */
  readonly kind?: "long" | "short";
  /** The objective must fall below the largest of so many last values. Default: 10. */
  readonly window?: number;
  /** The fraction of the decrease that the slope promises which is asked for. Default: 1e-4. */
  readonly decrease?: number;
  /** The largest step. Default: 1e10. */
  readonly largestStep?: number;
}

/** What `barzilaiBorwein` remembers. */
export interface BarzilaiBorweinState extends FirstOrderState {
  /** The step to try first. */
  readonly next: number;
  /** The last values of the objective. */
  readonly values: readonly number[];
}

/**
 * Gradient descent with the steps of Barzilai and Borwein, sᵀs / sᵀy with the last changes s of the parameters and y of the gradient. They do not
 * decrease the objective each time; steps are halved only where it is above the largest of the last values. Barzilai and Borwein, "Two-point
 * step size gradient methods" (1988); Raydan, "The Barzilai and Borwein gradient method for the large scale unconstrained
 * minimization problem" (1997).
 * @throws RangeError for options out of range
 */
export function barzilaiBorwein(
  options: BarzilaiBorweinOptions = {},
): Optimizer<unknown, BarzilaiBorweinState, "gradient" | "value"> {
  const { kind = "long", window = 10, decrease = 1e-4, largestStep = 1e10 } = expectOptions("barzilaiBorwein", options);
  expectOneOf("barzilaiBorwein", "kind", kind, ["long", "short"]);
  expectCount("barzilaiBorwein", "window", window);
  expectFraction("barzilaiBorwein", "decrease", decrease);
  expectPositive("barzilaiBorwein", "largestStep", largestStep);
  return {
    name: "barzilaiBorwein",
    init(objective, x) {
      const start = objective.evaluate(x);
      const optimality = largest(start.gradient);
      return { ...start, optimality, iteration: 0, next: 1 / Math.max(1, optimality), values: [start.value] };
    },
    update(objective, state) {
      const { x, gradient, values } = state;
      const square = dot(gradient, gradient);
      const bound = Math.max(...values);
      let step = state.next;
      for (let trial = 0; trial < 60; trial++, step /= 2) {
        const found = objective.evaluate(plus(x, -step, gradient));
        if (!(found.value <= bound - decrease * step * square)) continue;
        const s = minus(found.x, x);
        // The step is too short to move anything.
        if (largest(s) === 0) break;
        const y = minus(found.gradient, gradient);
        const curvature = dot(s, y);
        const guess = kind === "long" ? dot(s, s) / curvature : curvature / dot(y, y);
        return {
          ...found,
          optimality: largest(found.gradient),
          iteration: state.iteration + 1,
          step,
          next: curvature > 0 ? Math.min(guess, largestStep) : largestStep,
          values: [...values, found.value].slice(-window),
        };
      }
      return { ...state, stop: stuck(state.value, state.optimality) };
    },
  };
}
