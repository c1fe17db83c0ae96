import { bfgs, curvesToSvg, gradientDescent, minimize, traceToSvg } from "cotangent/optim";
import { progressBar } from "cotangent/optim/progress";
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { repository } from "../../support/temp-project.js";
import { rosenbrock, rosenbrockStart } from "./problems.js";

const { trace } = minimize(rosenbrock, rosenbrockStart, bfgs(), { trace: true });

/** The points of the drawn lines. */
function paths(svg: string): number[][][] {
  const drawn = [...svg.matchAll(/<path d="(M[\d.]+ [\d.]+L[^"]*)"/g)].map(([, d]) => d);
  return drawn.map((d) =>
    d
      .split(/[ML]/)
      .slice(1)
      .map((pair) => pair.split(" ").map(Number)),
  );
}

describe("a trace as a picture", () => {
  test("has both curves, labels and a legend; powers of ten are evenly apart", () => {
    const svg = traceToSvg(trace, { title: "BFGS & <friends>" });
    expect(svg.startsWith("<svg ")).toBe(true);
    expect(svg.trimEnd().endsWith("</svg>")).toBe(true);
    for (const text of ["BFGS &amp; &lt;friends&gt;", ">iteration<", ">objective<", ">largest entry of the gradient<"])
      expect(svg).toContain(text);
    const [values, gradients] = paths(svg);
    expect(values).toHaveLength(trace.length);
    expect(gradients).toHaveLength(trace.length);
    const [first, last] = [trace[0], trace.at(-1)!];
    const perDecade = (values.at(-1)![1] - values[0][1]) / Math.log10(first.value / last.value);
    const other = (gradients.at(-1)![1] - gradients[0][1]) / Math.log10(first.optimality / last.optimality);
    expect(perDecade).toBeGreaterThan(5);
    expect(other).toBeCloseTo(perDecade, 1);
    const ticks = [...svg.matchAll(/y="([\d.]+)" text-anchor="end">(1e-?\d+)</g)].map(([, y, label]) => [
      Number(y),
      Math.log10(Number(label)),
    ]);
    expect(ticks.length).toBeGreaterThan(3);
    const [[y0, e0], [y1, e1]] = ticks;
    expect((y0 - y1) / (e1 - e0)).toBeCloseTo(perDecade, 0);
  });

  test("against evaluations or time", () => {
    expect(traceToSvg(trace, { against: "evaluations" })).toContain(">evaluations<");
    expect(traceToSvg(trace, { against: "time" })).toContain(">milliseconds<");
    const [values] = paths(traceToSvg(trace, { against: "evaluations" }));
    expect(values[2][0]).toBeGreaterThan(paths(traceToSvg(trace))[0][2][0] * 0.5);
  });

  test("objectives that are not positive are measured from the least; what is not finite is left out", () => {
    const { trace: falling } = minimize((x: number): [number, number] => [x * x - 5, 2 * x], 3, gradientDescent(0.2), {
      trace: true,
    });
    const svg = traceToSvg(falling);
    expect(svg).toContain(">objective - minimum<");
    expect(svg).not.toMatch(/NaN|Infinity/);
    const { trace: wild } = minimize((x: number): [number, number] => [x * x, 2 * x], 3, gradientDescent(1e30), {
      trace: true,
      gradientTolerance: 0,
    });
    expect(wild.at(-1)!.value).toBe(Number.POSITIVE_INFINITY);
    for (const picture of [
      traceToSvg(wild),
      traceToSvg([]),
      curvesToSvg([]),
      curvesToSvg([{ name: "a", points: [[0, 1]] }]),
    ])
      expect(picture).not.toMatch(/NaN|Infinity/);
  });

  test("curves may be dashed, and long ones are thinned", () => {
    const points = Array.from({ length: 10_000 }, (_, k) => [k + 1, 1 / (k + 1)] as const);
    const svg = curvesToSvg([{ name: "bound", points, dashed: true }], { logX: true, yLabel: "error" });
    expect(svg).toContain("stroke-dasharray");
    expect(svg.length).toBeLessThan(30_000);
    // A power law is a straight line where both axes have powers of ten.
    const [line] = paths(svg);
    const [[x0, y0], [x1, y1]] = [line[0], line.at(-1)!];
    for (const [x, y] of line) expect(Math.abs(y - y0 - ((x - x0) / (x1 - x0)) * (y1 - y0))).toBeLessThan(0.2);
  });
});

describe("the progress bar", () => {
  const program = `
    import { gradientDescent, minimize } from "cotangent/optim";
    import { progressBar } from "cotangent/optim/progress";
    const slow = (x) => {
      for (const until = Date.now() + 4; Date.now() < until; );
      return [x * x, 2 * x];
    };
    const { iterations } = minimize(slow, 1, gradientDescent(1e-4), { maxIterations: 150, onProgress: progressBar("descending") });
    console.log(iterations);
  `;

  test("shows nothing where the output is no terminal, and lets the program end", () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      cwd: `${repository}/test`,
      encoding: "utf8",
      timeout: 20_000,
    });
    expect({ stdout, stderr, status }).toEqual({ stdout: "150\n", stderr: "", status: 0 });
  });

  test("is drawn on a terminal, with the objective, and taken away in the end", () => {
    // A stream that says it is a terminal.
    const shown = `process.stderr.isTTY = true;\nprocess.stderr.cursorTo = process.stderr.clearLine = process.stderr.moveCursor = () => {};\n`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", shown + program], {
      cwd: `${repository}/test`,
      encoding: "utf8",
      timeout: 20_000,
    });
    expect([stdout, status]).toEqual(["150\n", 0]);
    expect(stderr).toMatch(/descending .* \d+\/150 {2}objective 0\.\d+ {2}gradient \d\.\de\+0/);
    expect(new Set(stderr.match(/\d+\/150/g)).size).toBeGreaterThan(2);
  });

  test("may be stopped twice, and before it began", () => {
    const bar = progressBar();
    bar.stop();
    bar({ iteration: 0, maxIterations: 2, value: Number.NaN, optimality: 1 });
    bar.stop();
    bar.stop();
  });
});
