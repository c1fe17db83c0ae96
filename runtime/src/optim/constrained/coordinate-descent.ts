import { expectNumbers, expectOptions, expectPositive } from "../checks.js";
import type { Objective, Optimizer, State } from "../types.js";
import { largest } from "../vectors.js";
import { expectRegularizer, insideOf, none, type Regularizer } from "./regularizer.js";

/** Options of `coordinateDescent`. */
export interface CoordinateDescentOptions {
  /** The step by each number, or by all: at most 1 / L_i, with L_i the largest second derivative by the number i. */
  readonly rate: number | ArrayLike<number>;
  /** One that is a sum over single numbers, as `l1`, `elasticNet` and `box` are with one bound for all. Default: none. */
  readonly regularizer?: Regularizer;
}

/**
 * Coordinate descent, one number after the other: x_i ← prox(x_i - t_i ∂f / ∂x_i). An iteration is a sweep over all of them. A problem with
 * `partial` is asked for single derivatives, others for whole gradients. Wright, "Coordinate descent algorithms" (2015); Tseng (2001).
 * @throws RangeError for steps that are none; later where there are not as many as numbers
 */
export function coordinateDescent(options: CoordinateDescentOptions): Optimizer<unknown, State, "gradient" | "value"> {
  const { rate, regularizer = none() } = expectOptions("coordinateDescent", options);
  if (typeof rate !== "number") expectNumbers("coordinateDescent", "rate", rate);
  expectRegularizer("coordinateDescent", regularizer);
  for (const step of typeof rate === "number" ? [rate] : Array.from(rate))
    expectPositive("coordinateDescent", "rate", step);
  const rateOf = (i: number): number => (typeof rate === "number" ? rate : rate[i]);
  const prox = (v: number, step: number): number => regularizer.prox(Float64Array.of(v), step)[0];
  const stateAt = (objective: Objective, x: Float64Array, iteration: number): State => {
    const { value, gradient } = objective.evaluate(x);
    // By the step 1: a change by a step that is too short to be seen would be zero anywhere.
    const change = x.map((v, i) => v - prox(v - gradient[i], 1));
    return { x, value: value + regularizer.value(x), optimality: largest(change), iteration };
  };
  return {
    name: "coordinateDescent",
    init(objective, x) {
      if (typeof rate !== "number" && rate.length !== x.length)
        throw new RangeError(`coordinateDescent: there are ${rate.length} steps, but ${x.length} numbers`);
      const inside = x.map((v) => insideOf(regularizer, Float64Array.of(v), objective)[0]);
      return stateAt(objective, inside, 0);
    },
    update(objective, state) {
      const x = state.x.slice();
      for (let i = 0; i < x.length; i++) x[i] = prox(x[i] - rateOf(i) * objective.partial(x, i), rateOf(i));
      return stateAt(objective, x, state.iteration + 1);
    },
  };
}
