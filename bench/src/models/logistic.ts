import { valueAndGrad } from "cotangent";

const DECAY = 0.01;

/** log(1 + exp(x)), without overflow. */
function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}

/** Regularized mean loss of a logistic regression: `samples` is n x d, a label is 1 or -1. */
export function logistic(weights: Float64Array, samples: Float64Array, labels: Float64Array): number {
  const d = weights.length;
  const n = labels.length;
  let loss = 0;
  for (let i = 0; i < n; i++) {
    let score = 0;
    for (let j = 0; j < d; j++) score += samples[i * d + j] * weights[j];
    loss += softplus(-labels[i] * score);
  }
  let squaredNorm = 0;
  for (let j = 0; j < d; j++) squaredNorm += weights[j] * weights[j];
  return loss / n + 0.5 * DECAY * squaredNorm;
}

export interface Sample {
  readonly features: Float64Array;
  readonly label: number;
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, entry, i) => sum + entry * b[i], 0);

/** The same over a list of samples. */
export function logisticOfSamples(weights: Float64Array, samples: readonly Sample[]): number {
  const loss = samples
    .map(({ features, label }) => softplus(-label * dot(features, weights)))
    .reduce((sum, each) => sum + each, 0);
  return loss / samples.length + 0.5 * DECAY * dot(weights, weights);
}

export const logisticGradient = valueAndGrad(logistic);
export const logisticOfSamplesGradient = valueAndGrad(logisticOfSamples);
