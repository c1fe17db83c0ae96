import { tmpdir } from "node:os";
import { keyOf } from "cotangent/random";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { readSamples, split } from "../../examples/breast-cancer/src/data.js";
import {
  confusion,
  logisticLoss,
  logisticScore,
  perceptronLoss,
  perceptronScore,
} from "../../examples/breast-cancer/src/models.js";
import { build, start } from "./run-example.js";

// The example is built, possibly beside other tests.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const samples = readSamples(new URL("../../examples/breast-cancer/data/wdbc.csv", import.meta.url));

describe("data of breast cancer", () => {
  it("are 569 masses, 212 of them malignant", () => {
    expect([samples.length, samples.filter(({ malignant }) => malignant === 1).length]).toEqual([569, 212]);
    expect(samples.every(({ features }) => features.length === 30)).toBe(true);
    expect([samples[0].features[0], samples[568].features[29]]).toEqual([17.99, 0.07039]);
    const radii = samples.map(({ features }) => features[0]);
    expect([Math.min(...radii), Math.max(...radii)]).toEqual([6.981, 28.11]);
  });

  it("are split by chance, the same for the same seed", () => {
    const [first, again, other] = [1, 1, 2].map((seed) => split(samples, 0.25, keyOf(seed)));
    expect([first.training.length, first.test.length]).toEqual([427, 142]);
    expect(first).toEqual(again);
    expect(first).not.toEqual(other);
    const diagnoses = [...first.training, ...first.test].filter(({ malignant }) => malignant === 1);
    expect(diagnoses.length).toBe(212);
  });

  it("have units of the training samples", () => {
    const { training } = split(samples, 0.25, keyOf(1));
    for (const k of [0, 13, 29]) {
      const values = training.map(({ features }) => features[k]);
      expect(values.reduce((sum, each) => sum + each, 0)).toBeCloseTo(0, 9);
      expect(values.reduce((sum, each) => sum + each ** 2, 0) / values.length).toBeCloseTo(1, 12);
    }
  });
});

describe("models", () => {
  const sample = (malignant: number, ...features: number[]) => ({ features: Float64Array.from(features), malignant });
  const logistic = { weights: Float64Array.of(2, -1), bias: 0.5 };

  it("have the surprise of a Bernoulli distribution for a loss", () => {
    const probability = 1 / (1 + Math.exp(-(2 * 0.3 - 0.7 + 0.5)));
    const right = -(Math.log(probability) + Math.log(1 - probability)) / 2 + 0.5e-3 * 5;
    expect(logisticLoss(logistic, [sample(1, 0.3, 0.7), sample(0, 0.3, 0.7)])).toBeCloseTo(right, 14);
    expect(logisticLoss(logistic, [sample(0, 1e6, 0)])).toBeCloseTo(2e6 + 0.5 + 0.5e-3 * 5, 8);
    expect(logisticLoss(logistic, [sample(1, -1e6, 0)])).toBeCloseTo(2e6 - 0.5 + 0.5e-3 * 5, 8);
  });

  it("are one model where the perceptron has a single neuron", () => {
    const perceptron = { hidden: [logistic], output: { weights: Float64Array.of(3), bias: -1 } };
    const [x] = [Float64Array.of(0.3, 0.7)];
    expect(perceptronScore(perceptron, x)).toBeCloseTo(3 * Math.tanh(logisticScore(logistic, x)) - 1, 14);
    expect(perceptronLoss(perceptron, [sample(1, 0.3, 0.7)])).toBeCloseTo(
      Math.log1p(Math.exp(1 - 3 * Math.tanh(0.4))) + 0.5e-3 * (5 + 9),
      14,
    );
  });

  it("count what is wrong", () => {
    const seen = [sample(1, 1, 0), sample(1, -1, 0), sample(0, 1, 0), sample(0, 1, 0), sample(0, -1, 0)];
    expect(confusion(logisticScore, logistic, seen)).toEqual({ right: 2, missed: 1, alarms: 2 });
  });
});

describe("breast-cancer, compiled", () => {
  beforeAll(() => build("breast-cancer"));

  it("tells nearly all apart, and the same ones each time", async () => {
    const { stdout, stderr } = await start("breast-cancer", tmpdir());
    expect(stderr).toBe("");
    expect(stdout).toBe(`logistic regression: loss 0.0560 in training, 0.1070 in the test
  training: 421 of 427 right (98.6 %), 4 missed, 2 false alarms
  test: 134 of 142 right (94.4 %), 4 missed, 4 false alarms
perceptron: loss 0.0314 in training, 0.1200 in the test
  training: 425 of 427 right (99.5 %), 2 missed, 0 false alarms
  test: 137 of 142 right (96.5 %), 2 missed, 3 false alarms
`);
  });
});
