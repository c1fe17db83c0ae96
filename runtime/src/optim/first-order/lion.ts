import { expectFraction, expectNonNegative, expectOptions } from "../checks.js";
import type { Schedule } from "../schedules.js";
import { elementwise } from "./stepping.js";

/** Options of `lion`. */
export interface LionOptions {
  /** Default: 1e-4. */
  readonly rate?: Schedule;
  /** Default: 0.9. */
  readonly beta1?: number;
  /** Default: 0.99. */
  readonly beta2?: number;
  /** λ. Default: 0. */
  readonly weightDecay?: number;
}

/**
 * x ← x - t (sign(β₁ m + (1 - β₁) g) + λ x), then m ← β₂ m + (1 - β₂) g. Chen and others, "Symbolic discovery of optimization algorithms" (2023).
 * @throws RangeError for options out of range
 */
export function lion(options: LionOptions = {}) {
  const { rate = 1e-4, beta1 = 0.9, beta2 = 0.99, weightDecay = 0 } = expectOptions("lion", options);
  expectFraction("lion", "beta1", beta1);
  expectFraction("lion", "beta2", beta2);
  expectNonNegative("lion", "weightDecay", weightDecay);
  return elementwise("lion", rate, ["mean"], (into, { x, gradient }, t, last, next) => {
    const { mean } = next;
    for (let i = 0; i < x.length; i++) {
      const [m, g] = [last.mean[i], gradient[i]];
      mean[i] = beta2 * m + (1 - beta2) * g;
      into[i] = x[i] - t * (Math.sign(beta1 * m + (1 - beta1) * g) + weightDecay * x[i]);
    }
  });
}
