import type { ValueAndGrad } from "cotangent/optim";
import { describe, expect, it } from "vitest";
import { drawChart, escapeHtml } from "../../examples/lynx-hare/src/charts.js";
import { readPelts } from "../../examples/lynx-hare/src/data.js";
import { estimates } from "../../examples/lynx-hare/src/estimates.js";
import { fitFrom } from "../../examples/lynx-hare/src/fit.js";
import { parameters, STEPS_PER_YEAR, simulate, surprise } from "../../examples/lynx-hare/src/model.js";
import { page } from "../../examples/lynx-hare/src/report.js";
import { startingPoints } from "../../examples/lynx-hare/src/starting-points.js";
import { compare } from "../../examples/lynx-hare/src/timing.js";
import { inverse, standardDeviations } from "../../examples/lynx-hare/src/uncertainty.js";

const file = new URL("../../examples/lynx-hare/data/lynx-hare.csv", import.meta.url);
const pelts = readPelts(file);

/** Fourth-order differences in the place of the generated gradient. */
function differentiate(f: (x: Float64Array) => number): ValueAndGrad<Float64Array> {
  return (x) => {
    const gradient = x.map((_, k) => {
      const difference = (h: number): number => {
        const [after, before] = [x.slice(), x.slice()];
        after[k] += h;
        before[k] -= h;
        return (f(after) - f(before)) / (2 * h);
      };
      return (4 * difference(5e-4) - difference(1e-3)) / 3;
    });
    return [f(x), gradient];
  };
}

const objective = differentiate((q) => surprise(q, pelts.hares, pelts.lynxes));
const TYPICAL = Float64Array.of(0.55, 0.028, 0.8, 0.024, 34, 5.9, 0.25, 0.25);

describe("data", () => {
  it("has twenty-one years and says where it comes from", () => {
    expect(pelts.years).toEqual(Array.from({ length: 21 }, (_, i) => 1900 + i));
    expect([pelts.hares[3], pelts.lynxes[4]]).toEqual([77.4, 59.4]);
    expect(pelts.source).toContain("Hudson's Bay Company");
  });

  it("refuses a file without the columns", () => {
    expect(() => readPelts(new URL("../package.json", file))).toThrow('no column "year"');
  });
});

describe("model", () => {
  it("keeps the invariant of the equations", () => {
    const [alpha, beta, gamma, delta] = TYPICAL;
    const path = simulate(TYPICAL, 20);
    const invariant = (u: number, v: number): number =>
      delta * u - gamma * Math.log(u) + beta * v - alpha * Math.log(v);
    for (let i = 0; i < path.length; i += 2) {
      expect(invariant(path[i], path[i + 1])).toBeCloseTo(invariant(34, 5.9), 8);
    }
  });

  it("stays where births and deaths balance", () => {
    const [alpha, beta, gamma, delta] = TYPICAL;
    const balanced = TYPICAL.slice();
    balanced.set([gamma / delta, alpha / beta], 4);
    const path = simulate(balanced, 3);
    expect(path.length).toBe(2 * (3 * STEPS_PER_YEAR + 1));
    expect(path[path.length - 2]).toBeCloseTo(gamma / delta, 10);
    expect(path[path.length - 1]).toBeCloseTo(alpha / beta, 10);
  });

  it("is least surprised by the parameters that made the pelts", () => {
    const path = simulate(TYPICAL, 20);
    const count = (offset: number): Float64Array =>
      Float64Array.from({ length: 21 }, (_, year) => path[2 * year * STEPS_PER_YEAR + offset]);
    const q = TYPICAL.map(Math.log);
    const right = surprise(q, count(0), count(1));
    for (const k of [0, 1, 2, 3, 4, 5]) {
      const wrong = q.slice();
      wrong[k] += 0.2;
      expect(surprise(wrong, count(0), count(1))).toBeGreaterThan(right + 1);
    }
  });

  it("takes logarithms of parameters", () => {
    expect(
      [...parameters(TYPICAL.map(Math.log))].map((p, k) => p / TYPICAL[k] - 1).every((e) => Math.abs(e) < 1e-14),
    ).toBe(true);
  });
});

describe("fit", () => {
  const { best, minima } = fitFrom(objective, startingPoints(8, pelts));
  const fitted = estimates(best.params, standardDeviations(objective, best.params));

  it.each(fitted)("agrees with the published $name", ({ value, published, deviation }) => {
    expect(Math.abs(value - published)).toBeLessThan(deviation);
    expect(deviation).toBeLessThan(0.2 * value);
  });

  it("is where several searches meet", () => {
    expect(minima.filter(({ value }) => value - best.value < 1e-6).length).toBeGreaterThan(1);
  });

  it("is reported on a page that needs nothing else and runs nothing", () => {
    const html = page({
      pelts,
      q: best.params,
      estimates: fitted,
      timing: { simulation: 10, gradient: 25 },
      listings: { source: "const a = x < y && b;", adjoint: "// <script>alert(1)</script>" },
      style: "body { color: black }",
    });
    expect(html.match(/<svg /g)?.length).toBe(2);
    expect(html).not.toMatch(/<script|<link|<img|@import|url\(|(src|href)=/);
    expect(html).toContain("&lt;script&gt;");
    for (const { name } of fitted) expect(html).toContain(`<th scope="row">${name}</th>`);
    expect(html).not.toMatch(/NaN|undefined/);
  });
});

describe("uncertainty", () => {
  it("inverts a matrix", () => {
    const [first, second] = inverse([Float64Array.of(4, 1), Float64Array.of(1, 3)]);
    expect([...first, ...second].map((entry) => entry * 11)).toEqual([3, -1, -1, 4].map((x) => expect.closeTo(x, 12)));
  });

  it("is the width of a normal density", () => {
    const normal = differentiate(([x, y]) => 0.5 * (x / 3) ** 2 + 0.5 * ((y - 1) / 0.2) ** 2);
    const [sx, sy] = standardDeviations(normal, Float64Array.of(0, 1));
    expect(sx).toBeCloseTo(3, 5);
    expect(sy).toBeCloseTo(0.2, 5);
  });
});

describe("timing", () => {
  it("tells a long task from a short one", () => {
    const work = (n: number) => () => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += Math.sin(i);
      if (sum === 0.5) throw new Error("unreachable, but the sum has to be made");
    };
    let rounds = 0;
    const { simulation, gradient } = compare({ simulation: work(1000), gradient: work(20_000) }, 7, () => rounds++);
    expect(rounds).toBe(7);
    expect(gradient / simulation).toBeGreaterThan(4);
  });
});

describe("charts", () => {
  it("put data where the axes say", () => {
    const svg = drawChart({
      id: "test",
      title: "a < b",
      description: "two points",
      xLabel: "x",
      yLabel: "y",
      xTicks: [0, 10],
      yTicks: [0, 1],
      width: 160,
      height: 156,
      series: [
        {
          className: "line",
          points: [
            [0, 0],
            [10, 1],
          ],
        },
      ],
      labels: [],
    });
    expect(svg).toContain('points="46,114 146,14"');
    expect(svg).toContain(`<title id="test-title">${escapeHtml("a < b")}</title>`);
  });
});
