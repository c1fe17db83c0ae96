import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { readData } from "../../examples/nist/src/data.js";
import { digits } from "../../examples/nist/src/digits.js";
import { factorized, inverseDiagonal, nearest } from "../../examples/nist/src/orthogonal.js";
import { build, examples } from "./run-example.js";

// The example is built, possibly beside other tests.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const example = `${examples}nist/`;

type Problem = import("../../examples/nist/src/problems.js").Problem;
type Row = import("../../examples/nist/src/runs.js").Row;

describe("nist, compiled", () => {
  let problems: readonly Problem[] = [];
  let rows: readonly Row[] = [];
  beforeAll(async () => {
    await build("nist");
    problems = (await import(`${example}dist/problems.js`)).problems;
    rows = (await import(`${example}dist/runs.js`)).runAll();
  });

  it("has all problems with all observations", () => {
    const levels = ["lower", "average", "higher"].map(
      (level) => problems.filter((each) => each.level === level).length,
    );
    expect(levels).toEqual([8, 11, 8]);
    expect(new Set(problems.map(({ name }) => name)).size).toBe(27);
    const counts = "14 54 214 24 250 250 6 14 151 236 128 33 24 24 250 14 14 25 168 11 37 6 9 16 35 15 154";
    expect(rows.map(({ observations }) => observations).join(" ")).toBe(counts);
  });

  it("has data and certificates that prove one another", () => {
    for (const { name, file, residuals, certified, squares } of problems) {
      const data = readData(new URL(`file://${example}data/${file}`));
      const left = residuals(Float64Array.from(certified), data);
      const found = left.reduce((sum, each) => sum + each ** 2, 0);
      // The parameters of Lanczos1 are rounded to more than its residuals.
      if (name === "Lanczos1") expect(found).toBeLessThan(1e-20);
      else expect(digits(found, squares), name).toBeGreaterThan(9.9);
    }
  });

  it("finds the certified values from both starts", () => {
    for (const { problem, runs } of rows) {
      for (const [k, each] of runs.entries()) {
        const { parameters, deviations, squares } = each.digits;
        const least = Math.min(parameters, ...(problem.name === "Lanczos1" ? [] : [deviations, squares]));
        expect(least, `${problem.name} from start ${k + 1}`).toBeGreaterThan(10);
        expect(Math.min(deviations, squares), `${problem.name} from start ${k + 1}`).toBeGreaterThan(2.5);
      }
    }
  });

  it("has an up-to-date page; `npm run page -w nist` renews it", async () => {
    const { page } = await import(`${example}dist/page.js`);
    expect(page(rows)).toBe(readFileSync(new URL("../../docs/nist.md", import.meta.url), "utf8"));
  });
});

describe("digits", () => {
  it("counts those in common", () => {
    expect(digits(1.001, 1)).toBeCloseTo(3, 5);
    expect(digits(-2e-7 * 1.00001, -2e-7)).toBeCloseTo(5, 5);
    expect(digits(1, 1)).toBe(11);
    expect([digits(5, 1), digits(Number.NaN, 1)]).toEqual([0, 0]);
  });
});

describe("factors", () => {
  it("solve least squares of columns that are nearly dependent", () => {
    const rows = [1, 2, 3, 4].map((t) => Float64Array.of(1, 1 + 1e-7 * t));
    const x = nearest(
      factorized(rows),
      Float64Array.from(rows, ([a, b]) => 3 * a - 2 * b),
    );
    expect(x[0]).toBeCloseTo(3, 7);
    expect(x[1]).toBeCloseTo(-2, 7);
  });

  it("give variances of a line's parameters", () => {
    // The inverse of [[3, 3], [3, 5]].
    const diagonal = inverseDiagonal(factorized([0, 1, 2].map((t) => Float64Array.of(1, t))));
    expect(diagonal[0]).toBeCloseTo(5 / 6, 14);
    expect(diagonal[1]).toBeCloseTo(1 / 2, 14);
  });
});
