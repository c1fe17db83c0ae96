import { expectOptions, expectPositive } from "../checks.js";
import { stuck } from "../line-search/line-search.js";
import { expectSchedule, rateAt, type Schedule } from "../schedules.js";
import type { Evaluated, Objective, Optimizer, State } from "../types.js";
import { dot, largest, minus, plus } from "../vectors.js";
import { expectRegularizer, insideOf, type Projection, type Regularizer } from "./regularizer.js";

/** What proximal methods remember. */
export interface ProximalState extends State {
  /** That of the smooth part. */
  readonly gradient: Float64Array;
  /** The value of the smooth part. */
  readonly smooth: number;
  /** The last step. */
  readonly step: number;
}

/** Options of `proximalGradient` and `projectedGradient`. */
export interface ProximalOptions {
  /** Default: found by halving, until the smooth part lies below its quadratic model. */
  readonly step?: Schedule;
  /** The step to try first, where it is found; later ones start from twice the last. Default: 1. */
  readonly first?: number;
}

/** As below, with given steps; minibatches will do. */
export function proximalGradient<P = unknown>(
  regularizer: Regularizer<P>,
  options: ProximalOptions & { readonly step: Schedule },
): Optimizer<P, ProximalState, "gradient">;
/**
 * The proximal gradient method (ISTA) for f + h, f smooth and h a regularizer: x ← prox_{t h}(x - t ∇f(x)). With t = 1 / L the objective is within
 * L |x_0 - x*|² / (2 k) of the minimum where f is convex. Book, section 15.4; Beck and Teboulle (2009).
 * @throws RangeError for a step size that is none; TypeError by a run of minibatches without a step
 */
export function proximalGradient<P = unknown>(
  regularizer: Regularizer<P>,
  options?: ProximalOptions,
): Optimizer<P, ProximalState, "gradient" | "value">;
export function proximalGradient<P = unknown>(
  regularizer: Regularizer<P>,
  options: ProximalOptions = {},
): Optimizer<P, ProximalState, "gradient"> {
  return named("proximalGradient", regularizer, options);
}

/** As below, with given steps; minibatches will do. */
export function projectedGradient<P = unknown>(
  set: Projection<P>,
  options: ProximalOptions & { readonly step: Schedule },
): Optimizer<P, ProximalState, "gradient">;
/**
 * Projected gradient descent for constraints to a convex set: x ← P(x - t ∇f(x)). The start is projected too. Book, section 15.3.
 * @throws RangeError for a step size that is none; TypeError by a run of minibatches without a step
 */
export function projectedGradient<P = unknown>(
  set: Projection<P>,
  options?: ProximalOptions,
): Optimizer<P, ProximalState, "gradient" | "value">;
export function projectedGradient<P = unknown>(
  set: Projection<P>,
  options: ProximalOptions = {},
): Optimizer<P, ProximalState, "gradient"> {
  return named("projectedGradient", set, options);
}

function named<P>(
  name: string,
  regularizer: Regularizer<P>,
  options: ProximalOptions,
): Optimizer<P, ProximalState, "gradient"> {
  expectRegularizer(name, regularizer);
  const { step, first = 1 } = expectOptions(name, options);
  if (step !== undefined) expectSchedule(name, "step", step);
  expectPositive(name, "first", first);
  return {
    name,
    init: (objective, x) =>
      proximalState(objective, regularizer, objective.at(0).evaluate(insideOf(regularizer, x, objective)), 1, 0),
    update(objective, state) {
      const { iteration } = state;
      if (step === undefined && objective.isStochastic)
        throw new TypeError(
          `${name}: values of two minibatches cannot be compared, so that no step is found; give one`,
        );
      const rate = step === undefined ? undefined : rateAt(step, iteration, name);
      // Twice the last one: where the curvature is less here, steps grow again.
      const found = proximalStep(
        objective,
        regularizer,
        { ...state, value: state.smooth },
        rate,
        iteration === 0 ? first : 2 * state.step,
      );
      if (!found) return { ...state, stop: stuck(state.value, state.optimality) };
      return proximalState(objective, regularizer, found, found.step, iteration + 1);
    },
  };
}

/**
 * A point with the largest entry of x - prox_h(x - ∇f(x)) as its `optimality`: that of the proximal mapping with step 1, since a step that
 * is too short to be seen makes it zero anywhere.
 */
export function proximalState<P>(
  objective: Objective<P>,
  regularizer: Regularizer<P>,
  { x, value, gradient }: Evaluated,
  step: number,
  iteration: number,
): ProximalState {
  const moved = regularizer.prox(minus(x, gradient), 1, objective);
  return {
    x,
    gradient,
    smooth: value,
    value: value + regularizer.value(x, objective),
    optimality: largest(minus(x, moved)),
    iteration,
    step,
  };
}

/**
 * prox_{t h}(x - t ∇f(x)), evaluated, with a given step, or with the first of first, first / 2, … for which f is below its model there. Beck and
 * Teboulle, "A fast iterative shrinkage-thresholding algorithm for linear inverse problems" (2009), (2.7).
 * @param from with the value of the smooth part
 */
export function proximalStep<P>(
  objective: Objective<P>,
  regularizer: Regularizer<P>,
  from: Evaluated & Pick<State, "iteration">,
  rate: number | undefined,
  first: number,
): (Evaluated & { step: number }) | undefined {
  let step = rate ?? first;
  for (let trial = 0; trial < 100; trial++, step /= 2) {
    const x = regularizer.prox(plus(from.x, -step, from.gradient), step, objective);
    const found = { ...objective.at(from.iteration + 1).evaluate(x), step };
    if (rate !== undefined) return found;
    const d = minus(x, from.x);
    const square = dot(d, d);
    // The step is too short to move anything.
    if (square === 0) return undefined;
    const model = from.value + dot(from.gradient, d) + square / (2 * step);
    // Where the values differ by rounding only, the change of the slope along the step tells the curvature, which is not negative.
    const promised = square / step;
    const bends = dot(minus(found.gradient, from.gradient), d);
    const isBlurred = promised <= 1e-10 * Math.abs(from.value) && bends >= 0;
    const isVisible = promised > Number.EPSILON * Math.abs(from.value);
    if (isBlurred ? bends <= promised : isVisible && found.value <= model) return found;
  }
  return undefined;
}
