import { tmpdir } from "node:os";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { simulate } from "../../examples/lynx-hare/src/model.js";
import { aYear } from "../../examples/lynx-filter/src/model.js";
import {
  applied,
  determinant,
  inverse,
  type Matrix,
  plus,
  times,
  transposed,
} from "../../examples/lynx-filter/src/plane.js";
import { build, examples, start } from "./run-example.js";

// The example is built, possibly beside other tests.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

type Filter = typeof import("../../examples/lynx-filter/src/filter.js");

const rates = { births: Math.log(0.55), losses: Math.log(0.028), deaths: Math.log(0.8), gains: Math.log(0.024) };
const model = { rates, drift: Math.log(0.2), error: Math.log(0.3) };

describe("matrices of two", () => {
  it("obey the rules", () => {
    const a: Matrix = [
      [2, 1],
      [-3, 4],
    ];
    expect(determinant(a)).toBe(11);
    const one = times(a, inverse(a));
    [1, 0, 0, 1].forEach((each, k) => expect(one.flat()[k]).toBeCloseTo(each, 15));
    expect(applied(a, [1, 2])).toEqual([4, 5]);
    expect(transposed(plus(a, a))).toEqual([
      [4, -6],
      [2, 8],
    ]);
  });
});

describe("a year", () => {
  it("is what the other example simulates", () => {
    const [hares, lynxes] = aYear([Math.log(30), Math.log(4)], rates).map(Math.exp);
    const path = simulate(Float64Array.of(0.55, 0.028, 0.8, 0.024, 30, 4), 1);
    expect(hares / path[path.length - 2]).toBeCloseTo(1, 6);
    expect(lynxes / path[path.length - 1]).toBeCloseTo(1, 6);
  });
});

describe("lynx-filter, compiled", () => {
  let filter: Filter;
  beforeAll(async () => {
    await build("lynx-filter");
    filter = await import(`${examples}lynx-filter/dist/filter.js`);
  });

  it("moves the spread of many points as a year does", () => {
    const belief = {
      mean: [3, 2] as [number, number],
      covariance: [
        [0.04, 0.01],
        [0.01, 0.09],
      ] as Matrix,
    };
    const { covariance } = filter.predicted(belief, { ...model, drift: Number.NEGATIVE_INFINITY });
    // Two small steps along the columns of a root of the covariance, forth and back.
    const root: Matrix = [
      [0.2, 0],
      [0.05, Math.sqrt(0.09 - 0.05 ** 2)],
    ];
    const h = 1e-4;
    const slope = (k: 0 | 1): number[] => {
      const at = (sign: number) => aYear([3 + sign * h * root[0][k], 2 + sign * h * root[1][k]], rates);
      const [after, before] = [at(1), at(-1)];
      return after.map((each, i) => (each - before[i]) / (2 * h));
    };
    const [u, v] = [slope(0), slope(1)];
    for (const i of [0, 1]) for (const j of [0, 1]) expect(covariance[i][j]).toBeCloseTo(u[i] * u[j] + v[i] * v[j], 8);
  });

  it("believes counts without error, and stays where they say nothing", () => {
    const belief = {
      mean: [3, 2] as [number, number],
      covariance: [
        [0.04, 0.01],
        [0.01, 0.09],
      ] as Matrix,
    };
    const sure = filter.corrected(belief, [4, 1], { ...model, error: Number.NEGATIVE_INFINITY });
    expect(sure.mean[0]).toBeCloseTo(4, 14);
    expect(sure.mean[1]).toBeCloseTo(1, 14);
    expect(filter.corrected(belief, [4, 1], { ...model, error: 50 }).mean).toEqual([3, 2]);
  });

  it("foretells better than the last year does", async () => {
    const { stdout } = await start("lynx-filter", tmpdir());
    expect(stdout).toMatch(/^converged after \d+ steps, log-likelihood 8\.6102$/m);
    for (const [name, rate] of Object.entries({ births: 0.5365, losses: 0.0257, deaths: 0.8034, gains: 0.0245 }))
      expect(stdout).toMatch(new RegExp(`^${name} +${rate}$`, "m"));
    expect(stdout).toMatch(/^1904 +36\.3 +34\.9 ×÷1\.20 +59\.4 +62\.6 ×÷1\.20$/m);
    expect(stdout).toMatch(/^off by a factor of 1\.22; that each year is like the last would be off by 1\.63$/m);
  });
});
