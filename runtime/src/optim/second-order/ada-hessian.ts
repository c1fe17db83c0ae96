import { expectFraction, expectNonNegative, expectOptions, expectPositive } from "../checks.js";
import { ratio } from "../first-order/adagrad.js";
import { evaluated, type FirstOrderState } from "../first-order/stepping.js";
import { expectSchedule, rateAt, type Schedule } from "../schedules.js";
import type { Optimizer } from "../types.js";
import { hessianDiagonal } from "./hessian-diagonal.js";

/** Options of `adaHessian`. */
export interface AdaHessianOptions {
  /** Default: 0.15. */
  readonly rate?: Schedule;
  /** The decay of the mean of the gradients. Default: 0.9. */
  readonly beta1?: number;
  /** The decay of the mean of the squared diagonals. Default: 0.999. */
  readonly beta2?: number;
  /** Default: 1e-4. */
  readonly epsilon?: number;
  /** The power of the diagonal, above 0 up to 1. Default: 1. */
  readonly power?: number;
  /** Of the random directions. Default: 0. */
  readonly seed?: number;
}

/** What `adaHessian` and `sophia` remember. */
export interface DiagonalState extends FirstOrderState {
  readonly mean: Float64Array;
  readonly diagonal: Float64Array;
}

/**
 * Adam with the diagonal d of the Hessian in place of the gradient's: m ← β₁ m + (1 - β₁) g, s ← β₂ s + (1 - β₂) d², x ← x - t m̂ /
 * (√ŝ^power + ε), where d is estimated by one product of the Hessian and a direction of random signs, `hvp`, for each step. Book, section
 * 16.5; Yao and others, "ADAHESSIAN: an adaptive second order optimizer for machine learning" (2021), without its spatial means.
 * @throws RangeError for options out of range
 */
export function adaHessian(options: AdaHessianOptions = {}): Optimizer<unknown, DiagonalState, "gradient" | "hvp"> {
  const {
    rate = 0.15,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-4,
    power = 1,
    seed = 0,
  } = expectOptions("adaHessian", options);
  expectSchedule("adaHessian", "rate", rate);
  expectFraction("adaHessian", "beta1", beta1);
  expectFraction("adaHessian", "beta2", beta2);
  expectNonNegative("adaHessian", "epsilon", epsilon);
  expectPositive("adaHessian", "power", power);
  return {
    name: "adaHessian",
    init: (objective, x) => ({
      ...evaluated(objective, x, 0),
      mean: new Float64Array(x.length),
      diagonal: new Float64Array(x.length),
    }),
    update(objective, { x, gradient, iteration, ...last }) {
      const step = rateAt(rate, iteration, "adaHessian");
      const found = hessianDiagonal(objective, x, seed, iteration);
      const [c1, c2] = [1 - beta1 ** (iteration + 1), 1 - beta2 ** (iteration + 1)];
      const mean = last.mean.map((m, i) => beta1 * m + (1 - beta1) * gradient[i]);
      const diagonal = last.diagonal.map((s, i) => beta2 * s + (1 - beta2) * found[i] ** 2);
      const next = x.map((v, i) => v - step * ratio(mean[i] / c1, Math.sqrt(diagonal[i] / c2) ** power + epsilon));
      return { ...evaluated(objective, next, iteration + 1), mean, diagonal, step };
    },
  };
}
