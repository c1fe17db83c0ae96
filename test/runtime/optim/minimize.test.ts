import {
  adam,
  armijo,
  barzilaiBorwein,
  bfgs,
  fista,
  gaussNewton,
  gradientDescent,
  iterate,
  lbfgs,
  lbfgsb,
  levenbergMarquardt,
  minimize,
  minimizeAsync,
  newton,
  newtonCg,
  none,
  proximalGradient,
  type Progress,
  type Result,
  trustRegion,
  type ValueAndGrad,
  wolfe,
} from "cotangent/optim";
import { describe, expect, expectTypeOf, test } from "vitest";
import { distance, quadratic, rosenbrock, rosenbrockStart } from "./problems.js";

const bowl = quadratic([1, 10], [1, 2]);
const origin = new Float64Array(2);

describe("a run ends", () => {
  const sloppy = { gradientTolerance: 0 };
  const step = gradientDescent(0.1);

  test("where the gradient is small", () => {
    const result = minimize(bowl, origin, step, { gradientTolerance: 1e-3 });
    expect([result.reason, result.message]).toEqual(["converged", "no entry of the gradient is larger than 0.001"]);
    expect(result.optimality).toBeLessThanOrEqual(1e-3);
    expect(minimize(bowl, Float64Array.of(1, 2), step, sloppy)).toMatchObject({
      ...{ reason: "converged", message: "the gradient is zero", iterations: 0, value: 0 },
    });
  });

  test("where the objective or the parameters change little, or a target is reached", () => {
    const byValue = minimize(bowl, origin, step, { ...sloppy, valueTolerance: 1e-2, trace: true });
    expect(byValue.reason).toBe("converged");
    expect(byValue.message).toContain("changed the objective by");
    const [last, before] = [byValue.trace.at(-1)!, byValue.trace.at(-2)!];
    expect(Math.abs(last.value - before.value)).toBeLessThanOrEqual(1e-2 * before.value);
    const byParams = minimize(bowl, origin, step, { ...sloppy, paramsTolerance: 1e-3 });
    expect(byParams.message).toContain("changed no parameter by more than");
    const byTarget = minimize(bowl, origin, step, { ...sloppy, target: 0.25 });
    expect([byTarget.reason, byTarget.message]).toEqual(["converged", "the objective reached 0.25"]);
    expect(byTarget.value).toBeLessThanOrEqual(0.25);
    expect(byTarget.iterations).toBeLessThan(byParams.iterations);
  });

  test("at limits", () => {
    expect(minimize(bowl, origin, step, { maxIterations: 3 })).toMatchObject({
      ...{ reason: "maxIterations", message: "3 iterations were made", iterations: 3 },
    });
    expect(minimize(bowl, origin, step, { maxIterations: 0 })).toMatchObject({
      ...{ reason: "maxIterations", iterations: 0, params: origin },
    });
    const counted = minimize(bowl, origin, step, { maxEvaluations: 5 });
    expect(counted).toMatchObject({ reason: "maxIterations", message: "5 evaluations were made", iterations: 4 });
    expect(counted.evaluations).toMatchObject({ gradient: 5, value: 0 });
    const slow = (x: Float64Array): [number, Float64Array] => {
      for (const until = Date.now() + 3; Date.now() < until; );
      return bowl.valueAndGrad(x);
    };
    const timed = minimize(slow, origin, gradientDescent(1e-9), { maxTime: 20 });
    expect(timed.reason).toBe("maxIterations");
    expect(timed.message).toContain("milliseconds");
    expect(timed.iterations).toBeLessThan(20);
  });

  test("where something is not finite, with the best point before", () => {
    const diverging = minimize(bowl, Float64Array.of(0, 1), gradientDescent(100), sloppy);
    expect(diverging.reason).toBe("nonFinite");
    expect(diverging).toMatchObject({ value: 5.5, params: Float64Array.of(0, 1) });
    // A barrier that the fixed step jumps over.
    const barrier = (x: number): [number, number] => [x - Math.log(x), 1 - 1 / x];
    const over = minimize(barrier, 3, gradientDescent(5));
    expect(over).toMatchObject({
      reason: "nonFinite",
      params: 3,
      iterations: 1,
      message: "the objective is NaN after step 1",
    });
    // Line searches do not go there.
    for (const optimizer of [gradientDescent(armijo()), bfgs(), lbfgs()])
      expect(minimize(barrier, 30, optimizer).params).toBeCloseTo(1, 5);
    const atStart = minimize(barrier, -1, bfgs());
    expect(atStart).toMatchObject({ reason: "nonFinite", params: -1, iterations: 0, value: Number.NaN });
    const edge = (x: number): [number, number] => [Math.sqrt(x), 0.5 / Math.sqrt(x)];
    expect(minimize(edge, 0, bfgs())).toMatchObject({
      reason: "nonFinite",
      message: "the gradient is not finite at the start, where the objective is 0",
    });
    const half = (x: Float64Array): [number, Float64Array] => [x[0], Float64Array.of(Number.NaN, 1e-9)];
    expect(minimize(half, Float64Array.of(1, 1), bfgs())).toMatchObject({ reason: "nonFinite", iterations: 0 });
    const flung = minimize((x: number): [number, number] => [-x, -1e308], 0, gradientDescent(1e10));
    expect(flung).toMatchObject({ reason: "nonFinite", params: 0, message: "params became Infinity in step 1" });
  });

  test("where no step goes down: a gradient with the wrong sign", () => {
    const wrong = (x: Float64Array): [number, Float64Array] => {
      const [value, gradient] = bowl.valueAndGrad(x);
      return [value, gradient.map((g) => -g)];
    };
    const start = Float64Array.of(5, 5);
    const searching = [gradientDescent(armijo()), gradientDescent(wolfe()), barzilaiBorwein(), newton(), newtonCg()];
    for (const optimizer of [
      ...searching,
      bfgs(),
      lbfgs(),
      lbfgsb(),
      trustRegion(),
      proximalGradient(none()),
      fista(none()),
    ]) {
      // That there was no step is no small change.
      for (const rules of [{}, { valueTolerance: 1e-8, paramsTolerance: 1e-8 }]) {
        const result = minimize({ ...bowl, valueAndGrad: wrong }, start, optimizer, rules);
        expect([optimizer.name, result.reason]).toEqual([optimizer.name, "lineSearchFailed"]);
        expect(result.params).toEqual(start);
        expect(result.message).toContain("check the gradient");
      }
    }
    const residuals = (x: Float64Array) => x.map((v) => v * v + 1);
    const jacobian = ([a, b]: Float64Array) => [Float64Array.of(-2 * a, 0), Float64Array.of(0, -2 * b)];
    const fit = minimize({ residuals, jacobian }, start, levenbergMarquardt());
    expect(fit).toMatchObject({ reason: "lineSearchFailed", params: start });
    expect(fit.message).toContain("check the Jacobian");
    expect(minimize({ residuals, jacobian }, start, gaussNewton())).toMatchObject({
      reason: "lineSearchFailed",
      params: start,
    });
  });

  test("where no step goes down, though the steps that were learned from a steep direction are too short to be seen", () => {
    const steep = ([x, y]: Float64Array): [number, Float64Array] => [
      0.5 * (1e8 * (x - 1)) ** 2 + 0.5 * (y - 1) ** 2,
      Float64Array.of(1e16 * (x - 1), 1 - y),
    ];
    const searching = [gradientDescent(armijo()), gradientDescent(wolfe()), barzilaiBorwein(), fista(none())];
    for (const optimizer of [...searching, bfgs(), bfgs({ lineSearch: armijo() }), lbfgs(), lbfgsb()]) {
      const result = minimize(steep, Float64Array.of(-1, 3), optimizer);
      expect([optimizer.name, result.reason]).toEqual([optimizer.name, "lineSearchFailed"]);
    }
  });

  test("as converged, where nothing but rounding is left, though less was asked for", () => {
    const shifted = quadratic([1, 10], [1 / 3, 2 / 3]);
    const high = (x: Float64Array): [number, Float64Array] => {
      const [value, gradient] = shifted.valueAndGrad(x);
      return [value + 1e3, gradient.map((g) => g + 1e-13)];
    };
    for (const optimizer of [bfgs(), lbfgs(), gradientDescent(armijo())]) {
      const result = minimize(high, origin, optimizer, { ...sloppy, maxIterations: 5000 });
      expect([optimizer.name, result.reason]).toEqual([optimizer.name, "converged"]);
      expect(distance(result.params, [1 / 3, 2 / 3])).toBeLessThan(1e-5);
    }
  });

  test("when it is aborted", async () => {
    const controller = new AbortController();
    const seen: (string | undefined)[] = [];
    const result = minimize(bowl, origin, step, {
      ...sloppy,
      signal: controller.signal,
      onProgress({ iteration, ending }) {
        seen.push(ending?.reason);
        if (iteration === 4) controller.abort();
      },
    });
    expect(result).toMatchObject({ reason: "aborted", iterations: 4 });
    expect(result.value).toBeLessThan(bowl.valueAndGrad(origin)[0]);
    expect(seen).toEqual([undefined, undefined, undefined, undefined, undefined, "aborted"]);

    const later = await minimizeAsync(bowl, origin, gradientDescent(1e-12), {
      ...{ gradientTolerance: 0, maxIterations: 1e9 },
      signal: AbortSignal.timeout(40),
    });
    expect(later.reason).toBe("aborted");
    expect(later.iterations).toBeGreaterThan(10);
  });
});

test("the best point is kept though later ones are worse", () => {
  // Steps of 2 / L and a little more: every second point is worse.
  const values: number[] = [];
  const result = minimize((x: number): [number, number] => [Math.abs(x), Math.sign(x)], 1.05, gradientDescent(0.5), {
    maxIterations: 9,
    onProgress: ({ value }) => void values.push(value),
  });
  expect(values.at(-1)).toBeGreaterThan(result.value);
  expect(result.value).toBe(Math.min(...values));
  expect(Math.abs(result.params)).toBe(result.value);
});

test("without waiting and with breaks, runs are the same", async () => {
  const { checkpoint: _, ...plain } = minimize(rosenbrock, rosenbrockStart, bfgs());
  expect(await minimizeAsync(rosenbrock, rosenbrockStart, bfgs())).toMatchObject(plain);
  await expect(minimizeAsync({} as never, 1, bfgs())).rejects.toThrow(TypeError);
});

test("traces and progress tell of every point, or of every tenth and the last", () => {
  const progress: Progress<Float64Array>[] = [];
  const result = minimize(rosenbrock, rosenbrockStart, bfgs(), {
    trace: true,
    onProgress: (p) => void progress.push(p),
  });
  expect(result.trace).toHaveLength(result.iterations + 1);
  expect(result.trace.map(({ iteration }) => iteration)).toEqual([...result.trace.keys()]);
  expect(result.trace[0]).toMatchObject({
    iteration: 0,
    value: rosenbrock.valueAndGrad(rosenbrockStart)[0],
    evaluations: 1,
  });
  expect(result.trace.at(-1)).toMatchObject({ value: result.value, optimality: result.optimality });
  expect(result.trace[3].step).toBeGreaterThan(0);
  expect(progress.map(({ value }) => value)).toEqual(result.trace.map(({ value }) => value));
  expect(progress.at(-1)).toMatchObject({
    ending: { reason: "converged" },
    params: result.params,
    maxIterations: 1000,
  });
  const thin = minimize(rosenbrock, rosenbrockStart, bfgs(), { trace: 10 });
  expect(thin.trace.map(({ iteration }) => iteration)).toEqual([0, 10, 20, 30, thin.iterations]);
  expect(minimize(rosenbrock, rosenbrockStart, bfgs()).trace).toEqual([]);
});

test("a loop of one's own may end when it likes, and gets the result where it does not", () => {
  let best = Number.POSITIVE_INFINITY;
  for (const { value, iteration } of iterate(rosenbrock, rosenbrockStart, bfgs())) {
    best = value;
    if (iteration === 5) break;
  }
  expect(best).toBe(minimize(rosenbrock, rosenbrockStart, bfgs(), { maxIterations: 5 }).value);
  const run = iterate(rosenbrock, rosenbrockStart, bfgs());
  let turn = run.next();
  while (!turn.done) turn = run.next();
  expect(turn.value).toMatchObject({ reason: "converged" });
});

describe("parameters of any shape", () => {
  interface Model {
    readonly layers: readonly { readonly w: Float64Array; readonly b: number }[];
    readonly pair: readonly [number, number];
    readonly name: string;
  }
  const start: Model = {
    layers: [
      { w: Float64Array.of(1, 2), b: 3 },
      { w: Float64Array.of(4), b: 5 },
    ],
    pair: [6, 7],
    name: "m",
  };
  // ½ Σ k (x_k - k)² over the numbers in their order, with the fields of the gradient in another order.
  const valueAndGrad: ValueAndGrad<Model> = ({ layers, pair }) => {
    const x = [...layers[0].w, layers[0].b, ...layers[1].w, layers[1].b, ...pair];
    const g = x.map((v, k) => (k + 1) * (v - k));
    const value = x.reduce((sum, v, k) => sum + 0.5 * g[k] * (v - k), 0);
    return [
      value,
      {
        name: null,
        pair: [g[5], g[6]],
        layers: [
          { b: g[2], w: Float64Array.of(g[0], g[1]) },
          { b: g[4], w: Float64Array.of(g[3]) },
        ],
      },
    ];
  };

  test("records of arrays of records keep their shape, and what has no derivative", () => {
    const before = structuredClone(start);
    for (const optimizer of [lbfgs(), bfgs(), adam({ rate: 0.05 }), gradientDescent(armijo())]) {
      const { params, reason } = minimize(valueAndGrad, start, optimizer, { maxIterations: 5000 });
      expectTypeOf(params).toEqualTypeOf<Model>();
      expect(reason).toBe("converged");
      expect(params.name).toBe("m");
      expect(params.layers[0].w).toBeInstanceOf(Float64Array);
      const found = [
        ...params.layers[0].w,
        params.layers[0].b,
        ...params.layers[1].w,
        params.layers[1].b,
        ...params.pair,
      ];
      expect(distance(found, [0, 1, 2, 3, 4, 5, 6])).toBeLessThan(1e-5);
    }
    expect(start).toEqual(before);
  });

  test("numbers, with Hessians that are numbers", () => {
    const problem = {
      valueAndGrad: (x: number): [number, number] => [Math.cosh(x - 1), Math.sinh(x - 1)],
      hessian: (x: number) => Math.cosh(x - 1),
    };
    const result = minimize(problem, 3, newton());
    expectTypeOf(result).toEqualTypeOf<Result<number>>();
    expect(result.params).toBeCloseTo(1, 6);
  });

  test("Hessians and Jacobians of records", () => {
    interface Point {
      a: number;
      v: Float64Array;
    }
    const problem = {
      valueAndGrad: ({ a, v: [b] }: Point): [number, Point] => [
        a * a + a * b + b * b - a,
        { a: 2 * a + b - 1, v: Float64Array.of(a + 2 * b) },
      ],
      hessian: (_: Point) => ({ a: { a: 2, v: Float64Array.of(1) }, v: [{ v: Float64Array.of(2), a: 1 }] }),
    };
    const { params, iterations } = minimize(problem, { a: 0, v: Float64Array.of(0) }, newton());
    expect(iterations).toBe(1);
    expect(distance([params.a, ...params.v], [2 / 3, -1 / 3])).toBeLessThan(1e-12);
    const fit = minimize(
      {
        residuals: ({ a, v: [b] }: Point) => ({ first: a + b - 3, rest: [a - b - 1] }),
        jacobian: (_: Point) => ({ first: { a: 1, v: Float64Array.of(1) }, rest: [{ a: 1, v: Float64Array.of(-1) }] }),
      },
      { a: 0, v: Float64Array.of(0) },
      levenbergMarquardt(),
    );
    expect(distance([fit.params.a, ...fit.params.v], [2, 1])).toBeLessThan(1e-8);
  });

  test("class instances stay instances, memory that is shared stays shared, Float32Arrays stay single", () => {
    class Spring {
      constructor(
        public k: number,
        public rest: Float32Array,
      ) {}
      stretch(x: number): number {
        return this.k * x;
      }
    }
    const shared = Float64Array.of(1);
    const at = { spring: new Spring(4, Float32Array.of(2)), rows: [shared, shared] };
    const { params } = minimize(
      ({ spring, rows }: typeof at) => {
        const gradient = Float64Array.of(rows[0][0] - 9);
        const [k, r] = [spring.stretch(1) - 2, spring.rest[0] - 1];
        return [
          0.5 * (k * k + r * r + gradient[0] ** 2),
          { spring: { k, rest: Float32Array.of(r) }, rows: [gradient, gradient] },
        ] as never;
      },
      at,
      lbfgs(),
    );
    expect(params.spring.stretch(1)).toBeCloseTo(2, 6);
    expect(params.spring.rest).toBeInstanceOf(Float32Array);
    expect(params.rows[0]).toBe(params.rows[1]);
    expect(params.rows[0][0]).toBeCloseTo(9, 6);
  });

  test("a problem for readonly numbers takes any numbers, and a tuple stays one", () => {
    const valueAndGrad = (x: readonly number[]): [number, number[]] => [0.5 * x[0] ** 2, [x[0]]];
    expectTypeOf(minimize(valueAndGrad, [1], bfgs()).params).toExtend<readonly number[]>();
    const pair = (x: [number, number]): [number, [number, number]] => [0.5 * (x[0] ** 2 + x[1] ** 2), [x[0], x[1]]];
    expectTypeOf(minimize(pair, [1, 2], bfgs()).params).toEqualTypeOf<[number, number]>();
    // @ts-expect-error the start is no such model
    expect(() => minimize(pair, { x: 1 }, bfgs())).toThrow(TypeError);
  });
});

describe("what does not fit is refused, and named", () => {
  const start = { w: Float64Array.of(1, 2), b: 3 };
  const giving = (gradient: unknown) => (): [number, typeof start] => [1, gradient as typeof start];

  test("gradients", () => {
    const refusal =
      (gradient: unknown): (() => unknown) =>
      () =>
        minimize(giving(gradient), start, bfgs());
    expect(refusal({ w: Float64Array.of(1), b: 1 })).toThrow(
      new TypeError(
        "minimize: the gradient is a Float64Array of length 1 at w, but the parameters have a Float64Array of length 2 there",
      ),
    );
    expect(refusal({ w: Float64Array.of(1, 2) })).toThrow(
      new TypeError("minimize: the gradient is undefined at b, but the parameters have a number there"),
    );
    expect(refusal([1])).toThrow(
      new TypeError("minimize: the gradient is an Array of 1 number, but the parameters have a plain object there"),
    );
    expect(() => minimize(() => 3 as never, 1, bfgs())).toThrow(
      new TypeError("bfgs: valueAndGrad of the problem returned a number, not [value, gradient]"),
    );
    expect(() => minimize(() => ["1", 1] as never, 1, bfgs())).toThrow(
      new TypeError("bfgs: valueAndGrad of the problem returned a string, not a number"),
    );
  });

  test("Jacobians and Hessians", () => {
    const problem = { valueAndGrad: giving(start), hessian: () => [Float64Array.of(1, 2)] as never };
    expect(() => minimize(problem, start, newton())).toThrow(
      "minimize: a row of the Hessian is a Float64Array of length 2, but the parameters have a plain object there",
    );
    const square = { valueAndGrad: bowl.valueAndGrad, hessian: () => [Float64Array.of(1, 2)] };
    expect(() => minimize(square, origin, newton())).toThrow(
      new TypeError("newton: the Hessian has 1 rows, but there are 2 parameters"),
    );
    const fit = { residuals: () => [1, 2, 3], jacobian: () => [Float64Array.of(1, 2)] };
    expect(() => minimize(fit, origin, levenbergMarquardt())).toThrow(
      new TypeError("levenbergMarquardt: there are 3 residuals, but the Jacobian has 1 rows"),
    );
  });

  test("starts", () => {
    expect(() => minimize(giving(0), { w: Float64Array.of(1, Number.NaN), b: 3 }, bfgs())).toThrow(
      new RangeError("minimize: params.w[1] is NaN; start from finite numbers"),
    );
    expect(() => minimize(() => [0, null], "start", bfgs())).toThrow(
      new TypeError("minimize: the parameters are a string; there is no number in them to move"),
    );
  });

  test("problems without what the optimizer needs", () => {
    expect(() => minimize(bowl.valueAndGrad as never, origin, newton())).toThrow(
      new TypeError("newton: the optimizer needs the member hessian of the problem: { hessian: hessian(f) }"),
    );
    expect(() => minimize(bowl as never, origin, levenbergMarquardt())).toThrow(
      "needs the member residuals of the problem",
    );
    expect(() => minimize({ valueAndGrad: 3 as never }, origin, bfgs())).toThrow(
      new TypeError("bfgs: the member valueAndGrad of the problem is a number, not a function"),
    );
    expect(() => minimize(undefined as never, origin, bfgs())).toThrow("bfgs: the problem is undefined");
  });

  test("options", () => {
    expect(() => minimize(bowl, origin, bfgs(), { maxIterations: -1 })).toThrow(
      new RangeError("minimize: maxIterations must be a number that is not negative, but is -1"),
    );
    expect(() => minimize(bowl, origin, bfgs(), { gradientTolerance: Number.NaN })).toThrow(RangeError);
    expect(() => minimize(bowl, origin, bfgs(), { trace: 0.5 })).toThrow(RangeError);
    expect(() => adam({ beta1: 1 })).toThrow(new RangeError("adam: beta1 must be from 0 on and below 1, but is 1"));
    expect(() => gradientDescent(-1)).toThrow(new RangeError("gradientDescent: step must be positive, but is -1"));
    expect(() => gradientDescent("fast" as never)).toThrow(TypeError);
    expect(() => lbfgs({ memory: 0 })).toThrow(new RangeError("lbfgs: memory must be an integer from 1 on, but is 0"));
    expect(() =>
      minimize(
        bowl,
        origin,
        gradientDescent((k) => (k < 2 ? 0.1 : Number.NaN)),
      ),
    ).toThrow(
      new RangeError("gradientDescent: the step size must be a number that is not negative, but is NaN in step 2"),
    );
  });
});
