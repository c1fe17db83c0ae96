import { type Directions, forwardGradient } from "cotangent/estimators";
import { dot, ravel, type zerosLike } from "cotangent/tree";
import { describe, expect, expectTypeOf, test } from "vitest";
import { expectMean } from "./unbiased.js";

const x = { w: Float64Array.of(1, 2, 3), b: 0.5, tag: "t" };
const gradient: ReturnType<typeof zerosLike<typeof x>> = { w: Float64Array.of(3, -1, 0), b: 2, tag: null };
const derivative = (v: typeof gradient): number => dot(gradient, v);
const norm = 9 + 1 + 4;

describe.each<[Directions, number]>([
  ["rademacher", 3 * norm],
  ["normal", 5 * norm],
])("%s", (directions, variance) => {
  test("is the gradient on average, with the variance that it must have", () => {
    const samples = 20_000;
    const estimate = forwardGradient(derivative, x, { samples, directions, seed: 3 });
    expectTypeOf(estimate.mean).toEqualTypeOf(gradient);
    expectMean(estimate, gradient, 0.05);
    const found = ravel(estimate.standardError).reduce((sum, error) => sum + error * error * samples, 0);
    expect(found / variance).toBeGreaterThan(0.95);
    expect(found / variance).toBeLessThan(1.05);
  });
});

test("is exact for a function of one number", () => {
  for (let seed = 0; seed < 10; seed++) expect(forwardGradient((v) => 6 * v, 3, { seed }).mean).toBe(6);
});

test("descends: the steps are those of gradient descent on average", () => {
  let w = Float64Array.of(3, -2, 1);
  for (let step = 0; step < 400; step++) {
    const { mean } = forwardGradient((v) => 2 * dot(w, v), w, { samples: 2, seed: step });
    w = w.map((value, i) => value - 0.05 * mean[i]);
  }
  expect(Math.hypot(...w)).toBeLessThan(1e-6);
});

test("what has no numbers has no directions", () => {
  expect(() => forwardGradient(() => 1, [])).toThrow(TypeError);
});
