import {
  box,
  coordinateDescent,
  elasticNet,
  fista,
  groupLasso,
  increasing,
  l1,
  lbfgsb,
  minimize,
  mirrorDescent,
  none,
  nonNegative,
  onParams,
  type Optimizer,
  parts,
  projectedGradient,
  proximalGradient,
  type Regularizer,
  ridge,
  simplex,
  totalVariation,
} from "cotangent/optim";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { distance, quadratic } from "./problems.js";

const vectors = (length: number) =>
  fc
    .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: length, maxLength: length })
    .map((x) => Float64Array.from(x));

const regularizers: Record<string, Regularizer> = {
  l1: l1(0.7),
  ridge: ridge(0.7),
  "elastic net": elasticNet(0.5, 0.8),
  "group lasso of all": groupLasso(1.2),
  "group lasso": groupLasso(0.9, [
    [0, 2],
    [3, 4, 5],
  ]),
  "total variation": totalVariation(0.6),
  none: none(),
};

describe.each(Object.entries(regularizers))("the proximal operator of %s", (_, h) => {
  test("minimizes: no other point is better, near or far", () => {
    fc.assert(
      fc.property(vectors(6), vectors(6), fc.double({ min: 0.05, max: 3, noNaN: true }), (x, y, step) => {
        const p = h.prox(x, step);
        const objective = (u: Float64Array): number =>
          h.value(u) + u.reduce((sum, v, i) => sum + (v - x[i]) ** 2, 0) / (2 * step);
        const least = objective(p);
        // The objective is strongly convex: it grows by |u - p|² / (2 step) at least.
        for (const t of [1, 0.1, 1e-2, 1e-3]) {
          const u = p.map((v, i) => v + t * (y[i] - v));
          const apart = u.reduce((sum, v, i) => sum + (v - p[i]) ** 2, 0);
          expect(objective(u) - least).toBeGreaterThanOrEqual(apart / (2 * step) - 1e-10 * (1 + least));
        }
      }),
    );
  });
});

test("known proximal operators", () => {
  expect(l1(2).prox(Float64Array.of(3, -1, 0.5), 0.5)).toEqual(Float64Array.of(2, -0, 0));
  expect(elasticNet(2, 1).prox(Float64Array.of(3, -1), 0.5)).toEqual(Float64Array.of(2 / 1.5, -0));
  expect(groupLasso(5, [[0, 1]]).prox(Float64Array.of(6, 8, 1), 1)).toEqual(Float64Array.of(3, 4, 1));
  expect(groupLasso(11, [[0, 1]]).prox(Float64Array.of(6, 8, 1), 1)).toEqual(Float64Array.of(0, 0, 1));
  expect(totalVariation(1).prox(Float64Array.of(0, 0, 6, 6), 1)).toEqual(Float64Array.of(0.5, 0.5, 5.5, 5.5));
  expect(totalVariation(100).prox(Float64Array.of(1, 2, 6), 1)).toEqual(Float64Array.of(3, 3, 3));
  expect(totalVariation(1).prox(Float64Array.of(7), 1)).toEqual(Float64Array.of(7));
  expect(totalVariation(1).prox(new Float64Array(0), 1)).toEqual(new Float64Array(0));
});

test("regularizers that are none are refused", () => {
  expect(() => l1(-1)).toThrow(new RangeError("l1: lambda must not be negative, but is -1"));
  expect(() => groupLasso(1, [[0, 1], [1]])).toThrow(new RangeError("groupLasso: the index 1 is in two groups"));
  expect(() => groupLasso(1, [[-1]])).toThrow(new RangeError("groupLasso: -1 is no index"));
  expect(() => groupLasso(1, [[0, 7]]).prox(new Float64Array(2), 1)).toThrow(
    new RangeError("groupLasso: a group has the index 7, but there are 2 numbers"),
  );
});

describe("least squares with an l1 norm", () => {
  // ½ (4 (x - 1)² + (y - 0.3)² + (z + 2)²) + 0.5 |·|₁: numbers move by 0.5 / d towards zero.
  const problem = quadratic([4, 1, 1], [1, 0.3, -2]);
  const solution = [1 - 0.5 / 4, 0, -1.5];
  const optimizers: [string, Optimizer][] = [
    ["ISTA, step found", proximalGradient(l1(0.5))],
    ["ISTA, step 1 / L", proximalGradient(l1(0.5), { step: 0.25 })],
    ["FISTA, step found", fista(l1(0.5))],
    ["FISTA, step 1 / L, restarts", fista(l1(0.5), { step: 0.25, restart: true })],
    ["coordinate descent", coordinateDescent({ rate: [1 / 4, 1, 1], regularizer: l1(0.5) })],
  ];
  test.each(optimizers)("%s", (_, optimizer) => {
    const result = minimize(problem, new Float64Array(3), optimizer, { gradientTolerance: 1e-9 });
    expect(result.reason).toBe("converged");
    expect(distance(result.params, solution)).toBeLessThan(1e-8);
    expect(Object.is(Math.abs(result.params[1]), 0)).toBe(true);
    const smooth = problem.valueAndGrad(result.params)[0];
    expect(result.value).toBeCloseTo(smooth + 0.5 * result.params.reduce((sum, x) => sum + Math.abs(x), 0), 14);
  });
});

test("coordinate descent with steps that are too short to be seen has not converged", () => {
  const { reason, optimality } = minimize(
    quadratic([1], [2e9]),
    Float64Array.of(1e9),
    coordinateDescent({ rate: 1e-20 }),
  );
  expect([reason, optimality]).toEqual(["maxIterations", 1e9]);
});

test("FISTA drops its momentum where it would leave the domain of the objective", () => {
  const barrier = (x: number): [number, number] => [x - 1e-3 * Math.log(x), 1 - 1e-3 / x];
  const ahead: number[] = [];
  const seen = (x: number): [number, number] => {
    ahead.push(x);
    return barrier(x);
  };
  const { params, reason } = minimize(seen, 3.5, fista(none()));
  expect(Math.min(...ahead)).toBeLessThan(0);
  expect(reason).toBe("converged");
  expect(params).toBeCloseTo(1e-3, 8);
});

test("where the curvature is small, a longer first step saves iterations", () => {
  const flat = quadratic([1e-3, 4e-3], [5, -5]);
  const options = { gradientTolerance: 1e-9, maxIterations: 1e5 };
  for (const method of [fista, proximalGradient]) {
    const [short, long] = [1, 1000].map((first) =>
      minimize(flat, new Float64Array(2), method(l1(1e-4), { first }), options),
    );
    expect(long.reason).toBe("converged");
    expect(distance(long.params, [4.9, -4.975])).toBeLessThan(1e-5);
    expect(long.iterations).toBeLessThanOrEqual(method === fista ? short.iterations / 3 : short.iterations);
  }
  expect(() => fista(l1(1), { first: 0 })).toThrow(new RangeError("fista: first must be positive, but is 0"));
});

describe("constraints", () => {
  test("are met at every point of a run, also at the start", () => {
    const problem = quadratic([1, 2, 3], [4, -1, 2]);
    const set = nonNegative();
    for (const optimizer of [
      projectedGradient(set),
      fista(set),
      proximalGradient(set),
      coordinateDescent({ rate: 0.3, regularizer: set }),
    ]) {
      const lows: number[] = [];
      const result = minimize(problem, Float64Array.of(-3, -3, -3), optimizer, {
        onProgress: ({ params }) => void lows.push(Math.min(...params)),
        gradientTolerance: 1e-9,
      });
      expect(Math.min(...lows)).toBeGreaterThanOrEqual(0);
      expect(distance(result.params, [4, 0, 2])).toBeLessThan(1e-8);
      expect(result.reason).toBe("converged");
    }
  });

  test("to the simplex: projections and mirror descent find the same point", () => {
    const problem = quadratic([1, 1, 1], [0.5, 0.4, -0.2]);
    const start = Float64Array.of(0.2, 0.2, 0.6);
    const projected = minimize(problem, start, projectedGradient(simplex()), { gradientTolerance: 1e-9 });
    expect(distance(projected.params, [0.55, 0.45, 0])).toBeLessThan(1e-8);
    const mirrored = minimize(problem, start, mirrorDescent({ rate: 1 }), { gradientTolerance: 1e-9 });
    expect(mirrored.reason).toBe("converged");
    expect(distance(mirrored.params, [0.55, 0.45, 0])).toBeLessThan(1e-7);
    expect(() => minimize(problem, Float64Array.of(0, 0.5, 0.5), mirrorDescent({ rate: 1 }))).toThrow(
      new RangeError("mirrorDescent: the start must be positive, but number 0 is 0"),
    );
  });

  test("mirror descent is not at an end where numbers close to 0 should grow", () => {
    // x - y on the simplex: the minimum is at (0, 1). And numbers that have become 0 stay 0.
    const slanted = ([x, y]: number[]): [number, number[]] => [x - y, [1, -1]];
    const optimizer = mirrorDescent({ rate: 1 });
    const { params, reason, iterations } = minimize(slanted, [1 - 1e-9, 1e-9], optimizer);
    expect([reason, iterations > 5]).toEqual(["converged", true]);
    expect(distance(params, [0, 1])).toBeLessThan(1e-6);
    let calls = 0;
    const turning = ([x, y]: number[]): [number, number[]] => {
      const slope = calls++ === 0 ? 5000 : -5000;
      return [slope * (x - y), [slope, -slope]];
    };
    const stuck = minimize(turning, [0.5, 0.5], optimizer, { maxIterations: 3 });
    expect([stuck.reason, stuck.checkpoint.state.x]).toEqual(["maxIterations", Float64Array.of(0, 1)]);
    const growing = (x: number): [number, number] => [0.5 * (x - 3) ** 2, x - 3];
    expect(minimize(growing, 1e-9, mirrorDescent({ rate: 0.3, domain: "positive" })).params).toBeCloseTo(3, 5);
  });

  test("to an order: isotonic regression", () => {
    const problem = quadratic([1, 1, 1, 1], [1, 3, 2, 5]);
    const result = minimize(problem, new Float64Array(4), projectedGradient(increasing(), { step: 1 }));
    expect(result.params).toEqual(Float64Array.of(1, 2.5, 2.5, 5));
  });

  test("to a box: projected gradients and L-BFGS-B find the same point", () => {
    const problem = quadratic([1, 4, 9], [3, -1, 0.2]);
    const [low, high] = [
      [0, 0, 0],
      [1, 2, 3],
    ];
    for (const optimizer of [projectedGradient(box(low, high)), lbfgsb({ low, high })]) {
      const found = minimize(problem, new Float64Array(3), optimizer, { gradientTolerance: 1e-9 });
      expect(distance(found.params, [1, 0, 0.2])).toBeLessThan(1e-8);
    }
  });
});

describe("regularizers of parts", () => {
  interface Model {
    readonly weights: Float64Array;
    readonly scale: number;
    readonly name: string;
  }
  const start: Model = { weights: new Float64Array(2), scale: 1, name: "m" };
  const valueAndGrad = ({
    weights: [a, b],
    scale,
  }: Model): [number, { weights: Float64Array; scale: number; name: null }] => [
    0.5 * ((a - 2) ** 2 + (b - 0.1) ** 2 + (scale + 1) ** 2),
    { scale: scale + 1, weights: Float64Array.of(a - 2, b - 0.1), name: null },
  ];

  test("each has its own", () => {
    const optimizer = proximalGradient(parts({ weights: l1(0.5), scale: nonNegative() }));
    const { params, value, reason } = minimize(valueAndGrad, start, optimizer, { gradientTolerance: 1e-9 });
    expect(reason).toBe("converged");
    expect(params.name).toBe("m");
    expect(distance(params.weights, [1.5, 0])).toBeLessThan(1e-8);
    expect(params.scale).toBe(0);
    expect(value).toBeCloseTo(0.5 * (0.25 + 0.01 + 1) + 0.75, 8);
  });

  test("of parts of parts, and of class instances", () => {
    class Node {
      constructor(
        public inner: { a: number; b: number },
        public c: number,
      ) {}
    }
    const away = ({ inner: { a, b }, c }: Node): [number, { inner: { a: number; b: number }; c: number }] => [
      0.5 * ((a + 1) ** 2 + (b - 2) ** 2 + (c - 3) ** 2),
      { inner: { a: a + 1, b: b - 2 }, c: c - 3 },
    ];
    const optimizer = proximalGradient(parts({ inner: parts({ a: nonNegative() }), c: box(0, 1) }));
    const { params } = minimize(away, new Node({ a: 5, b: 5 }, 5), optimizer);
    expect(params).toBeInstanceOf(Node);
    expect(distance([params.inner.a, params.inner.b, params.c], [0, 2, 1])).toBeLessThan(1e-6);
    expect(() => parts({ a: nonNegative() }).value(new Float64Array(1))).toThrow(TypeError);
  });

  test("of lists", () => {
    const problem = (x: [number, number]): [number, [number, number]] => [
      0.5 * ((x[0] - 2) ** 2 + (x[1] + 2) ** 2),
      [x[0] - 2, x[1] + 2],
    ];
    const { params } = minimize(problem, [0, 0], proximalGradient(parts({ 1: nonNegative() })));
    expect(distance(params, [2, 0])).toBeLessThan(1e-6);
  });

  test("of whole parameters, by functions that see them as they are", () => {
    const optimizer = projectedGradient({
      ...onParams<Model>({
        value: () => 0,
        prox: (model) => ({ ...model, scale: Math.min(Math.max(model.scale, -0.25), 0.25) }),
      }),
      project: (x) => x,
    });
    const { params } = minimize(valueAndGrad, start, optimizer);
    expect(params.scale).toBe(-0.25);
  });

  test("a part that is not there is named", () => {
    const missing = proximalGradient(parts({ wieghts: l1(1) }));
    // @ts-expect-error the type knows it too
    expect(() => minimize(valueAndGrad, start, missing)).toThrow(
      new TypeError("parts: there is a regularizer of wieghts, but the parameters are a plain object without it"),
    );
  });
});
