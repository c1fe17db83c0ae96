import { expectCount, expectFraction, expectNonNegative, expectOptions, expectPositive } from "../checks.js";
import { evaluated } from "../first-order/stepping.js";
import { expectSchedule, rateAt, type Schedule } from "../schedules.js";
import type { Optimizer } from "../types.js";
import type { DiagonalState } from "./ada-hessian.js";
import { hessianDiagonal } from "./hessian-diagonal.js";

/** Options of `sophia`. */
export interface SophiaOptions {
  /** Default: 1e-3. */
  readonly rate?: Schedule;
  /** The decay of the mean of the gradients. Default: 0.96. */
  readonly beta1?: number;
  /** The decay of the mean of the diagonals. Default: 0.99. */
  readonly beta2?: number;
  /** Larger ones clip less. Default: 0.01. */
  readonly gamma?: number;
  /** Default: 1e-12. */
  readonly epsilon?: number;
  /** λ. Default: 0. */
  readonly weightDecay?: number;
  /** The diagonal is estimated in every so many steps. Default: 10. */
  readonly every?: number;
  /** Of the random directions. Default: 0. */
  readonly seed?: number;
}

/**
 * Clipped steps preconditioned by the diagonal of the Hessian: m ← β₁ m + (1 - β₁) g, in every tenth step h ← β₂ h + (1 - β₂) d, and x ← x
 * - t λ x - t clip(m / max(γ h, ε)), where clip cuts to [-1, 1] and d is estimated by one product, `hvp`. Where the curvature is not
 * positive, it steps by the sign of the mean. Book, section 16.5; Liu and others, "Sophia: a scalable stochastic second-order optimizer for
 * language model pre-training" (2024), with Hutchinson's estimator.
 * @throws RangeError for options out of range
 */
export function sophia(options: SophiaOptions = {}): Optimizer<unknown, DiagonalState, "gradient" | "hvp"> {
  expectOptions("sophia", options);
  const { rate = 1e-3, beta1 = 0.96, beta2 = 0.99, gamma = 0.01, epsilon = 1e-12, weightDecay = 0 } = options;
  const { every = 10, seed = 0 } = options;
  expectSchedule("sophia", "rate", rate);
  expectFraction("sophia", "beta1", beta1);
  expectFraction("sophia", "beta2", beta2);
  expectPositive("sophia", "gamma", gamma);
  expectPositive("sophia", "epsilon", epsilon);
  expectNonNegative("sophia", "weightDecay", weightDecay);
  expectCount("sophia", "every", every);
  return {
    name: "sophia",
    init: (objective, x) => ({
      ...evaluated(objective, x, 0),
      mean: new Float64Array(x.length),
      diagonal: new Float64Array(x.length),
    }),
    update(objective, { x, gradient, iteration, ...last }) {
      const step = rateAt(rate, iteration, "sophia");
      const mean = last.mean.map((m, i) => beta1 * m + (1 - beta1) * gradient[i]);
      let { diagonal } = last;
      if (iteration % every === 0) {
        const found = hessianDiagonal(objective, x, seed, iteration);
        diagonal = diagonal.map((h, i) => beta2 * h + (1 - beta2) * found[i]);
      }
      const next = x.map((v, i) => {
        const move = mean[i] / Math.max(gamma * diagonal[i], epsilon);
        return v - step * weightDecay * v - step * Math.min(Math.max(move, -1), 1);
      });
      return { ...evaluated(objective, next, iteration + 1), mean, diagonal, step };
    },
  };
}
