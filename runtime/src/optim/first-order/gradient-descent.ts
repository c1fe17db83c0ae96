import { arrived, isLineSearch, type LineSearch, stuck } from "../line-search/line-search.js";
import { expectSchedule, rateAt, type Schedule } from "../schedules.js";
import type { Optimizer } from "../types.js";
import { dot, negated, norm, plus } from "../vectors.js";
import { evaluated, type FirstOrderState } from "./stepping.js";

/** What `gradientDescent` remembers. */
export interface GradientDescentState extends FirstOrderState {
  /** The derivative along the last direction, for the first guess of a line search. */
  readonly slope?: number;
}

/** As below, by a schedule; minibatches will do. */
export function gradientDescent(step: Schedule): Optimizer<unknown, GradientDescentState, "gradient">;
/**
 * Gradient descent, x ← x - t ∇f(x). The step t is a number, a schedule (`diminishing(1)`), or found by a line search (`armijo()`
 * or `wolfe()`). Of a problem with minibatches it is stochastic gradient descent, by a schedule. Book, sections
 * 15.1 and 15.2.2.
 * @throws RangeError for a step size that is none
 */
export function gradientDescent(
  step: Schedule | LineSearch,
): Optimizer<unknown, GradientDescentState, "gradient" | "value">;
export function gradientDescent(step: Schedule | LineSearch): Optimizer<unknown, GradientDescentState, "gradient"> {
  const search = isLineSearch(step) ? step : undefined;
  if (!isLineSearch(step)) expectSchedule("gradientDescent", "step", step);
  return {
    name: "gradientDescent",
    init: (objective, x) => evaluated(objective, x, 0),
    update(objective, state) {
      if (!search) {
        const rate = rateAt(step as Schedule, state.iteration, "gradientDescent");
        return { ...evaluated(objective, plus(state.x, -rate, state.gradient), state.iteration + 1), step: rate };
      }
      const direction = negated(state.gradient);
      const slope = -dot(direction, direction);
      const first = firstStep(state, slope);
      const found = search.search(objective, state, direction, slope, first);
      if (!found) return { ...state, stop: stuck(state.value, state.optimality) };
      return { ...arrived(state, found), slope };
    },
  };
}

/** As if the change to first order were that of the last step. Nocedal and Wright (2006), section 3.5. */
function firstStep({ step, slope: last, gradient }: GradientDescentState, slope: number): number {
  if (step === undefined || last === undefined) return 1 / Math.max(1, norm(gradient));
  return Math.min((step * last) / slope, 10 * step);
}
