import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { readData } from "../../examples/nist/src/data.js";
import { isMet } from "../../examples/nist/src/digits.js";
import { add, doubleOf, exp, minus, parse, quotient, times } from "../../examples/nist/src/double.js";
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
      else expect(Math.abs(found / squares - 1), name).toBeLessThan(1.2e-10);
    }
  });

  it("meets all certified values to the last digit from both starts", () => {
    for (const { problem, runs } of rows) {
      const count = problem.certified.length;
      expect(runs.length).toBe(2);
      for (const [k, { met, refinements }] of runs.entries()) {
        expect(met, `${problem.name} from start ${k + 1}`).toEqual({
          parameters: count,
          deviations: count,
          squares: 1,
        });
        expect(refinements > 0).toBe(problem.name.startsWith("Lanczos"));
      }
    }
  });

  it("has an up-to-date page; `npm run page -w nist` renews it", async () => {
    const { page } = await import(`${example}dist/page.js`);
    expect(page(rows)).toBe(readFileSync(new URL("../../docs/nist.md", import.meta.url), "utf8"));
  });
});

describe("certified values", () => {
  it("are met by what is rounded to them", () => {
    expect(isMet(0.123456789014, 0.12345678901)).toBe(true);
    expect(isMet(0.123456789016, 0.12345678901)).toBe(false);
    expect([isMet(100, 100), isMet(Number.NaN, 100), isMet(Number.POSITIVE_INFINITY, 100)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("numbers of twice the precision", () => {
  /** The exact value, in units of 2^-200. */
  const units = ({ high, low }: { high: number; low: number }): bigint => unitsOf(high) + unitsOf(low);
  const unitsOf = (x: number): bigint => {
    if (x === 0) return 0n;
    const exponent = Math.floor(Math.log2(Math.abs(x))) - 52;
    const shift = BigInt(exponent + 200);
    const digits = BigInt(x / 2 ** exponent);
    return shift >= 0n ? digits << shift : digits >> -shift;
  };
  const close = (found: bigint, expected: bigint, relative = 100n): void => {
    const error = found > expected ? found - expected : expected - found;
    const size = expected < 0n ? -expected : expected;
    expect(error << relative).toBeLessThanOrEqual(size);
  };
  const one = 1n << 200n;

  it("are the decimal numbers that are written", () => {
    close(units(parse("0.05")), one / 20n);
    close(units(parse("-2.044333373291E+00")), (-2044333373291n * one) / 10n ** 12n);
    expect(parse("3")).toEqual({ high: 3, low: 0 });
    expect(() => parse("1,5")).toThrow("1,5 is no decimal number");
    expect(() => parse("0.12345678901234567890")).toThrow("too many digits");
  });

  it("are added, multiplied and divided", () => {
    const third = quotient(1, 3);
    close(units(third), one / 3n);
    close(units(add(third, quotient(1, 7))), (10n * one) / 21n);
    close(units(times(third, parse("0.7"))), (7n * one) / 30n);
    expect(add(third, minus(third))).toEqual({ high: 0, low: 0 });
    // What is left of a difference is right to the digits that numbers of twice the precision have.
    close(units(add(add(doubleOf(1), quotient(1, 10 ** 15)), doubleOf(-1))), one / 10n ** 15n, 50n);
  });

  it("have an exponential", () => {
    // The sum of 1 / k! and its inverse.
    let e = 0n;
    for (let k = 0n, term = one; term > 0n; k++, term /= k) e += term;
    close(units(exp(doubleOf(1))), e, 98n);
    close(units(exp(doubleOf(-1))), (one * one) / e, 98n);
    close(units(exp(doubleOf(-5))), one ** 6n / e ** 5n, 96n);
    expect(exp(doubleOf(0))).toEqual({ high: 1, low: 0 });
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
