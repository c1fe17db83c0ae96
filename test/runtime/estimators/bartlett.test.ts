import { bartlettDiagonal, bartlettFactor, type Score } from "cotangent/estimators";
import { dot, ravel } from "cotangent/tree";
import { describe, expect, test } from "vitest";
import { expectMean } from "./unbiased.js";

const jacobian = [
  [1, 2, 0],
  [0.5, -1, 3],
];
const pullback = (u: Float64Array): Float64Array =>
  Float64Array.from({ length: 3 }, (_, j) => jacobian[0][j] * u[0] + jacobian[1][j] * u[1]);
const x = new Float64Array(3);
const logits = [0.3, -1.2];
const probabilities = logits.map((z) => 1 / (1 + Math.exp(-z)));

/** Of two independent Bernoulli variables. */
const bernoulli: Score<Float64Array> = (random) => Float64Array.from(probabilities, (p) => p - (random() < p ? 1 : 0));

/** Of one observation in two classes with the logits. */
const softmax: Score<Float64Array> = (random) => {
  const p = Math.exp(logits[0]) / (Math.exp(logits[0]) + Math.exp(logits[1]));
  const isFirst = random() < p;
  return Float64Array.of(p - (isFirst ? 1 : 0), 1 - p - (isFirst ? 0 : 1));
};

function gaussNewton(hessian: number[][]): number[][] {
  return [0, 1, 2].map((i) =>
    [0, 1, 2].map((j) => {
      let sum = 0;
      for (const k of [0, 1]) for (const l of [0, 1]) sum += jacobian[k][i] * hessian[k][l] * jacobian[l][j];
      return sum;
    }),
  );
}

const [p, q] = probabilities;
const first = 1 / (1 + Math.exp(logits[1] - logits[0]));
const s = first * (1 - first);
const models: [string, Score<Float64Array>, number[][]][] = [
  [
    "Bernoulli",
    bernoulli,
    [
      [p * (1 - p), 0],
      [0, q * (1 - q)],
    ],
  ],
  [
    "categorical",
    softmax,
    [
      [s, -s],
      [-s, s],
    ],
  ],
];

describe.each(models)("%s", (_, score, hessian) => {
  const expected = gaussNewton(hessian);
  const samples = 20_000;

  test("the diagonal of the Gauss-Newton matrix", () => {
    const estimate = bartlettDiagonal(pullback, score, x, { samples, seed: 4 });
    expectMean(
      estimate,
      expected.map((row, i) => row[i]),
      0.05,
    );
  });

  test("its factor", () => {
    const columns = bartlettFactor(pullback, score, { samples, seed: 5 });
    expect(columns).toHaveLength(samples);
    for (const [i, j] of [
      [0, 0],
      [0, 1],
      [1, 2],
      [2, 2],
    ]) {
      const products = columns.map((c) => c[i] * c[j] * samples);
      const mean = products.reduce((sum, value) => sum + value, 0) / samples;
      const variance = products.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (samples - 1);
      expect(Math.abs(mean - expected[i][j])).toBeLessThanOrEqual(4 * Math.sqrt(variance / samples));
      // The products of the factor are those of the matrix.
      const column = columns.reduce((sum, c) => sum + c[i] * dot(c, unit(j)), 0);
      expect(column).toBeCloseTo(mean, 10);
    }
  });
});

function unit(j: number): Float64Array {
  return Float64Array.from([0, 1, 2], (i) => (i === j ? 1 : 0));
}

test("both draw the same observations", () => {
  const options = { samples: 7, seed: 9 };
  const columns = bartlettFactor(pullback, bernoulli, options);
  const { mean } = bartlettDiagonal(pullback, bernoulli, x, options);
  for (let i = 0; i < 3; i++) {
    expect(mean[i]).toBeCloseTo(
      columns.reduce((sum, c) => sum + c[i] ** 2, 0),
      12,
    );
  }
});

test("gradients of any shape", () => {
  const spread = (u: number): { a: number; b: Float64Array; tag: null } => ({
    a: u,
    b: Float64Array.of(2 * u, 0),
    tag: null,
  });
  const sign: Score<number> = (random) => (random() < 0.5 ? -1 : 1);
  const factor = bartlettFactor(spread, sign, { samples: 4 });
  expect(factor.map((c) => ravel(c).map(Math.abs))).toEqual(Array(4).fill(Float64Array.of(0.5, 1, 0)));
  const { mean } = bartlettDiagonal(spread, sign, { a: 1, b: new Float64Array(2), tag: "t" });
  expect(mean).toStrictEqual({ a: 1, b: Float64Array.of(4, 0), tag: null });
});

test("errors", () => {
  expect(() => bartlettFactor(pullback, bernoulli, { samples: 0 })).toThrow(RangeError);
  expect(() => bartlettDiagonal(pullback, bernoulli, new Float64Array(2))).toThrow(
    new TypeError("bartlettDiagonal: the product holds 3 numbers, not 2"),
  );
});
