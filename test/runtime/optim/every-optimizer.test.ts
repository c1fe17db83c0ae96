/** What holds of the runs of each optimizer: how they end, what is kept, and that they go on from JSON. */
import * as optim from "cotangent/optim";
import { fromJson, iterate, minimize, minimizeAsync, type Optimizer, type State, toJson } from "cotangent/optim";
import { describe, expect, test } from "vitest";
import { optimizers, problem, start } from "./every-optimizer.js";

const endless = { gradientTolerance: 0, maxIterations: 8 };

test("each optimizer of the entry is in the table", () => {
  const tested = new Set(optimizers.map(([name]) => name.split(",")[0]));
  // All others that are functions.
  const others =
    `affine armijo box constant cosine curvesToSvg decreasing diminishing elasticNet exponential fromJson groupLasso halfSpace
    increasing iterate l1 l1Ball l2Ball lInfinityBall minibatches minibatchesOf minimize minimizeAsync none nonNegative onParams parts
    polynomial projection ridge simplex stepDecay strongWolfe toJson totalVariation traceToSvg warmUp wolfe`.split(
      /\s+/,
    );
  expect(
    Object.keys(optim)
      .filter((name) => !others.includes(name))
      .sort(),
  ).toEqual([...tested].sort());
});

describe.each(optimizers)("%s", (_, optimizer: Optimizer) => {
  test("goes on from JSON to the same bits, wherever it stands", () => {
    const whole = minimize(problem, start, optimizer, { ...endless, trace: true });
    for (const at of [0, 1, 3, 7]) {
      const part = minimize(problem, start, optimizer, { ...endless, maxIterations: at });
      const text = toJson(part.checkpoint);
      expect(toJson(fromJson(text))).toBe(text);
      for (const resume of [text, part.checkpoint]) {
        const rest = minimize(problem, new Float64Array(2), optimizer, { ...endless, resume });
        expect(toJson(rest.checkpoint)).toBe(toJson(whole.checkpoint));
        expect(rest.params).toEqual(whole.params);
        expect(rest.evaluations).toEqual(whole.evaluations);
        expect([rest.iterations, rest.reason]).toEqual([whole.iterations, whole.reason]);
      }
    }
    expect(whole.iterations).toBeGreaterThan(3);
  });

  test("with breaks and by single steps the run is the same", async () => {
    const whole = minimize(problem, start, optimizer, endless);
    const slow = await minimizeAsync(problem, start, optimizer, endless);
    expect(toJson(slow.checkpoint)).toBe(toJson(whole.checkpoint));
    const points = [...iterate(problem, start, optimizer, endless)];
    expect(points.at(-1)!.params).toEqual(problemPoint(whole.checkpoint.state));
    expect(points.length).toBe(whole.iterations + 1);
  });

  test("ends by each of the limits, with the best point", () => {
    const few = { gradientTolerance: 0, maxIterations: 4 };
    const values: number[] = [];
    const result = minimize(problem, start, optimizer, {
      ...few,
      onProgress: ({ value }) => void values.push(value),
    });
    expect(result.reason).toBe("maxIterations");
    expect(result.iterations).toBe(4);
    expect(result.value).toBe(Math.min(...values));
    expect(result.value).toBeLessThanOrEqual(values[0]);
    const short = minimize(problem, start, optimizer, { ...few, maxEvaluations: 3 });
    expect(short).toMatchObject({ reason: "maxIterations", message: expect.stringMatching(/evaluations were made/) });
    expect(short.iterations).toBeLessThan(4);
    const easy = minimize(problem, start, optimizer, { gradientTolerance: 1e6 });
    expect(easy).toMatchObject({ reason: "converged", iterations: 0 });
    expect(minimize(problem, start, optimizer, { ...few, target: values[0] })).toMatchObject({
      reason: "converged",
    });
  });

  test("is aborted between two steps", async () => {
    const signal = { aborted: false };
    const endings: unknown[] = [];
    const options = {
      ...endless,
      signal,
      onProgress: ({ iteration, ending }: { iteration: number; ending?: unknown }): void => {
        if (iteration === 2) signal.aborted = true;
        if (ending) endings.push(ending);
      },
    };
    const result = minimize(problem, start, optimizer, options);
    expect(result).toMatchObject({ reason: "aborted", iterations: 2 });
    expect(endings).toEqual([{ reason: "aborted", message: "the signal was aborted" }]);
    const first = minimize(problem, start, optimizer, { ...endless, maxIterations: 2 });
    expect(result.params).toEqual(first.params);
    const controller = new AbortController();
    controller.abort();
    expect(await minimizeAsync(problem, start, optimizer, { ...endless, signal: controller.signal })).toMatchObject({
      reason: "aborted",
      iterations: 0,
    });
  });

  test("keeps the best point where functions are not finite from some point on", () => {
    let calls = 0;
    const failing = Object.fromEntries(
      Object.entries(problem).map(([key, f]) => [
        key,
        (...args: never[]) => {
          const result = (f as (...args: never[]) => unknown)(...args);
          return ++calls > 12 ? broken(result) : result;
        },
      ]),
    ) as typeof problem;
    const values: number[] = [];
    const result = minimize(failing, start, optimizer, {
      gradientTolerance: 0,
      maxIterations: 50,
      onProgress: ({ value, optimality }) => void (Number.isFinite(value + optimality) && values.push(value)),
    });
    expect(["nonFinite", "lineSearchFailed", "converged"]).toContain(result.reason);
    expect(result.message).not.toBe("");
    expect(result.value).toBe(Math.min(...values));
    expect(result.params.every(Number.isFinite)).toBe(true);
  });
});

function problemPoint({ x }: State): Float64Array {
  return Float64Array.from(x);
}

/** With NaN in the place of each number. */
function broken(result: unknown): unknown {
  if (typeof result === "number") return Number.NaN;
  if (result instanceof Float64Array) return result.map(() => Number.NaN);
  return Array.isArray(result) ? result.map(broken) : result;
}
