import { logGamma } from "./log-gamma.js";

/** As ADBench has it: truncated, and part of the reference values. */
// biome-ignore lint/suspicious/noApproximativeNumericConstant: the reference values were computed with it.
const PI = 3.14159265359;

/** log(sum(exp(values))), shifted by the largest value so that nothing overflows. */
function logSumExp(values: Float64Array): number {
  let largest = values[0];
  for (let i = 1; i < values.length; i++) {
    if (values[i] > largest) largest = values[i];
  }
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.exp(values[i] - largest);
  return largest + Math.log(sum);
}

function logWishartNormalization(d: number, gamma: number, m: number): number {
  const freedom = d + m + 1;
  let logGammaD = 0.25 * d * (d - 1) * Math.log(PI);
  for (let j = 1; j <= d; j++) logGammaD += logGamma(0.5 * (freedom + 1 - j));
  return freedom * d * (Math.log(gamma) - 0.5 * Math.log(2)) - logGammaD;
}

/**
 * The log-posterior of a Gaussian mixture of k components in d dimensions.
 *
 * @param alphas logarithms of the k weights, up to a common constant
 * @param means k x d
 * @param icf k x d (d + 1) / 2: for each component the inverse Cholesky factor Q of its covariance, as the logarithms
 *   of the diagonal, followed by the strict lower triangle column by column
 * @param x n x d points
 * @param gamma scale of the Wishart prior of the components
 * @param m its degrees of freedom, less d + 1
 */
export function gmm(
  alphas: Float64Array,
  means: Float64Array,
  icf: Float64Array,
  x: Float64Array,
  gamma: number,
  m: number,
): number {
  const k = alphas.length;
  const d = means.length / k;
  const n = x.length / d;
  const icfLength = icf.length / k;

  const diagonals = new Float64Array(k * d);
  const logDeterminants = new Float64Array(k);
  for (let c = 0; c < k; c++) {
    for (let i = 0; i < d; i++) {
      const logEntry = icf[c * icfLength + i];
      diagonals[c * d + i] = Math.exp(logEntry);
      logDeterminants[c] += logEntry;
    }
  }

  let logLikelihood = -0.5 * n * d * Math.log(2 * PI) - n * logSumExp(alphas);
  const logDensities = new Float64Array(k);
  const product = new Float64Array(d);
  for (let point = 0; point < n; point++) {
    for (let c = 0; c < k; c++) {
      // Q (x - mean), one column of Q after the other
      for (let i = 0; i < d; i++) product[i] = diagonals[c * d + i] * (x[point * d + i] - means[c * d + i]);
      let at = c * icfLength + d;
      for (let column = 0; column < d; column++) {
        const centered = x[point * d + column] - means[c * d + column];
        for (let row = column + 1; row < d; row++) product[row] += icf[at++] * centered;
      }
      let squaredDistance = 0;
      for (let i = 0; i < d; i++) squaredDistance += product[i] ** 2;
      logDensities[c] = alphas[c] + logDeterminants[c] - 0.5 * squaredDistance;
    }
    logLikelihood += logSumExp(logDensities);
  }

  let logPrior = -k * logWishartNormalization(d, gamma, m);
  for (let c = 0; c < k; c++) {
    let squaredNorm = 0;
    for (let i = 0; i < d; i++) squaredNorm += diagonals[c * d + i] ** 2;
    for (let i = d; i < icfLength; i++) squaredNorm += icf[c * icfLength + i] ** 2;
    logPrior += 0.5 * gamma * gamma * squaredNorm - m * logDeterminants[c];
  }
  return logLikelihood + logPrior;
}
