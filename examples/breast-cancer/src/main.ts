import { valueAndGrad } from "cotangent";
import { adam, cosine, minibatches, minimize } from "cotangent/optim";
import { progressBar } from "cotangent/optim/progress";
import { type Key, keyOf, split as keysOf, uniform } from "cotangent/random";
import { readSamples, type Sample, split } from "./data.js";
import {
  type Confusion,
  confusion,
  type Logistic,
  logisticLoss,
  logisticScore,
  type Perceptron,
  perceptronLoss,
  perceptronScore,
} from "./models.js";

const HIDDEN = 12;
const EPOCHS = 60;
const BATCH = 32;

const [ofSplit, ofHidden, ofOutput] = keysOf(keyOf(1), 3);
const { training, test } = split(readSamples(new URL("../data/wdbc.csv", import.meta.url)), 0.25, ofSplit);
const count = training[0].features.length;
const steps = EPOCHS * Math.ceil(training.length / BATCH);

const neuron = (key: Key, inputs: number): Logistic => ({
  weights: uniform(key, inputs, -1 / Math.sqrt(inputs), 1 / Math.sqrt(inputs)),
  bias: 0,
});
const batches = { size: BATCH, seed: 2 };
const method = adam({ rate: cosine(0.02, steps) });
const rules = { gradientTolerance: 0, maxIterations: steps };

const logistic = minimize(
  minibatches(valueAndGrad(logisticLoss), training, batches),
  { weights: new Float64Array(count), bias: 0 },
  method,
  { ...rules, onProgress: progressBar("logistic regression") },
).params;

const perceptron = minimize(
  minibatches(valueAndGrad(perceptronLoss), training, batches),
  { hidden: keysOf(ofHidden, HIDDEN).map((key) => neuron(key, count)), output: neuron(ofOutput, HIDDEN) } as Perceptron,
  method,
  { ...rules, onProgress: progressBar("perceptron") },
).params;

function report(name: string, loss: (samples: Sample[]) => number, found: (samples: Sample[]) => Confusion): void {
  console.log(`${name}: loss ${loss(training).toFixed(4)} in training, ${loss(test).toFixed(4)} in the test`);
  for (const [kind, samples] of Object.entries({ training, test })) {
    const { right, missed, alarms } = found(samples);
    const share = ((100 * right) / samples.length).toFixed(1);
    console.log(
      `  ${kind}: ${right} of ${samples.length} right (${share} %), ${missed} missed, ${alarms} false alarms`,
    );
  }
}

report(
  "logistic regression",
  (samples) => logisticLoss(logistic, samples),
  (samples) => confusion(logisticScore, logistic, samples),
);
report(
  "perceptron",
  (samples) => perceptronLoss(perceptron, samples),
  (samples) => confusion(perceptronScore, perceptron, samples),
);
