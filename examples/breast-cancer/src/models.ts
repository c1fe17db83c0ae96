import type { Sample } from "./data.js";

/** How malignant some cells look: the logarithm of the odds. */
type Score<P> = (params: P, features: Float64Array) => number;

export interface Logistic {
  weights: Float64Array;
  bias: number;
}

export const logisticScore = ({ weights, bias }: Logistic, features: Float64Array): number =>
  bias + dot(weights, features);

/** One hidden layer, a list of neurons, and what its activities are weighted with. */
export interface Perceptron {
  hidden: Logistic[];
  output: Logistic;
}

export function perceptronScore({ hidden, output }: Perceptron, features: Float64Array): number {
  const activities = Float64Array.from(hidden, (neuron) => Math.tanh(logisticScore(neuron, features)));
  return logisticScore(output, activities);
}

export function logisticLoss(params: Logistic, samples: readonly Sample[]): number {
  return meanSurprise(logisticScore, params, samples) + decay(params.weights);
}

export function perceptronLoss(params: Perceptron, samples: readonly Sample[]): number {
  const decays = params.hidden.reduce((sum, { weights }) => sum + decay(weights), decay(params.output.weights));
  return meanSurprise(perceptronScore, params, samples) + decays;
}

/** The mean of minus the logarithms of the probabilities that the scores give to what is true. */
function meanSurprise<P>(score: Score<P>, params: P, samples: readonly Sample[]): number {
  let sum = 0;
  for (const { features, malignant } of samples) {
    const z = score(params, features);
    // log(1 + exp(z)) - malignant z, without overflow.
    sum += Math.max(z, 0) - malignant * z + Math.log1p(Math.exp(-Math.abs(z)));
  }
  return sum / samples.length;
}

const PENALTY = 1e-3;

/** A penalty on large weights. */
function decay(weights: Float64Array): number {
  return (PENALTY / 2) * dot(weights, weights);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

/** How many samples of each kind are taken for which. */
export interface Confusion {
  readonly right: number;
  /** Malignant, but called benign. */
  readonly missed: number;
  /** Benign, but called malignant. */
  readonly alarms: number;
}

export function confusion<P>(score: Score<P>, params: P, samples: readonly Sample[]): Confusion {
  const count = (is: (called: boolean, malignant: boolean) => boolean): number =>
    samples.filter(({ features, malignant }) => is(score(params, features) > 0, malignant === 1)).length;
  return {
    right: count((called, malignant) => called === malignant),
    missed: count((called, malignant) => !called && malignant),
    alarms: count((called, malignant) => called && !malignant),
  };
}
