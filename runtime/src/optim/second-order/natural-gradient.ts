import { expectNonNegative, expectOptions } from "../checks.js";
import { evaluated, type FirstOrderState } from "../first-order/stepping.js";
import { expectSchedule, rateAt, type Schedule } from "../schedules.js";
import type { Optimizer } from "../types.js";
import { norm, plus } from "../vectors.js";
import { conjugateGradients } from "./conjugate-gradients.js";

/** Options of `naturalGradient`. */
export interface NaturalGradientOptions {
  readonly rate: Schedule;
  /** λ. Default: 1e-8. */
  readonly damping?: number;
  /** Of conjugate gradients, the residual relative to the gradient. Default: 1e-8. */
  readonly tolerance?: number;
}

/**
 * Natural gradient descent: x ← x - t (G(x) + λ I)⁻¹ ∇f(x), with the metric G of the problem, as the Fisher matrix of a model, by its products. Book,
 * section 16.3; Amari, "Natural gradient works efficiently in learning" (1998).
 * @throws RangeError for options out of range
 */
export function naturalGradient(
  options: NaturalGradientOptions,
): Optimizer<unknown, FirstOrderState, "gradient" | "metric"> {
  const { rate, damping = 1e-8, tolerance = 1e-8 } = expectOptions("naturalGradient", options);
  expectSchedule("naturalGradient", "rate", rate);
  expectNonNegative("naturalGradient", "damping", damping);
  expectNonNegative("naturalGradient", "tolerance", tolerance);
  return {
    name: "naturalGradient",
    init: (objective, x) => evaluated(objective, x, 0),
    update(objective, state) {
      const { x, gradient, iteration } = state;
      const step = rateAt(rate, iteration, "naturalGradient");
      const metric = objective.at(iteration);
      const product = (v: Float64Array): Float64Array => plus(metric.metric(x, v), damping, v);
      const solved = conjugateGradients(product, gradient, tolerance * norm(gradient));
      if (solved.flat !== undefined)
        return {
          ...state,
          stop: { reason: "lineSearchFailed", message: "the metric is not positive definite; raise the damping" },
        };
      return { ...evaluated(objective, plus(x, -step, solved.x), iteration + 1), step };
    },
  };
}
