import { expectOptions, expectPositive } from "../checks.js";
import type { Objective, Optimizer, Stop } from "../types.js";
import { norm, plus } from "../vectors.js";
import { dampedStep, scaled } from "./damped-step.js";
import { halfSquare, largestCosine, type LeastSquaresState, linearized } from "./least-squares.js";
import { upperProduct } from "./qr.js";

/** What `levenbergMarquardt` remembers. */
export interface LevenbergMarquardtState extends LeastSquaresState {
  /** The diagonal of D. */
  readonly scale: Float64Array;
  /** The bound on |D p|. */
  readonly radius: number;
  readonly damping: number;
}

/** Options of `levenbergMarquardt`. */
export interface LevenbergMarquardtOptions {
  /** Bounds the first step, as a multiple of the size of the start. Default: 100. */
  readonly radius?: number;
}

/** Below this cosine nothing but rounding is left between residuals and Jacobian. */
const orthogonal = 1e-7;

/** A sum of squares that rises by more than this part of it does so not by rounding, also where residuals are made of nothing else. */
const visible = 1e-3;

/**
 * The method of Levenberg and Marquardt for problems of `residuals` r and `jacobian` J: x ← x + p with (JᵀJ + λ D²) p = -Jᵀr, where D has the
 * largest lengths of the columns of J so far, so that units of the parameters do not matter, and λ is found by a trust region |D p| <= radius.
 * The radius grows and shrinks with how well the linear model foretells the decrease. Where no decrease can be seen any more it goes on by steps of Gauss and
 * Newton, as long as they become shorter: with a `gradientTolerance` of 0 up to rounding. Book, section 16.2; Moré, "The
 * Levenberg-Marquardt algorithm: implementation and theory" (1978).
 * @throws RangeError where `radius` is not positive
 */
export function levenbergMarquardt(
  options: LevenbergMarquardtOptions = {},
): Optimizer<unknown, LevenbergMarquardtState, "residuals" | "value"> {
  const { radius: factor = 100 } = expectOptions("levenbergMarquardt", options);
  expectPositive("levenbergMarquardt", "radius", factor);
  return {
    name: "levenbergMarquardt",
    init(objective, x) {
      const start = linearized(objective, x, objective.residuals(x), 0, "levenbergMarquardt");
      const scale = start.columns.map((length) => (length > 0 ? length : 1));
      const size = norm(scaled(x, scale));
      return { ...start, scale, radius: size > 0 ? factor * size : factor, damping: 0 };
    },
    update: (objective, state) => step(objective, state),
  };
}

/** Tries steps until one decreases the residuals enough. */
function step(objective: Objective, state: LevenbergMarquardtState): LevenbergMarquardtState {
  const { x, value, model, scale } = state;
  let { radius, damping } = state;
  if (value === 0) return { ...state, stop: { reason: "converged", message: "the residuals are zero" } };
  for (let trial = 0; ; trial++) {
    const found = dampedStep(model, scale, radius, damping);
    damping = found.damping;
    const { p } = found;
    const length = norm(scaled(p, scale));
    if (state.iteration === 0 && trial === 0) radius = Math.min(radius, length);
    // Both relative to the value; the second is minus half the slope along p.
    const model2 = norm(upperProduct(model.r, p)) ** 2 / (2 * value);
    const damped2 = (damping * length * length) / (2 * value);
    const predicted = model2 + 2 * damped2;
    if (!Number.isFinite(predicted))
      return { ...state, stop: { reason: "nonFinite", message: "the step of the linear model is not finite" } };
    const isNothing = predicted <= 2 * Number.EPSILON;
    if (isNothing || radius <= Number.EPSILON * norm(scaled(x, scale)))
      return nearer(objective, state) ?? { ...state, stop: ended(state, isNothing && trial === 0 && damping === 0) };

    const next = plus(x, 1, p);
    const residuals = objective.residuals(next);
    const actual = 1 - halfSquare(residuals) / value;
    const ratio = Number.isFinite(actual) ? actual / predicted : -1;
    if (ratio <= 0.25) {
      const shrink = shrinkage(actual, -(model2 + damped2));
      radius = shrink * Math.min(radius, 10 * length);
      damping /= shrink;
    } else if (damping === 0 || ratio >= 0.75) {
      radius = 2 * length;
      damping /= 2;
    }
    if (ratio >= 1e-4) {
      const there = linearized(objective, next, residuals, state.iteration + 1, "levenbergMarquardt");
      const largestScale = scale.map((d, j) => Math.max(d, there.columns[j]));
      if (Number.isFinite(there.optimality)) return { ...there, scale: largestScale, radius, damping, step: 1 };
      // The Jacobian is not defined there.
      radius *= 0.25;
      damping *= 4;
    }
  }
}

/**
 * The point behind one or two steps of Gauss and Newton, where the next such step is shorter than the first: where sums of squares no longer show which of two
 * points is nearer, after half of the digits of the parameters, the gradient still does.
 */
function nearer(objective: Objective, state: LevenbergMarquardtState): LevenbergMarquardtState | undefined {
  const { scale, value, iteration } = state;
  const stepFrom = ({ model }: LeastSquaresState): Float64Array =>
    dampedStep(model, scale, Number.POSITIVE_INFINITY, 0).p;
  let from: LeastSquaresState = state;
  let p = stepFrom(from);
  const length = norm(scaled(p, scale));
  if (!(length > 0.25 * Number.EPSILON * norm(scaled(state.x, scale)))) return undefined;
  for (let count = 0; count < 2; count++) {
    const next = plus(from.x, 1, p);
    const residuals = objective.residuals(next);
    if (!(halfSquare(residuals) <= (1 + visible) * value)) return undefined;
    from = linearized(objective, next, residuals, iteration + 1, "levenbergMarquardt");
    if (!Number.isFinite(from.optimality)) return undefined;
    p = stepFrom(from);
    // What a step changes that promises nothing is rounding.
    const rounding = Math.max(state.rounding ?? 0, Math.abs(from.value / value - 1));
    if (norm(scaled(p, scale)) < length) return { ...state, ...from, step: 1, rounding };
  }
  return undefined;
}

/** By how much the radius shrinks: to the minimum of the parabola through value, slope and new value, from a tenth to a half. */
function shrinkage(actual: number, slope: number): number {
  // The value has become more than a hundred times as large, or is not finite.
  if (!(actual > -99)) return 0.1;
  const factor = actual >= 0 ? 0.5 : (0.5 * slope) / (slope + 0.5 * actual);
  return Math.max(factor, 0.1);
}

/** Whether the whole step of Gauss and Newton is too short to matter: the residuals are rounding then, whatever their Jacobian says. */
function isAtRest({ model, scale, x }: LevenbergMarquardtState): boolean {
  const { p } = dampedStep(model, scale, Number.POSITIVE_INFINITY, 0);
  return norm(scaled(p, scale)) <= 1e-11 * norm(scaled(x, scale));
}

/** @param isModelFlat the step without bounds promises no decrease */
function ended(state: LevenbergMarquardtState, isModelFlat: boolean): Stop {
  const cosine = largestCosine(state);
  if (isModelFlat || cosine <= orthogonal || isAtRest(state))
    return { reason: "converged", message: "no further decrease of the residuals can be seen in double precision" };
  return {
    reason: "lineSearchFailed",
    message: `no step decreases the residuals, though their Jacobian says so (cosine ${cosine}); check the Jacobian, and for kinks and noise`,
  };
}
