/** Draws with fixed seeds against the distributions that they are of. */
import { describe, expect, test } from "vitest";
import {
  beta,
  categorical,
  child,
  dirichlet,
  exponential,
  gamma,
  gumbel,
  type Key,
  keyOf,
  normal,
  permutation,
  poisson,
  rademacher,
  split,
  uniform,
} from "../../../runtime/src/random/index.js";
import { betaI, gammaP, gammaQ, lgamma, normalCdf } from "../../../runtime/src/special/index.js";

const many = 20000;

/** The largest distance between the distribution of the draws and `cdf`, times the root of their number: above 1.95 once in a thousand. */
function kolmogorov(draws: Float64Array, cdf: (x: number) => number): number {
  const sorted = draws.slice().sort();
  let distance = 0;
  sorted.forEach((x, k) => {
    const value = cdf(x);
    distance = Math.max(distance, value - k / sorted.length, (k + 1) / sorted.length - value);
  });
  return distance * Math.sqrt(sorted.length);
}

/** The probability that chi-square is larger, for counts and expected counts of which no one is small. */
function chiSquare(counts: readonly number[], expected: readonly number[]): number {
  const square = counts.reduce((sum, count, k) => sum + (count - expected[k]) ** 2 / expected[k], 0);
  return gammaQ((counts.length - 1) / 2, square / 2);
}

const gumbelCdf = (x: number): number => Math.exp(-Math.exp(-x));

const continuous: [
  string,
  (key: Key, n: number) => Float64Array,
  (x: number) => number,
  mean: number,
  variance: number,
][] = [
  ["uniform", (key, n) => uniform(key, n, -1, 3), (x) => (x + 1) / 4, 1, 16 / 12],
  ["normal", (key, n) => normal(key, n, 2, 3), (x) => normalCdf((x - 2) / 3), 2, 9],
  ["exponential", (key, n) => exponential(key, n, 2), (x) => -Math.expm1(-2 * x), 0.5, 0.25],
  [
    "gumbel",
    (key, n) => gumbel(key, n, 1, 2),
    (x) => gumbelCdf((x - 1) / 2),
    1 + 2 * 0.5772156649,
    (4 * Math.PI ** 2) / 6,
  ],
  ["gamma 0.2", (key, n) => gamma(key, n, 0.2, 3), (x) => gammaP(0.2, 3 * x), 0.2 / 3, 0.2 / 9],
  ["gamma 1", (key, n) => gamma(key, n, 1), (x) => -Math.expm1(-x), 1, 1],
  ["gamma 7.5", (key, n) => gamma(key, n, 7.5, 0.5), (x) => gammaP(7.5, 0.5 * x), 15, 30],
  ["beta", (key, n) => beta(key, n, 0.7, 2), (x) => betaI(0.7, 2, x), 0.7 / 2.7, 1.4 / (2.7 ** 2 * 3.7)],
  [
    "dirichlet, of which each number is beta distributed",
    (key, n) => Float64Array.from({ length: n }, (_, i) => dirichlet(child(key, i), Float64Array.of(0.5, 1.5, 3))[1]),
    (x) => betaI(1.5, 3.5, x),
    0.3,
    (1.5 * 3.5) / (25 * 6),
  ],
];

describe.each(continuous)("%s", (_, draw, cdf, mean, variance) => {
  const draws = draw(keyOf(2024), many);

  test("has the distribution function", () => {
    expect(kolmogorov(draws, cdf)).toBeLessThan(1.95);
  });

  test("has mean and variance", () => {
    const average = draws.reduce((sum, x) => sum + x, 0) / many;
    const spread = draws.reduce((sum, x) => sum + (x - average) ** 2, 0) / many;
    expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(variance / many));
    expect(Math.abs(spread / variance - 1)).toBeLessThan(0.1);
  });

  test("is a function of the key, and of nothing else", () => {
    expect(draw(keyOf(2024), 50)).toEqual(draws.slice(0, 50));
    expect(draw(keyOf(2025), 50)).not.toEqual(draws.slice(0, 50));
  });

  test("has no draws from no numbers", () => expect(draw(keyOf(1), 0)).toEqual(new Float64Array(0)));
});

describe("discrete draws", () => {
  test.each([0.3, 4, 9.9, 10, 47.5, 3000])("Poisson with mean %d", (mean) => {
    const draws = poisson(keyOf(77), many, mean);
    const probability = (k: number): number => Math.exp(k * Math.log(mean) - mean - lgamma(k + 1));
    // Bins of the central part, and the two tails.
    const [low, high] = [-2, 2].map((z) => Math.max(0, Math.floor(mean + z * Math.sqrt(mean))));
    const width = Math.max(1, Math.ceil((high - low) / 20));
    const bins = Array.from({ length: Math.ceil((high + 1 - low) / width) }, (_, k) => low + k * width);
    const last = bins.at(-1)! + width;
    const below = draws.filter((k) => k < low).length;
    const counts = bins.map((start) => draws.filter((k) => k >= start && k < start + width).length);
    const expected = bins.map((start) => {
      let sum = 0;
      for (let k = start; k < start + width; k++) sum += probability(k);
      return many * sum;
    });
    counts.push(draws.filter((k) => k >= last).length + below);
    expected.push(many - expected.reduce((sum, each) => sum + each, 0));
    expect(chiSquare(counts, expected)).toBeGreaterThan(1e-3);
    expect(poisson(keyOf(77), 3, mean)).toEqual(draws.slice(0, 3));
  });

  test("Poisson with mean 0 is 0", () => expect(poisson(keyOf(1), 3, 0)).toEqual(new Float64Array(3)));

  test("categorical", () => {
    const weights = [3, 0, 1, 4.5, 0];
    const draws = categorical(keyOf(5), many, weights);
    const counts = weights.map((_, k) => draws.filter((draw) => draw === k).length);
    expect([counts[1], counts[4]]).toEqual([0, 0]);
    const possible = [0, 2, 3];
    const expected = possible.map((k) => (many * weights[k]) / 8.5);
    expect(
      chiSquare(
        possible.map((k) => counts[k]),
        expected,
      ),
    ).toBeGreaterThan(1e-3);
    expect(categorical(keyOf(5), 7, Float64Array.from(weights))).toEqual(draws.slice(0, 7));
  });

  test("permutations: each order as often as the others", () => {
    const counts = new Map<string, number>();
    for (const key of split(keyOf(3), 24 * 400)) {
      const order = permutation(key, 4).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(chiSquare([...counts.values()], new Array(24).fill(400))).toBeGreaterThan(1e-3);
    expect([...permutation(keyOf(1), 1000)].sort((a, b) => a - b)).toEqual([...new Array(1000).keys()]);
    expect(permutation(keyOf(1), 0)).toEqual(new Int32Array(0));
  });
});

test("the index of the largest logit with Gumbel noise is categorical", () => {
  const logits = [0, 1, -0.5];
  const weights = logits.map(Math.exp);
  const total = weights.reduce((a, b) => a + b);
  const counts = [0, 0, 0];
  const noise = gumbel(keyOf(12), 3 * many);
  for (let i = 0; i < many; i++) {
    const values = logits.map((logit, k) => logit + noise[3 * i + k]);
    counts[values.indexOf(Math.max(...values))]++;
  }
  expect(
    chiSquare(
      counts,
      weights.map((w) => (many * w) / total),
    ),
  ).toBeGreaterThan(1e-3);
});

test("the numbers of a key are the same in whatever order they are drawn", () => {
  const [a, b] = split(keyOf(1));
  const first = [normal(a, 3), gamma(b, 3, 2)];
  const second = [gamma(b, 3, 2), normal(a, 3)];
  expect(second.reverse()).toEqual(first);
  expect(child(keyOf(1), 1)).toEqual(b);
});

test("what programs reproduce does not change", () => {
  const key = keyOf(42);
  expect([...uniform(key, 2)]).toEqual([0.42672756361231334, 0.10015824296670306]);
  expect([...poisson(key, 4, 20)]).toEqual([23, 16, 16, 17]);
  expect([...permutation(key, 6)]).toEqual([1, 5, 0, 2, 4, 3]);
  expect([...rademacher(key, 6)]).toEqual([1, 1, 1, 1, -1, -1]);
  // Of logarithms and cosines engines round the last digit differently.
  const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 14));
  expect([...normal(key, 2)]).toEqual(close([0.8528053052941844, 0.6208957637445165]));
  expect([...gamma(key, 2, 0.5)]).toEqual(close([1.760382551134723, 0.00020688980814372818]));
});

test.each<[() => unknown, string]>([
  [() => keyOf(0.5), "keyOf: seed must be an integer of at most 53 bits, but is 0.5"],
  [() => uniform(keyOf(1), -1), "uniform: the number of draws must be a whole number from 0 to 2^32 - 1, but is -1"],
  [() => normal(keyOf(1), 1.5), "normal: the number of draws must be a whole number from 0 to 2^32 - 1, but is 1.5"],
  [() => uniform(keyOf(1), 1, 2, 1), "uniform: low must be at most high, but they are 2 and 1"],
  [() => uniform(keyOf(1), 1, Number.NaN), "uniform: low must be a finite number, but is NaN"],
  [() => normal(keyOf(1), 1, 0, 0), "normal: deviation must be a positive number, but is 0"],
  [() => exponential(keyOf(1), 1, -2), "exponential: rate must be a positive number, but is -2"],
  [() => gumbel(keyOf(1), 1, 0, Number.POSITIVE_INFINITY), "gumbel: scale must be a positive number, but is Infinity"],
  [() => gamma(keyOf(1), 1, 0), "gamma: shape must be a positive number, but is 0"],
  [() => gamma(keyOf(1), 1, 1, Number.NaN), "gamma: rate must be a positive number, but is NaN"],
  [() => beta(keyOf(1), 1, 1, -1), "beta: b must be a positive number, but is -1"],
  [
    () => dirichlet(keyOf(1), Float64Array.of(1, 0)),
    "dirichlet: concentrations[1] must be a positive number, but is 0",
  ],
  [() => dirichlet(keyOf(1), new Float64Array(0)), "dirichlet: there are no concentrations"],
  [() => categorical(keyOf(1), 1, [1, -1]), "categorical: weights[1] must not be negative, but is -1"],
  [() => categorical(keyOf(1), 1, [0, 0]), "categorical: the sum of weights must be a positive number, but is 0"],
  [() => poisson(keyOf(1), 1, -1), "poisson: mean must be a number from 0 to 1e15, but is -1"],
  [
    () => permutation(keyOf(1), -1),
    "permutation: the number of draws must be a whole number from 0 to 2^32 - 1, but is -1",
  ],
])("%s throws", (call, message) => {
  expect(call).toThrow(new RangeError(message));
});
