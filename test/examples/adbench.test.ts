import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { residuals, residualsAndJacobian } from "../../examples/adbench/src/bundle.js";
import { largestRho, rho } from "../../examples/adbench/src/compare.js";
import { reprojectionDifferences, weightErrorDifferences } from "../../examples/adbench/src/finite-differences.js";
import { gmm } from "../../examples/adbench/src/gmm.js";
import { goldenCases } from "../../examples/adbench/src/golden.js";
import { logGamma } from "../../examples/adbench/src/log-gamma.js";
import { lstm } from "../../examples/adbench/src/lstm.js";
import { readExpandedBa, readGmm, readLstm, readReplicatedBa } from "../../examples/adbench/src/problems.js";
import { seededInputs } from "../../examples/adbench/src/seeded.js";

const beside = fileURLToPath(new URL("../../../shared/data/adbench", import.meta.url));
const folder = process.env.ADBENCH_DATA ?? beside;
const cases = goldenCases(folder);
if (cases.length === 0) console.warn(`no ADBench reference values in ${folder}: their tests are skipped`);

const ofKind = (kind: string) => cases.filter((golden) => golden.kind === kind);

describe("reference values of ADBench", () => {
  it.skipIf(cases.length === 0)("has cases of every kind", () => {
    expect(["GMM", "LSTM", "BA", "BA-R"].map((kind) => ofKind(kind).length)).toEqual([8, 4, 2, 1]);
  });

  it.each(ofKind("GMM"))("$name: objective", ({ input, distance }) => {
    const { alphas, means, icf, x, gamma, m } = readGmm(input);
    expect(distance("objective.f64", Float64Array.of(gmm(alphas, means, icf, x, gamma, m)))).toBeLessThan(1e-13);
  });

  it.each(ofKind("LSTM"))("$name: objective", ({ input, distance }) => {
    const { main, extra, state, sequence } = readLstm(input);
    expect(distance("objective.f64", Float64Array.of(lstm(main, extra, state, sequence)))).toBeLessThan(1e-13);
  });

  it.each([...ofKind("BA"), ...ofKind("BA-R")])("$name: residuals", ({ kind, input, distance }) => {
    const { reprojection, weight } = residuals(kind === "BA" ? readReplicatedBa(input) : readExpandedBa(input));
    expect(distance("reproj_err.f64", reprojection)).toBeLessThan(1e-11);
    expect(distance("w_err.f64", weight)).toBeLessThan(1e-11);
  });

  it.each([...ofKind("BA"), ...ofKind("BA-R")])("$name: layout of the Jacobian", ({ kind, input, distance }) => {
    const ba = kind === "BA" ? readReplicatedBa(input) : readExpandedBa(input);
    const { jacobian } = residualsAndJacobian(ba, reprojectionDifferences, weightErrorDifferences);
    expect(distance("J_rows.i32", jacobian.starts)).toBe(0);
    expect(distance("J_cols.i32", jacobian.columns)).toBe(0);
    expect(distance("J_vals.f64", jacobian.values)).toBeLessThan(1e-5);
  });
});

describe("log-gamma", () => {
  it("knows factorials and half-integers", () => {
    let logFactorial = 0;
    for (let n = 1; n < 40; n++) {
      expect(rho(logGamma(n), logFactorial)).toBeLessThan(1e-14);
      logFactorial += Math.log(n);
    }
    expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 14);
    expect(logGamma(2.5)).toBeCloseTo(Math.log(0.75 * Math.sqrt(Math.PI)), 14);
  });

  it("obeys the recurrence between its two regimes", () => {
    for (const x of [0.1, 0.7, 3.3, 14.2, 14.9, 15, 27.5]) {
      expect(rho(logGamma(x + 1), logGamma(x) + Math.log(x))).toBeLessThan(1e-14);
    }
  });
});

describe("comparison", () => {
  it("is absolute for small numbers, relative for large ones and infinite for what is no number", () => {
    expect(rho(0, 1e-9)).toBe(1e-9);
    expect(rho(1e9, 1e9 + 2)).toBeCloseTo(1e-9, 15);
    expect(rho(Number.NaN, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(largestRho([1, 2], [1])).toBe(Number.POSITIVE_INFINITY);
    expect(largestRho([1, Number.NaN], [1, Number.NaN])).toBe(Number.POSITIVE_INFINITY);
  });

  it("finds no cases in a folder that is not there", () => {
    expect(existsSync("no/such/folder")).toBe(false);
    expect(goldenCases("no/such/folder")).toEqual([]);
  });
});

describe("inputs", () => {
  it("are the same for the same seed", () => {
    expect(seededInputs(7)).toEqual(seededInputs(7));
    expect(seededInputs(7).gmm.x).not.toEqual(seededInputs(8).gmm.x);
  });

  it("refuses files that are too short, too long or hold no numbers", () => {
    const camera = new Array(11).fill("1").join(" ");
    expect(readReplicatedBa(`2 3 4 ${camera} 1 2 3 0.5 7 8`)).toMatchObject({
      pairs: Int32Array.of(0, 0, 1, 1, 0, 2, 1, 0),
      features: Float64Array.of(7, 8, 7, 8, 7, 8, 7, 8),
    });
    expect(() => readReplicatedBa(`2 3 4 ${camera} 1 2 3 0.5 7`)).toThrow("undefined");
    expect(() => readReplicatedBa(`2 3 4 ${camera} 1 2 3 0.5 7 8 9`)).toThrow("goes on");
    expect(() => readReplicatedBa(`2 3 4 ${camera} 1 2 x 0.5 7 8`)).toThrow("x");
  });
});
