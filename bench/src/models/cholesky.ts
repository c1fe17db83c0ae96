import { valueAndGrad } from "cotangent";

/** Overwrites the lower triangle of a with its Cholesky factor. */
function cholesky(a: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) {
      const entry = a[j * n + k];
      for (let i = j; i < n; i++) a[i * n + j] -= a[i * n + k] * entry;
    }
    const pivot = Math.sqrt(a[j * n + j]);
    for (let i = j; i < n; i++) a[i * n + j] /= pivot;
  }
}

/** Overwrites b with the solution of L y = b. */
function solveLower(l: Float64Array, b: Float64Array): void {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= l[i * n + k] * b[k];
    b[i] = sum / l[i * n + i];
  }
}

/** -log density of y under a Gaussian process, with its covariance factored in place. */
export function gaussianProcess(hyper: Float64Array, xs: Float64Array, ys: Float64Array): number {
  const [logScale, logLength, logNoise] = hyper;
  const n = xs.length;
  const scale = Math.exp(logScale);
  const inverse = Math.exp(-2 * logLength);
  const noise = Math.exp(logNoise);
  const covariance = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const d = xs[i] - xs[j];
      covariance[i * n + j] = scale * Math.exp(-0.5 * d * d * inverse);
    }
    covariance[i * n + i] += noise;
  }
  cholesky(covariance, n);
  const solution = ys.slice();
  solveLower(covariance, solution);
  let value = 0;
  for (let i = 0; i < n; i++) value += 0.5 * solution[i] * solution[i] + Math.log(covariance[i * n + i]);
  return value;
}

export const gaussianProcessGradient = valueAndGrad(gaussianProcess);
