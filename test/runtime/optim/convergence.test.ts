import {
  adagrad,
  adaHessian,
  adam,
  adamax,
  adamw,
  armijo,
  averaged,
  barzilaiBorwein,
  bfgs,
  clipped,
  coordinateDescent,
  exponential,
  fista,
  gaussNewton,
  gradientDescent,
  iterate,
  lbfgs,
  lbfgsb,
  levenbergMarquardt,
  lion,
  minimize,
  momentum,
  nadam,
  naturalGradient,
  nesterov,
  newton,
  newtonCg,
  none,
  type Optimizer,
  proximalGradient,
  rmsprop,
  sophia,
  trustRegion,
  wolfe,
} from "cotangent/optim";
import { describe, expect, test } from "vitest";
import { distance, quadratic, rosenbrock, rosenbrockResiduals, rosenbrockStart } from "./problems.js";

const onRosenbrock: [name: string, optimizer: Optimizer, maxIterations: number][] = [
  ["gradient descent, Armijo", gradientDescent(armijo()), 12000],
  ["gradient descent, Wolfe", gradientDescent(wolfe()), 9000],
  ["Barzilai-Borwein, long", barzilaiBorwein(), 150],
  ["Barzilai-Borwein, short", barzilaiBorwein({ kind: "short" }), 150],
  ["momentum", momentum({ rate: 1e-3 }), 4000],
  ["Nesterov", nesterov({ rate: 1e-3 }), 7000],
  ["Adagrad", adagrad({ rate: 0.5 }), 18000],
  ["Adam", adam({ rate: 0.02 }), 5000],
  ["Adamax", adamax({ rate: 0.02 }), 6000],
  ["Nadam", nadam({ rate: 0.02 }), 5000],
  ["clipped momentum", clipped(momentum({ rate: 1e-3 }), { norm: 10 }), 4000],
  ["proximal gradient without a regularizer", proximalGradient(none()), 12000],
  ["FISTA without a regularizer", fista(none(), { restart: true }), 600],
  ["Newton, Armijo", newton(), 25],
  ["Newton, Wolfe", newton({ lineSearch: wolfe() }), 25],
  ["regularized Newton", newton({ regularization: (size) => Math.min(1, size) }), 30],
  ["Newton-CG", newtonCg(), 120],
  ["trust region", trustRegion(), 30],
  ["BFGS", bfgs(), 45],
  ["BFGS, Armijo", bfgs({ lineSearch: armijo() }), 60],
  ["L-BFGS", lbfgs(), 45],
  ["L-BFGS, memory 1", lbfgs({ memory: 1 }), 100],
  ["L-BFGS-B without bounds", lbfgsb(), 45],
];
test.each(onRosenbrock)("%s finds the minimum of Rosenbrock's function", (_, optimizer, maxIterations) => {
  const result = minimize(rosenbrock, rosenbrockStart, optimizer, { maxIterations });
  expect(result.reason).toBe("converged");
  expect(result.optimality).toBeLessThanOrEqual(1e-6);
  expect(distance(result.params, [1, 1])).toBeLessThan(1e-5);
  expect(rosenbrockStart).toEqual(Float64Array.of(-1.2, 1));
});

test("runs end where nothing but rounding is left, also by methods that start anew", () => {
  // Problem 33 of Moré, Garbow and Hillstrom: a valley in all directions but one, at a value of 2.3.
  const rows = Array.from({ length: 20 }, (_, i) => Float64Array.from({ length: 10 }, (_, j) => (i + 1) * (j + 1)));
  const valueAndGrad = (x: Float64Array): [number, Float64Array] => {
    const residuals = rows.map((row) => row.reduce((sum, a, j) => sum + a * x[j], -1));
    const gradient = x.map((_, j) => rows.reduce((sum, row, i) => sum + row[j] * residuals[i], 0));
    return [residuals.reduce((sum, r) => sum + 0.5 * r * r, 0), gradient];
  };
  for (const optimizer of [bfgs(), lbfgs(), lbfgsb(), bfgs({ lineSearch: armijo() }), gradientDescent(armijo())]) {
    const { reason, iterations, value } = minimize(valueAndGrad, new Float64Array(10).fill(1), optimizer, {
      gradientTolerance: 0,
    });
    expect([reason, iterations < 60]).toEqual(["converged", true]);
    expect(2 * value).toBeCloseTo(4.634146341, 8);
  }
});

test("methods of optimizers need no `this`", () => {
  for (const made of [
    bfgs(),
    lbfgs(),
    lbfgsb(),
    newton(),
    trustRegion(),
    adam(),
    gradientDescent(armijo()),
  ] as Optimizer[]) {
    const { init, update, name } = made;
    expect(minimize(rosenbrock, rosenbrockStart, { init, update, name }, { maxIterations: 5 }).iterations).toBe(5);
  }
});

test("a trust region by products with the Hessian finds it too, without a matrix", () => {
  const { hessian: _, ...problem } = rosenbrock;
  const result = minimize(problem, rosenbrockStart, trustRegion(), { maxIterations: 40 });
  expect(result.reason).toBe("converged");
  expect(distance(result.params, [1, 1])).toBeLessThan(1e-5);
  expect(result.evaluations.hessian).toBe(0);
});

test("Newton's method makes the Hessian of products", () => {
  const { hessian: _, ...problem } = rosenbrock;
  const result = minimize(problem, rosenbrockStart, newton());
  expect(result.params).toEqual(minimize(rosenbrock, rosenbrockStart, newton()).params);
  expect(result.evaluations.hvp).toBe(2 * result.iterations);
});

test.each([
  ["Gauss-Newton", gaussNewton()],
  ["Levenberg-Marquardt", levenbergMarquardt()],
  ["BFGS", bfgs()],
] as const)("%s solves it as a least-squares problem", (_, optimizer) => {
  const { params, value, reason, iterations } = minimize(rosenbrockResiduals, rosenbrockStart, optimizer);
  expect([reason, value < 1e-12]).toEqual(["converged", true]);
  expect(distance(params, [1, 1])).toBeLessThan(1e-5);
  expect(iterations).toBeLessThan(45);
});

const bowl = quadratic([1, 4, 25], [3, -2, 0.5]);
const onBowl: [name: string, optimizer: Optimizer, maxIterations: number][] = [
  ["gradient descent", gradientDescent(1 / 25), 500],
  ["RMSProp", rmsprop({ rate: exponential(0.1, 200) }), 4000],
  ["AdamW without decay", adamw({ rate: 0.1, weightDecay: 0 }), 2000],
  ["Lion", lion({ rate: exponential(0.1, 200) }), 3000],
  ["AdaHessian", adaHessian({ rate: 0.5 }), 500],
  ["Sophia", sophia({ rate: exponential(0.1, 1000), gamma: 1, beta2: 0 }), 2000],
  ["natural gradient", naturalGradient({ rate: 0.5 }), 60],
  ["coordinate descent", coordinateDescent({ rate: [1, 1 / 4, 1 / 25] }), 1],
  ["mean of the points of gradient descent", averaged(gradientDescent(1 / 25), { from: 400 }), 1000],
];
test.each(onBowl)("%s finds the minimum of a quadratic", (_, optimizer, maxIterations) => {
  const problem = { ...bowl, metric: (_: Float64Array, v: Float64Array) => bowl.hvp([v], [v]) };
  const result = minimize(problem, new Float64Array(3), optimizer, { maxIterations, gradientTolerance: 1e-5 });
  expect(result.reason).toBe("converged");
  expect(distance(result.params, [3, -2, 0.5])).toBeLessThan(1e-5);
});

test("where the averaged optimizer cannot go on, the run ends at its point", () => {
  const chain = (x: number): [number, number] => [1 + Math.cosh(x - 2), Math.sinh(x - 2)];
  for (const optimizer of [averaged(bfgs()), averaged(gradientDescent(wolfe()))]) {
    const { reason, params, optimality } = minimize<number>(chain, 0, optimizer, { gradientTolerance: 1e-12 });
    expect(reason).toBe("converged");
    expect(Math.abs(params - 2)).toBeLessThan(1e-7);
    expect(optimality).toBeLessThan(1e-7);
  }
});

test("Barzilai-Borwein: values may rise, but not above the largest of the window", () => {
  const steep = quadratic([1, 7, 40, 300, 1000], [1, 1, 1, 1, 1]);
  const values = (window: number): number[] =>
    [...iterate(steep, new Float64Array(5), barzilaiBorwein({ window }))].map(({ value }) => value);
  const free = values(10);
  expect(free.some((value, k) => k > 0 && value > free[k - 1])).toBe(true);
  for (let k = 1; k < free.length; k++) expect(free[k]).toBeLessThan(Math.max(...free.slice(Math.max(0, k - 10), k)));
  const monotone = values(1);
  for (let k = 1; k < monotone.length; k++) expect(monotone[k]).toBeLessThan(monotone[k - 1]);
});

describe("second-order methods", () => {
  test("Levenberg-Marquardt evaluates as often as MINPACK's lmder does on Rosenbrock's problem", () => {
    const { evaluations, iterations } = minimize(rosenbrockResiduals, rosenbrockStart, levenbergMarquardt(), {
      gradientTolerance: 0,
    });
    expect(evaluations).toMatchObject({ residuals: 21, jacobian: 16 });
    expect(iterations).toBe(15);
  });

  test("Levenberg-Marquardt goes on to where the gradient is rounding, though the value has shown nothing for long", () => {
    const heights = [3.4, 2.1, 1.2, 0.9, 0.7, 0.35];
    const problem = {
      residuals: ([a, b]: Float64Array) => Float64Array.from(heights, (y, t) => a * Math.exp(-b * t) - y),
      jacobian: ([a, b]: Float64Array) =>
        heights.map((_, t) => Float64Array.of(Math.exp(-b * t), -a * t * Math.exp(-b * t))),
    };
    const found = minimize(problem, Float64Array.of(1, 1), levenbergMarquardt(), { gradientTolerance: 0 });
    expect(found.reason).toBe("converged");
    const [residuals, rows] = [problem.residuals(found.params), problem.jacobian(found.params)];
    for (const j of [0, 1]) {
      const slope = rows.reduce((sum, row, i) => sum + row[j] * residuals[i], 0);
      expect(Math.abs(slope / Math.hypot(...rows.map((row) => row[j])) / Math.hypot(...residuals))).toBeLessThan(1e-14);
    }
  });

  test.each([-0.5, -1.5, -4])("and stays where steps of Gauss and Newton would lead away from: %d", (bend) => {
    // The least squares of x + 1 and bend x² + x - 1 are at 0; close to it these steps multiply x by `bend`.
    const problem = {
      residuals: (x: number) => [x + 1, bend * x * x + x - 1],
      jacobian: (x: number) => [1, 2 * bend * x + 1],
    };
    const found = minimize(problem, 0.3, levenbergMarquardt(), { gradientTolerance: 0 });
    expect([found.reason, found.iterations < 200]).toEqual(["converged", true]);
    expect(Math.abs(found.params)).toBeLessThan(Math.abs(bend) < 1 ? 1e-15 : 1e-6);
  });

  test("one step of Newton's, Gauss-Newton's and of the natural gradient solves a quadratic", () => {
    const full = minimize(bowl, new Float64Array(3), newton({ lineSearch: "none" }), { gradientTolerance: 1e-12 });
    expect([full.iterations, full.reason]).toEqual([1, "converged"]);
    const problem = {
      residuals: ([x, y]: Float64Array) => [x + y - 3, 2 * x - y, x + 0.5],
      jacobian: (_: Float64Array) => [Float64Array.of(1, 1), Float64Array.of(2, -1), Float64Array.of(1, 0)],
    };
    for (const optimizer of [gaussNewton(), levenbergMarquardt()]) {
      const fit = minimize(problem, Float64Array.of(7, 8), optimizer, { gradientTolerance: 1e-10 });
      expect([fit.iterations, fit.reason]).toEqual([1, "converged"]);
      // The normal equations, solved by hand: [6 -1; -1 2] x = [2.5; 3].
      expect(distance(fit.params, [8 / 11, 41 / 22])).toBeLessThan(1e-12);
    }
    const metric = { ...bowl, metric: (_: Float64Array, v: Float64Array) => bowl.hvp([v], [v]) };
    expect(minimize(metric, new Float64Array(3), naturalGradient({ rate: 1, damping: 0 })).iterations).toBe(1);
  });

  test("a trust region leaves a saddle point that has no gradient along the way down, and a maximum", () => {
    // (x² - 1)² / 4 + y² / 2: the saddle is at the origin.
    const valley = {
      valueAndGrad: ([x, y]: Float64Array): [number, Float64Array] => [
        (x * x - 1) ** 2 / 4 + (y * y) / 2,
        Float64Array.of(x * (x * x - 1), y),
      ],
      hessian: ([x]: Float64Array) => [Float64Array.of(3 * x * x - 1, 0), Float64Array.of(0, 1)],
    };
    const result = minimize(valley, Float64Array.of(0, 0.5), trustRegion());
    expect(result.reason).toBe("converged");
    expect(Math.abs(result.params[0])).toBeCloseTo(1, 6);
    expect(result.value).toBeLessThan(1e-12);
  });

  test("Newton's method goes down where the Hessian is indefinite", () => {
    const wave = {
      valueAndGrad: (x: number): [number, number] => [Math.cos(x), -Math.sin(x)],
      hessian: (x: number) => -Math.cos(x),
    };
    const { params, reason } = minimize(wave, 0.3, newton());
    expect(reason).toBe("converged");
    expect(Math.cos(params)).toBeCloseTo(-1, 10);
  });

  test("Levenberg-Marquardt copes with columns that depend on each other; Gauss-Newton says that it does not", () => {
    const problem = {
      residuals: ([x, y]: Float64Array) => [x + y - 2, 2 * (x + y) - 4],
      jacobian: (_: Float64Array) => [Float64Array.of(1, 1), Float64Array.of(2, 2)],
    };
    const result = minimize(problem, Float64Array.of(5, 1), levenbergMarquardt());
    expect(result.reason).toBe("converged");
    expect(result.params[0] + result.params[1]).toBeCloseTo(2, 8);
    const failed = minimize(problem, Float64Array.of(5, 1), gaussNewton());
    expect(failed.reason).toBe("lineSearchFailed");
    expect(failed.message).toContain("levenbergMarquardt");
  });

  test("Levenberg-Marquardt finds steps where there are fewer residuals than parameters", () => {
    const problem = {
      residuals: ([x, y, z]: Float64Array) => [x * y - 6, z - x],
      jacobian: ([x, y]: Float64Array) => [Float64Array.of(y, x, 0), Float64Array.of(-1, 0, 1)],
    };
    const { params, value } = minimize(problem, Float64Array.of(1, 1, 1), levenbergMarquardt());
    expect(value).toBeLessThan(1e-15);
    expect(params[0] * params[1]).toBeCloseTo(6, 6);
  });
});
