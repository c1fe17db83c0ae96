import { valueAndGrad } from "cotangent";
import { gmm } from "../../../examples/adbench/src/gmm.js";

/** A component of the mixture: its inverse Cholesky factor has the strict lower triangle as rows of growing length. */
export interface Component {
  readonly alpha: number;
  readonly mean: Float64Array;
  readonly logDiagonal: Float64Array;
  readonly lower: Float64Array[];
}

const sum = (values: ArrayLike<number> & Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

const logSumExp = (values: number[]): number => {
  const largest = values.reduce((a, b) => Math.max(a, b));
  return largest + Math.log(values.reduce((total, value) => total + Math.exp(value - largest), 0));
};

/** log-density of a point, less what does not depend on the parameters. */
function logDensity({ alpha, mean, logDiagonal, lower }: Component, point: Float64Array): number {
  const centered = point.map((entry, i) => entry - mean[i]);
  const whitened = centered.map(
    (entry, i) => Math.exp(logDiagonal[i]) * entry + lower[i].reduce((dot, q, j) => dot + q * centered[j], 0),
  );
  return alpha + sum(logDiagonal) - 0.5 * whitened.reduce((norm, entry) => norm + entry ** 2, 0);
}

const logPrior = ({ logDiagonal, lower }: Component, gamma: number, m: number): number => {
  const diagonal = logDiagonal.reduce((norm, entry) => norm + Math.exp(entry) ** 2, 0);
  const rest = lower.reduce((norm, row) => norm + row.reduce((total, entry) => total + entry * entry, 0), 0);
  return 0.5 * gamma * gamma * (diagonal + rest) - m * sum(logDiagonal);
};

/** The log-posterior of a Gaussian mixture as `gmm` computes it, less its constants. */
export function gmmOfComponents(components: Component[], points: readonly Float64Array[], gamma: number, m: number) {
  const logLikelihood = points.reduce(
    (total, point) => total + logSumExp(components.map((component) => logDensity(component, point))),
    0,
  );
  const normalization = points.length * logSumExp(components.map(({ alpha }) => alpha));
  return (
    logLikelihood - normalization + components.reduce((total, component) => total + logPrior(component, gamma, m), 0)
  );
}

export const gmmGradient = valueAndGrad(gmm, { argnums: [0, 1, 2] });
export const gmmOfComponentsGradient = valueAndGrad(gmmOfComponents);
export { gmm };
