import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { build, examples } from "./run-example.js";

// The example is built, possibly beside other tests.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const example = `${examples}more-garbow-hillstrom/`;

type Case = import("../../examples/more-garbow-hillstrom/src/problems.js").Case;
type Problem = import("../../examples/more-garbow-hillstrom/src/problems.js").Problem;
type Run = import("../../examples/more-garbow-hillstrom/src/runs.js").Run;
type Row = import("../../examples/more-garbow-hillstrom/src/runs.js").Row;

let problems: readonly Problem[] = [];
let rows: readonly Row[] = [];
let methods: readonly { name: string }[] = [];
let isOptimum: (squares: number, from: Case) => boolean = () => false;
beforeAll(async () => {
  await build("more-garbow-hillstrom");
  problems = (await import(`${example}dist/problems.js`)).problems;
  const runs = await import(`${example}dist/runs.js`);
  methods = runs.methods;
  isOptimum = runs.isOptimum;
  rows = runs.runAll();
});

describe("the problems of Moré, Garbow and Hillstrom", () => {
  it("are all there", () => {
    expect(problems.map(({ number }) => number)).toEqual(Array.from({ length: 35 }, (_, i) => i + 1));
  });

  it("have gradients, Jacobians and Hessians that agree", () => {
    for (const { number, cases, residuals, jacobian, valueAndGrad, hessian } of problems) {
      for (const { start } of cases) {
        // Not the start itself, where terms vanish.
        const x = Float64Array.from(start, (each, k) => each + 0.01 * (k + 1));
        const rows = jacobian(x);
        const values = residuals(x);
        const [value, gradient] = valueAndGrad(x);
        expect(2 * value).toBeCloseTo(
          values.reduce((sum, each) => sum + each ** 2, 0),
          10 - Math.log10(1 + value),
        );
        const size = Math.max(...gradient.map(Math.abs));
        gradient.forEach((each, k) => {
          const product = rows.reduce((sum, row, i) => sum + row[k] * values[i], 0);
          expect(Math.abs(each - product), `${number}: gradient`).toBeLessThan(1e-12 * size);
        });
        hessian(x).forEach((row, k) => {
          const step = 1e-6 * Math.max(1, Math.abs(x[k]));
          const moved = (h: number): Float64Array => valueAndGrad(x.map((each, j) => (j === k ? each + h : each)))[1];
          const [after, before] = [moved(step), moved(-step)];
          const largest = Math.max(...row.map(Math.abs));
          const rounding = 1e-10 * (size / step / 1e4);
          row.forEach((each, j) => {
            const slope = (after[j] - before[j]) / (2 * step);
            expect(Math.abs(each - slope), `${number}: Hessian`).toBeLessThan(1e-5 * largest + rounding);
          });
        });
      }
    }
  });

  it("are brought to a published optimum", () => {
    for (const { problem, from, runs } of rows) {
      const missed = methods.filter((_, k) => !isOptimum(runs[k].squares, from)).map(({ name }) => name);
      const size = from.start.length;
      // A gradient without enough digits, and a valley that leads to infinity.
      if (problem.name === "Watson" && size === 12) expect(missed).toEqual(["bfgs", "lbfgs"]);
      else if (problem.name === "Biggs EXP6") expect(missed).toEqual(["trustRegion"]);
      else expect(missed, `${problem.number} with ${size} variables`).toEqual([]);
    }
  });

  it("have minima that are not in the paper", () => {
    for (const { problem, from, runs } of rows.filter(({ from }) => from.unlisted !== undefined)) {
      const unlisted = from.unlisted as number;
      const { x } = runs.find(({ squares }) => Math.abs(squares - unlisted) < 1e-5 * unlisted) as Run;
      expect(Math.max(...problem.valueAndGrad(x)[1].map(Math.abs))).toBeLessThan(1e-8);
      expect(isPositiveDefinite(problem.hessian(x))).toBe(true);
    }
  });

  it("have an up-to-date page; `npm run page -w more-garbow-hillstrom` renews it", async () => {
    const [{ page }, { readPeers }] = await Promise.all([
      import(`${example}dist/page.js`),
      import(`${example}dist/peers.js`),
    ]);
    const present = readFileSync(new URL("../../docs/more-garbow-hillstrom.md", import.meta.url), "utf8");
    expect(page(rows, readPeers())).toBe(present);
  });
});

/** Whether Cholesky's method gets through with pivots that are more than rounding. */
function isPositiveDefinite(matrix: readonly Float64Array[]): boolean {
  const rest = matrix.map((row) => row.slice());
  return rest.every((row, k) => {
    const pivot = row[k];
    for (let i = k + 1; i < rest.length; i++) {
      const factor = rest[i][k] / pivot;
      for (let j = k + 1; j < rest.length; j++) rest[i][j] -= factor * row[j];
    }
    return pivot > 1e-10 * matrix[k][k];
  });
}
