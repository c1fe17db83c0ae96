/** Rates of chapters 15 and 16 of the book, as inequalities on every point of real runs. */
import {
  averaged,
  bfgs,
  diminishing,
  fista,
  gaussNewton,
  gradientDescent,
  iterate,
  l1,
  l2Ball,
  lbfgs,
  minibatches,
  minimize,
  momentum,
  nesterov,
  newton,
  newtonCg,
  none,
  projectedGradient,
  type Optimizer,
  proximalGradient,
  type Problem,
} from "cotangent/optim";
import { describe, expect, test } from "vitest";
import { quadratic, rosenbrockResiduals } from "./problems.js";

/** The values of a run of some steps. */
function valuesOf(problem: Problem<Float64Array>, start: Float64Array, optimizer: Optimizer, steps: number): number[] {
  const points = [...iterate(problem, start, optimizer, { maxIterations: steps, gradientTolerance: 0 })];
  return points.map(({ value }) => value);
}

/** The function that is hard for all methods that step along gradients: a chain of springs, with L = 4 at most. Nesterov (2018), section 2.1.2. */
function chain(n: number) {
  const solution = Float64Array.from({ length: n }, (_, i) => 1 - (i + 1) / (n + 1));
  const valueAndGrad = (x: Float64Array): [number, Float64Array] => {
    const gradient = x.map((v, i) => 2 * v - (x[i - 1] ?? 0) - (x[i + 1] ?? 0) - (i === 0 ? 1 : 0));
    return [x.reduce((sum, v, i) => sum + 0.5 * v * (gradient[i] - (i === 0 ? 1 : 0)), 0), gradient];
  };
  return { valueAndGrad, solution, least: valueAndGrad(solution)[0] };
}

const square = (x: Float64Array): number => x.reduce((sum, v) => sum + v * v, 0);

describe("smooth convex functions (section 15.1.2)", () => {
  const problem = chain(100);
  const start = new Float64Array(100);
  const apart = square(problem.solution);

  test("gradient descent: L |x₀ - x*|² / (2 k)", () => {
    const values = valuesOf(problem, start, gradientDescent(1 / 4), 200);
    for (let k = 1; k <= 200; k++) expect(values[k] - problem.least).toBeLessThanOrEqual((4 * apart) / (2 * k));
  });

  test("FISTA, which is Nesterov's method without a regularizer: 2 L |x₀ - x*|² / (k + 1)²", () => {
    const values = valuesOf(problem, start, fista(none(), { step: 1 / 4 }), 200);
    for (let k = 1; k <= 200; k++)
      expect(values[k] - problem.least).toBeLessThanOrEqual((2 * 4 * apart) / (k + 1) ** 2);
    const slow = valuesOf(problem, start, gradientDescent(1 / 4), 200);
    expect(slow[200] - problem.least).toBeGreaterThan(3 * (values[200] - problem.least));
  });

  test("Nesterov's method is FISTA without a regularizer", () => {
    const [ahead, base] = [nesterov({ rate: 1 / 4 }), fista(none(), { step: 1 / 4 })];
    const left = minimize(problem, start, ahead, { maxIterations: 30 });
    const right = minimize(problem, start, base, { maxIterations: 30 });
    const state = left.checkpoint.state as ReturnType<typeof ahead.init>;
    const other = right.checkpoint.state as ReturnType<typeof base.init>;
    expect(Math.max(...state.base.map((v, i) => Math.abs(v - other.x[i])))).toBeLessThan(1e-14);
  });
});

test("smooth functions that are not convex: the least |∇f|² of k steps is at most 2 L (f(x₀) - f*) / k (section 15.1.2)", () => {
  // Σ 1 - cos(x_i), coupled; L = 2 at most, and f* = 0.
  const valueAndGrad = (x: Float64Array): [number, Float64Array] => {
    const gradient = x.map(
      (v, i) => Math.sin(v) + 0.25 * (Math.sin(v - (x[i - 1] ?? v)) + Math.sin(v - (x[i + 1] ?? v))),
    );
    return [x.reduce((sum, v, i) => sum + 1 - Math.cos(v) + 0.25 * (1 - Math.cos(v - (x[i - 1] ?? v))), 0), gradient];
  };
  const start = Float64Array.from({ length: 8 }, (_, i) => 3.1 - 0.02 * i);
  const first = valueAndGrad(start)[0];
  let least = Number.POSITIVE_INFINITY;
  for (const { iteration, params } of iterate({ valueAndGrad }, start, gradientDescent(1 / 2), {
    gradientTolerance: 1e-8,
  })) {
    expect(least).toBeLessThanOrEqual(iteration === 0 ? Number.POSITIVE_INFINITY : (2 * 2 * first) / iteration);
    least = Math.min(least, square(valueAndGrad(params)[1]));
  }
  expect(least).toBeLessThan(1e-12);
});

test("projected gradients: L |x₀ - x*|² / (2 k), within a set (section 15.3)", () => {
  const problem = chain(40);
  const set = l2Ball(1.5);
  const best = minimize(problem, new Float64Array(40), projectedGradient(set), {
    gradientTolerance: 1e-12,
    maxIterations: 1e5,
  });
  expect(Math.hypot(...best.params)).toBeCloseTo(1.5, 12);
  const values = valuesOf(problem, new Float64Array(40), projectedGradient(set, { step: 1 / 4 }), 200);
  for (let k = 1; k <= 200; k++)
    expect(values[k] - best.value).toBeLessThanOrEqual((4 * square(best.params)) / (2 * k));
});

describe("strongly convex functions (section 15.1.2)", () => {
  const [mu, L] = [1, 400];
  const problem = quadratic([mu, 20, 100, L]);
  const start = Float64Array.of(1, 1, 1, 1);
  const first = problem.valueAndGrad(start)[0];
  const kappa = L / mu;

  test("gradient descent: (1 - μ / L)ᵏ", () => {
    const values = valuesOf(problem, start, gradientDescent(1 / L), 3000);
    for (let k = 0; k < values.length; k += 10)
      expect(values[k]).toBeLessThanOrEqual(first * (1 - mu / L) ** k * (1 + 1e-12));
  });

  test("Nesterov's method with constant momentum: (1 - 1 / √κ)ᵏ", () => {
    const root = Math.sqrt(kappa);
    const optimizer = nesterov({ rate: 1 / L, momentum: (root - 1) / (root + 1) });
    // The bound is on the ends of the gradient steps.
    const value = (x: Float64Array): number => problem.valueAndGrad(x)[0];
    for (let k = 1; k <= 300; k += 7) {
      const { checkpoint } = minimize(problem, start, optimizer, { maxIterations: k, gradientTolerance: 0 });
      const { base } = checkpoint.state as ReturnType<typeof optimizer.init>;
      expect(value(base)).toBeLessThanOrEqual((first + 0.5 * mu * square(start)) * (1 - 1 / root) ** k);
    }
  });

  test("iterations grow like κ for gradient descent, like √κ for momentum", () => {
    const counts = [100, 400, 1600].map((k) => {
      const steep = quadratic([1, k]);
      const at = Float64Array.of(1, 1);
      const root = Math.sqrt(k);
      const options = { maxIterations: 1e5, gradientTolerance: 1e-6 };
      const heavy = momentum({ rate: (2 / (root + 1)) ** 2, momentum: ((root - 1) / (root + 1)) ** 2 });
      return [gradientDescent(1 / k), heavy].map((optimizer) => minimize(steep, at, optimizer, options).iterations);
    });
    for (const k of [1, 2]) {
      const [plain, heavy] = counts[k].map((count, i) => count / counts[k - 1][i]);
      expect(plain).toBeGreaterThan(3.5);
      expect(plain).toBeLessThan(4.5);
      expect(heavy).toBeGreaterThan(1.6);
      expect(heavy).toBeLessThan(2.6);
    }
  });
});

test("ISTA: L |x₀ - x*|² / (2 k), FISTA: 2 L |x₀ - x*|² / (k + 1)², with an l1 norm (section 15.4)", () => {
  const problem = chain(60);
  const start = new Float64Array(60);
  const best = minimize(problem, start, fista(l1(0.002), { step: 1 / 4, restart: true }), {
    maxIterations: 20000,
    gradientTolerance: 1e-12,
  });
  expect(best.reason).toBe("converged");
  const apart = square(best.params);
  expect(best.params.filter((v) => v === 0).length).toBeGreaterThan(0);
  const slow = valuesOf(problem, start, proximalGradient(l1(0.002), { step: 1 / 4 }), 300);
  const fast = valuesOf(problem, start, fista(l1(0.002), { step: 1 / 4 }), 300);
  for (let k = 1; k <= 300; k++) {
    expect(slow[k] - best.value).toBeLessThanOrEqual((4 * apart) / (2 * k));
    expect(fast[k] - best.value).toBeLessThanOrEqual((2 * 4 * apart) / (k + 1) ** 2);
  }
  expect(slow[300] - best.value).toBeGreaterThan(10 * (fast[300] - best.value));
  const restarted = valuesOf(problem, start, fista(l1(0.002), { step: 1 / 4, restart: true }), 300);
  expect(restarted[300] - best.value).toBeLessThan(1e-3 * (fast[300] - best.value));
});

describe("stochastic gradients (section 15.2.2)", () => {
  // Means of numbers: E ½ (x - d)², μ = L = 1.
  const data = Array.from({ length: 200 }, (_, i) => Math.sin(i * 1.7) * 3);
  const mean = data.reduce((sum, d) => sum + d, 0) / data.length;
  const problem = (seed: number) =>
    minibatches(
      (x: number, batch: number[]): [number, number] => [
        batch.reduce((sum, d) => sum + 0.5 * (x - d) ** 2, 0) / batch.length,
        batch.reduce((sum, d) => sum + (x - d), 0) / batch.length,
      ],
      data,
      { size: 1, seed },
    );
  const error = (optimizer: Optimizer, steps: number): number => {
    let sum = 0;
    for (let seed = 0; seed < 40; seed++)
      sum += (minimize(problem(seed), 10, optimizer, { maxIterations: steps }).params - mean) ** 2;
    return sum / 40;
  };

  test("steps 1 / (μ k): the expected error falls at least like 1 / k", () => {
    const errors = [25, 50, 100].map((steps) => error(gradientDescent(diminishing(1)), steps));
    const variance = data.reduce((sum, d) => sum + (d - mean) ** 2, 0) / data.length;
    for (const [k, found] of errors.entries()) expect(found).toBeLessThan((2 * variance) / (25 * 2 ** k));
  });

  test("a constant step stays at a level that is proportional to it; the mean of its points goes on", () => {
    const [large, small] = [error(gradientDescent(0.4), 150), error(gradientDescent(0.05), 150)];
    expect(large).toBeGreaterThan(4 * small);
    expect(error(averaged(gradientDescent(0.4), { from: 20 }), 150)).toBeLessThan(large / 10);
  });
});

describe("second-order methods (chapter 16)", () => {
  // Convex, with the minimum 0 at 0; not a quadratic.
  const problem = {
    valueAndGrad: ([x, y]: Float64Array): [number, Float64Array] => [
      Math.exp(x) - x - 1 + Math.cosh(y + x) - 1,
      Float64Array.of(Math.exp(x) - 1 + Math.sinh(y + x), Math.sinh(y + x)),
    ],
    hessian: ([x, y]: Float64Array) => {
      const c = Math.cosh(y + x);
      return [Float64Array.of(Math.exp(x) + c, c), Float64Array.of(c, c)];
    },
  };
  const sizes = (optimizer: Optimizer): number[] =>
    [...iterate(problem, Float64Array.of(0.5, -0.2), optimizer, { gradientTolerance: 1e-14 })].map(({ params }) =>
      Math.hypot(...params),
    );

  test("Newton: the error is squared by each step, and steps are full", () => {
    const errors = sizes(newton({ lineSearch: "none" }));
    expect(errors.length).toBeLessThan(8);
    for (let k = 1; k < errors.length; k++) expect(errors[k]).toBeLessThanOrEqual(errors[k - 1] ** 2 + 1e-15);
    // Later decreases cannot be seen.
    expect(sizes(newton()).slice(0, 5)).toEqual(errors.slice(0, 5));
  });

  test("Newton-CG: faster than the power 1.4 of the error", () => {
    const { valueAndGrad } = problem;
    const hvp = ([x]: readonly [Float64Array], [v]: readonly [Float64Array]) => {
      const [a, b] = problem.hessian(x);
      return Float64Array.of(a[0] * v[0] + a[1] * v[1], b[0] * v[0] + b[1] * v[1]);
    };
    const run = iterate({ valueAndGrad, hvp }, Float64Array.of(0.5, -0.2), newtonCg(), { gradientTolerance: 1e-7 });
    const errors = [...run].map(({ params }) => Math.hypot(...params)).filter((e) => e > 1e-7);
    expect(errors.length).toBeLessThan(9);
    for (let k = errors.length - 2; k < errors.length; k++) expect(errors[k]).toBeLessThan(errors[k - 1] ** 1.4);
  });

  test("BFGS: faster than any geometric series", () => {
    const errors = sizes(bfgs()).filter((e) => e > 1e-13);
    const ratios = errors.slice(1).map((e, k) => e / errors[k]);
    expect(ratios.at(-1)).toBeLessThan(0.02);
    expect(ratios.at(-1)).toBeLessThan(ratios[1] / 10);
  });

  test("Gauss-Newton: quadratic where the residuals vanish", () => {
    const errors = [
      ...iterate(rosenbrockResiduals, Float64Array.of(1.05, 1.1), gaussNewton(), { gradientTolerance: 1e-14 }),
    ].map(({ params }) => Math.hypot(params[0] - 1, params[1] - 1));
    for (let k = 1; k < errors.length; k++) expect(errors[k]).toBeLessThanOrEqual(30 * errors[k - 1] ** 2 + 1e-14);
    expect(errors.length).toBeLessThan(6);
  });

  test("BFGS and L-BFGS with enough memory end within some n steps on a quadratic of n numbers", () => {
    const n = 8;
    const steep = quadratic(Array.from({ length: n }, (_, i) => 10 ** (i / 3)));
    for (const optimizer of [bfgs(), lbfgs({ memory: 20 })]) {
      const { iterations, reason } = minimize(steep, new Float64Array(n).fill(1), optimizer, {
        gradientTolerance: 1e-8,
      });
      expect(reason).toBe("converged");
      expect(iterations).toBeLessThan(6 * n);
    }
  });
});
