import type { Evaluated, Objective, State, Stop } from "../types.js";
import { largest, plus } from "../vectors.js";

/** A point along a direction that a line search accepted. */
export interface Found extends Evaluated {
  readonly step: number;
}

/** Chooses how far to go along a direction. */
export interface LineSearch {
  readonly kind: "lineSearch";
  /**
   * @param slope the derivative of the objective along the direction, which is negative
   * @param first the step to try first
   * @param longest no step is longer; where there are bounds. Default: Infinity
   * @returns undefined where no step was found that decreases the objective
   */
  search<P>(
    objective: Objective<P>,
    from: Evaluated,
    direction: Float64Array,
    slope: number,
    first: number,
    longest?: number,
  ): Found | undefined;
}

export function isLineSearch(x: unknown): x is LineSearch {
  return typeof x === "object" && x !== null && "kind" in x && x.kind === "lineSearch";
}

/** The objective along a direction; keeps the points it was asked for last. */
export function along<P>(objective: Objective<P>, from: Evaluated, direction: Float64Array): (step: number) => Found {
  return (step) => ({ ...objective.evaluate(plus(from.x, step, direction)), step });
}

const precise: Stop = {
  reason: "converged",
  message: "no further decrease of the objective can be seen in double precision",
};

/**
 * The state at what a line search found. Where neither the objective nor its gradient became less, but for rounding, the search followed
 * that, and the run ends there.
 */
export function arrived<S extends State & Evaluated>(
  { value, optimality: last, iteration }: S,
  found: Found,
  optimality = largest(found.gradient),
): Found & State {
  const state = { ...found, optimality, iteration: iteration + 1 };
  const isBlurred = value - found.value <= 4 * Number.EPSILON * Math.abs(value);
  return isBlurred && optimality >= last ? { ...state, stop: precise } : state;
}

/** What to tell where no step was found: whether there was any decrease to be had that double precision can show. */
export function stuck(value: number, predictedDecrease: number): Stop {
  if (predictedDecrease <= 8 * Number.EPSILON * Math.abs(value)) return precise;
  return {
    reason: "lineSearchFailed",
    message: `no step decreases the objective, though its gradient says so; check the gradient, and for kinks and noise`,
  };
}
