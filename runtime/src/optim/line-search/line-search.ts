import { describe } from "../../describe.js";
import { expectArray, expectScalar } from "../../kernel-arguments.js";
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

/** @throws TypeError where it is not what functions such as `wolfe` give */
export function expectLineSearch(fn: string, lineSearch: unknown): void {
  if (!isLineSearch(lineSearch) || typeof lineSearch.search !== "function")
    throw new TypeError(`${fn}: lineSearch is ${describe(lineSearch)}; give what a function such as wolfe() returns`);
}

/** What `search` asks of its arguments. @throws TypeError, RangeError for numbers out of range */
export function expectSearch<P>(
  fn: string,
  objective: Objective<P>,
  from: Evaluated,
  direction: Float64Array,
  slope: number,
  first: number,
  longest: number | undefined,
): void {
  if (typeof objective?.evaluate !== "function")
    throw new TypeError(`${fn}: objective is ${describe(objective)}; optimizers give one`);
  expectArray(fn, "from.x", from?.x);
  expectScalar(fn, "from.value", from.value);
  expectArray(fn, "direction", direction);
  if (direction.length !== from.x.length)
    throw new RangeError(`${fn}: direction has ${direction.length} numbers, but from.x has ${from.x.length}`);
  expectScalar(fn, "slope", slope);
  expectStep(fn, "first", first);
  if (longest !== undefined) expectStep(fn, "longest", longest);
}

/** @throws RangeError for a number that is no length of a step; that may be infinite */
export function expectStep(fn: string, name: string, step: number): void {
  if (!(typeof step === "number" && step >= 0))
    throw new RangeError(`${fn}: ${name} must be a number that is not negative, but is ${step}`);
}

/** The objective along a direction; keeps the points it was asked for last. */
export function along<P>(objective: Objective<P>, from: Evaluated, direction: Float64Array): (step: number) => Found {
  return (step) => ({ ...objective.evaluate(plus(from.x, step, direction)), step });
}

const precise: Stop = {
  reason: "converged",
  message: "no further decrease of the objective can be seen in double precision",
};

/** The least values so far, and how many steps were made since one was found. */
export interface Lows {
  readonly value: number;
  readonly optimality: number;
  readonly since: number;
}

/** So many steps follow rounding before a run ends. */
const patience = 5;

/**
 * The state at what a line search found. Where neither the objective nor its gradient became less, but for rounding, or no less than they
 * had been for some steps, the search follows rounding, and the run ends there.
 */
export function arrived<S extends State & Evaluated & { readonly lows?: Lows }>(
  { value, optimality: last, iteration, lows = { value, optimality: last, since: 0 } }: S,
  found: Found,
  optimality = largest(found.gradient),
): Found & State & { readonly lows: Lows } {
  const isLow = found.value < lows.value || optimality < lows.optimality;
  const next: Lows = {
    value: Math.min(found.value, lows.value),
    optimality: Math.min(optimality, lows.optimality),
    since: isLow ? 0 : lows.since + 1,
  };
  const state = { ...found, optimality, iteration: iteration + 1, lows: next };
  const isBlurred = value - found.value <= 4 * Number.EPSILON * Math.abs(value);
  return (isBlurred && optimality >= last) || next.since >= patience ? { ...state, stop: precise } : state;
}

/** Whether what looks like rounding may be what was learned of the curvature: then steepest descent is tried once more. */
export function mayStartAnew({ value, optimality }: State): boolean {
  return stuck(value, optimality).reason !== "converged";
}

/**
 * What to tell where no step was found: whether there was any decrease to be had that double precision can show. Only the gradient is
 * asked, as if its change were of the size 1; curvature, and lengths of steps before, may come from gradients that are wrong.
 */
export function stuck(value: number, optimality: number): Stop {
  const promised = optimality ** 2 / Math.max(1, optimality);
  if (promised <= 8 * Number.EPSILON * Math.abs(value)) return precise;
  return {
    reason: "lineSearchFailed",
    message: `no step decreases the objective, though its gradient says so; check the gradient, and for kinks and noise`,
  };
}
