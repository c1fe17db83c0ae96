import { valueAndGrad } from "cotangent";

/** A layer on a batch: its weights, inputs x outputs, start at `at` and are followed by its biases. */
function dense(
  parameters: Float64Array,
  at: number,
  signal: Float64Array,
  inputs: number,
  outputs: number,
): Float64Array {
  const batch = Math.floor(signal.length / inputs);
  const biases = at + inputs * outputs;
  const result = new Float64Array(batch * outputs);
  for (let b = 0; b < batch; b++) {
    for (let j = 0; j < outputs; j++) result[b * outputs + j] = parameters[biases + j];
    for (let k = 0; k < inputs; k++) {
      const entry = signal[b * inputs + k];
      for (let j = 0; j < outputs; j++) result[b * outputs + j] += entry * parameters[at + k * outputs + j];
    }
  }
  return result;
}

function tanh(signal: Float64Array): void {
  for (let i = 0; i < signal.length; i++) signal[i] = Math.tanh(signal[i]);
}

function crossEntropy(logits: Float64Array, labels: Int32Array): number {
  const classes = Math.floor(logits.length / labels.length);
  let loss = 0;
  for (let b = 0; b < labels.length; b++) {
    const at = b * classes;
    let largest = logits[at];
    for (let j = 1; j < classes; j++) {
      if (logits[at + j] > largest) largest = logits[at + j];
    }
    let sum = 0;
    for (let j = 0; j < classes; j++) sum += Math.exp(logits[at + j] - largest);
    loss += Math.log(sum) + largest - logits[at + labels[b]];
  }
  return loss / labels.length;
}

/** Mean loss of a perceptron with two hidden layers. */
export function mlp(
  parameters: Float64Array,
  samples: Float64Array,
  labels: Int32Array,
  inputs: number,
  hidden: number,
  classes: number,
): number {
  const second = inputs * hidden + hidden;
  const third = second + hidden * hidden + hidden;
  const first = dense(parameters, 0, samples, inputs, hidden);
  tanh(first);
  const middle = dense(parameters, second, first, hidden, hidden);
  tanh(middle);
  return crossEntropy(dense(parameters, third, middle, hidden, classes), labels);
}

/** One layer: a row of weights and a bias for each output. */
export interface Layer {
  readonly weights: Float64Array[];
  readonly biases: Float64Array;
}

export interface LabelledSample {
  readonly features: Float64Array;
  readonly label: number;
}

const weigh = (row: Float64Array, signal: Float64Array): number =>
  row.reduce((sum, weight, k) => sum + weight * signal[k], 0);

const apply = (layer: Layer, activation: (v: number) => number) => (signal: Float64Array) =>
  layer.biases.map((bias, j) => activation(bias + weigh(layer.weights[j], signal)));

function surprise(logits: Float64Array, label: number): number {
  const largest = logits.reduce((a, b) => Math.max(a, b));
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  return Math.log(sum) + largest - logits[label];
}

/** The same as a chain of layers, one sample after the other. */
export function mlpOfLayers([first, second, last]: [Layer, Layer, Layer], samples: readonly LabelledSample[]): number {
  const hidden = apply(first, Math.tanh);
  const deeper = apply(second, Math.tanh);
  const logits = apply(last, (v) => v);
  const losses = samples.map(({ features, label }) => surprise(logits(deeper(hidden(features))), label));
  return losses.reduce((sum, loss) => sum + loss, 0) / samples.length;
}

export const mlpGradient = valueAndGrad(mlp);
export const mlpOfLayersGradient = valueAndGrad(mlpOfLayers);
