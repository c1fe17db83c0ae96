import { jacobian } from "cotangent";
import { aYear, type Rates } from "./model.js";
import { applied, determinant, diagonal, inverse, type Matrix, type Pair, plus, times, transposed } from "./plane.js";

/** What is believed of the logarithms of hares and lynxes. */
export interface Belief {
  mean: Pair;
  covariance: Matrix;
}

/** What a year does, and the logarithms of two standard deviations: of what it does beside that, and of the counts. */
export interface Model {
  rates: Rates;
  drift: number;
  error: number;
}

const slopes = jacobian(aYear);

/** The extended Kalman filter: the year moves the mean, and its Jacobian there the covariance. */
export function predicted({ mean, covariance }: Belief, { rates, drift }: Model): Belief {
  const linear = slopes(mean, rates);
  return {
    mean: aYear(mean, rates),
    covariance: plus(times(times(linear, covariance), transposed(linear)), diagonal(Math.exp(2 * drift))),
  };
}

export function corrected({ mean, covariance }: Belief, counted: Pair, { error }: Model): Belief {
  const spread = plus(covariance, diagonal(Math.exp(2 * error)));
  const gain = times(covariance, inverse(spread));
  const [u, v] = applied(gain, [counted[0] - mean[0], counted[1] - mean[1]]);
  return {
    mean: [mean[0] + u, mean[1] + v],
    covariance: times(plus(diagonal(1), times(diagonal(-1), gain)), covariance),
  };
}

export function first(counted: Pair, { error }: Model): Belief {
  return { mean: counted, covariance: diagonal(Math.exp(2 * error)) };
}

/** Minus the logarithm of the likelihood of all counts but the first, each foretold from those before it. */
export function surprise(model: Model, counts: readonly Pair[]): number {
  let belief = first(counts[0], model);
  let sum = 0;
  for (let t = 1; t < counts.length; t++) {
    const before = predicted(belief, model);
    const spread = plus(before.covariance, diagonal(Math.exp(2 * model.error)));
    const off: Pair = [counts[t][0] - before.mean[0], counts[t][1] - before.mean[1]];
    const [u, v] = applied(inverse(spread), off);
    sum += Math.log(2 * Math.PI) + 0.5 * (Math.log(determinant(spread)) + off[0] * u + off[1] * v);
    belief = corrected(before, counts[t], model);
  }
  return sum;
}
