import { levenbergMarquardt, minimize } from "cotangent/optim";
import type { Data } from "./data.js";
import { dot, factorized, inverseDiagonal, nearest } from "./orthogonal.js";
import { type PreciseData, refined } from "./precise.js";
import type { Problem } from "./problems.js";

export interface Fit {
  readonly b: Float64Array;
  /** The standard deviations of the parameters. */
  readonly deviations: Float64Array;
  /** The sum of the squares of the residuals. */
  readonly squares: number;
  readonly iterations: number;
  /** Steps in twice the precision, behind these. */
  readonly refinements: number;
  /** How often the residuals and their Jacobian were evaluated. */
  readonly evaluations: { readonly residuals: number; readonly jacobian: number };
}

/** Least squares from a starting point, to all digits that the precision of the residuals leaves. */
export function fit(
  { residuals, jacobian, precise }: Problem,
  data: Data,
  exact: PreciseData,
  start: readonly number[],
): Fit {
  const found = minimize(
    { residuals: (b: Float64Array) => residuals(b, data), jacobian: (b: Float64Array) => jacobian(b, data) },
    Float64Array.from(start),
    // A first step of more than the size of the start leads BoxBOD to where its model is constant in double precision.
    levenbergMarquardt({ radius: 1 }),
    // The parameters have all kinds of units: no tolerance of the gradient would be right for all.
    { gradientTolerance: 0 },
  );
  const { iterations, evaluations } = found;
  const stepOf = (b: Float64Array, left: Float64Array): Float64Array => nearest(factorized(jacobian(b, data)), left);
  const end =
    precise === undefined
      ? { b: found.params, residuals: residuals(found.params, data), steps: 0 }
      : refined(found.params, (b) => precise(b, exact), stepOf);
  const squares = dot(end.residuals, end.residuals);
  const variance = squares / (end.residuals.length - end.b.length);
  const inverse = inverseDiagonal(factorized(jacobian(end.b, data)));
  const deviations = inverse.map((each) => Math.sqrt(variance * each));
  return { b: end.b, deviations, squares, iterations, refinements: end.steps, evaluations };
}
