import { tmpdir } from "node:os";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { readFlows } from "../../examples/nile/src/data.js";
import { corrected, predicted, smoothed, surprise } from "../../examples/nile/src/model.js";
import { build, start } from "./run-example.js";

// The example is built, possibly beside other tests.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const { years, flows } = readFlows(new URL("../../examples/nile/data/nile.csv", import.meta.url));
const variances = { level: Math.log(1469.1), noise: Math.log(15099) };

describe("data of the Nile", () => {
  it("are a hundred years", () => {
    expect([...years]).toEqual(Array.from({ length: 100 }, (_, k) => 1871 + k));
    expect([flows[0], flows[42], flows[99]]).toEqual([1120, 456, 740]);
    expect(flows.reduce((sum, flow) => sum + flow, 0)).toBe(91935);
  });
});

describe("Kalman filter", () => {
  it("weights by precision", () => {
    const belief = corrected({ mean: 1, variance: 3 }, 5, { level: 0, noise: 0 });
    expect(belief.mean).toBeCloseTo((1 / 3 + 5) / (1 / 3 + 1), 14);
    expect(belief.variance).toBeCloseTo(1 / (1 / 3 + 1), 14);
    expect(predicted({ mean: 1, variance: 3 }, { level: Math.log(2), noise: 0 })).toEqual({
      mean: 1,
      variance: expect.closeTo(5, 12) as number,
    });
  });

  it("is as surprised as the joint distribution of three observations", () => {
    // Differences of neighbours have the covariance [[l + 2 n, -n], [-n, l + 2 n]], whatever the first level was.
    const [l, n] = [2, 3];
    const [d1, d2] = [1.5, -0.5];
    const [a, b] = [l + 2 * n, -n];
    const determinant = a * a - b * b;
    const square = (a * d1 * d1 - 2 * b * d1 * d2 + a * d2 * d2) / determinant;
    const right = 0.5 * (2 * Math.log(2 * Math.PI) + Math.log(determinant) + square);
    const found = surprise({ level: Math.log(l), noise: Math.log(n) }, Float64Array.of(4, 4 + d1, 4 + d1 + d2));
    expect(found).toBeCloseTo(right, 13);
  });

  it("smooths to what minimizes the sum of squares", () => {
    const levels = smoothed(variances, flows).map(({ mean }) => mean);
    const [l, n] = [1469.1, 15099];
    for (let t = 0; t < levels.length; t++) {
      // The derivative of Σ (flow - level)² / n + Σ (step)² / l is zero.
      const before = t > 0 ? (levels[t] - levels[t - 1]) / l : 0;
      const after = t < levels.length - 1 ? (levels[t] - levels[t + 1]) / l : 0;
      expect((levels[t] - flows[t]) / n + before + after).toBeCloseTo(0, 12);
    }
  });

  it("is as sure as the precision matrix of three levels says", () => {
    const [l, n] = [2, 3];
    // The inverse of [[a, -1 / l, 0], [-1 / l, b, -1 / l], [0, -1 / l, a]], by cofactors.
    const [a, b] = [1 / n + 1 / l, 1 / n + 2 / l];
    const determinant = a * a * b - (2 * a) / l ** 2;
    const right = [a * b - 1 / l ** 2, a * a, a * b - 1 / l ** 2].map((cofactor) => cofactor / determinant);
    const found = smoothed({ level: Math.log(l), noise: Math.log(n) }, Float64Array.of(4, 5, 7));
    right.forEach((each, t) => expect(found[t].variance).toBeCloseTo(each, 13));
  });
});

describe("nile, compiled", () => {
  beforeAll(() => build("nile"));

  it("finds the published variances", async () => {
    const { stdout } = await start("nile", tmpdir());
    expect(stdout).toMatch(/^converged after \d+ steps, log-likelihood -632\.5456$/m);
    const estimate = (name: string): number =>
      Number(new RegExp(`^variance of the ${name} ([\\d.]+),`, "m").exec(stdout)?.[1]);
    expect(estimate("noise") / 15099).toBeCloseTo(1, 4);
    expect(estimate("level") / 1469.1).toBeCloseTo(1, 3);
    expect(stdout).toMatch(/^1890 +1140 +1073 ± 48$/m);
    expect(stdout).toMatch(/^1910 +969 +863 ± 48$/m);
  });
});
