import { expectFraction, expectOptions } from "../checks.js";
import type { Schedule } from "../schedules.js";
import { ratio } from "./adagrad.js";
import { elementwise } from "./stepping.js";

/** Options of `adamax`. */
export interface AdamaxOptions {
  /** Default: 2e-3. */
  readonly rate?: Schedule;
  /** The decay of the mean of the gradients. Default: 0.9. */
  readonly beta1?: number;
  /** The decay of their maximum. Default: 0.999. */
  readonly beta2?: number;
}

/**
 * m ← β₁ m + (1 - β₁) g, u ← max(β₂ u, |g|), and in step k, from 1 on, x ← x - t m / ((1 - β₁ᵏ) u). Kingma and Ba, "Adam: a method for stochastic
 * optimization" (2015), section 7.1.
 * @throws RangeError for options out of range
 */
export function adamax(options: AdamaxOptions = {}) {
  const { rate = 2e-3, beta1 = 0.9, beta2 = 0.999 } = expectOptions("adamax", options);
  expectFraction("adamax", "beta1", beta1);
  expectFraction("adamax", "beta2", beta2);
  return elementwise("adamax", rate, ["mean", "greatest"], (into, { x, gradient }, t, last, next, count) => {
    const { mean, greatest } = next;
    const step = t / (1 - beta1 ** count);
    for (let i = 0; i < x.length; i++) {
      const g = gradient[i];
      mean[i] = beta1 * last.mean[i] + (1 - beta1) * g;
      greatest[i] = Math.max(beta2 * last.greatest[i], Math.abs(g));
      into[i] = x[i] - step * ratio(mean[i], greatest[i]);
    }
  });
}
