import { levenbergMarquardt, minimize } from "cotangent/optim";
import type { Data } from "./data.js";
import { dot, factorized, inverseDiagonal, nearest } from "./orthogonal.js";
import type { Problem } from "./problems.js";

export interface Fit {
  readonly b: Float64Array;
  /** The standard deviations of the parameters. */
  readonly deviations: Float64Array;
  /** The sum of the squares of the residuals. */
  readonly squares: number;
  readonly iterations: number;
  /** How often the residuals and their Jacobian were evaluated. */
  readonly evaluations: { readonly residuals: number; readonly jacobian: number };
}

/**
 * Least squares from a starting point: by Levenberg-Marquardt as far as sums of squares show a decrease, which is to about half of the digits
 * of the parameters, then by Gauss-Newton, which sees the gradient.
 */
export function fit({ residuals, jacobian }: Problem, data: Data, start: readonly number[]): Fit {
  const counts = { residuals: 0, jacobian: 0 };
  const errors = (b: Float64Array): Float64Array => {
    counts.residuals++;
    return residuals(b, data);
  };
  const slopes = (b: Float64Array): Float64Array[] => {
    counts.jacobian++;
    return jacobian(b, data);
  };
  const near = minimize(
    { residuals: errors, jacobian: slopes },
    Float64Array.from(start),
    // A first step of more than the size of the start leads BoxBOD to where its model is constant in double precision.
    levenbergMarquardt({ radius: 1 }),
    // The parameters have all kinds of units: no tolerance of the gradient would be right for all.
    { gradientTolerance: 0 },
  );

  let b = near.params;
  let steps = 0;
  for (let last = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]; ; steps++) {
    const step = nearest(factorized(slopes(b)), errors(b));
    const next = b.map((each, k) => each - step[k]);
    const moved = Math.max(...step.map((each, k) => Math.abs(each / next[k])));
    // Steps that are no smaller than the two before are rounding.
    if (!(moved < Math.max(...last))) break;
    last = [moved, last[0]];
    b = next;
  }

  const left = errors(b);
  const squares = dot(left, left);
  const variance = squares / (left.length - b.length);
  const deviations = inverseDiagonal(factorized(slopes(b))).map((each) => Math.sqrt(variance * each));
  return { b, deviations, squares, iterations: near.iterations + steps, evaluations: counts };
}
