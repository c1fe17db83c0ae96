import { expectFraction, expectNonNegative, expectOptions } from "../checks.js";
import type { Schedule } from "../schedules.js";
import { ratio } from "./adagrad.js";
import { elementwise } from "./stepping.js";

/** Options of `adam`. */
export interface AdamOptions {
  /** Default: 1e-3. */
  readonly rate?: Schedule;
  /** The decay of the mean of the gradients. Default: 0.9. */
  readonly beta1?: number;
  /** The decay of the mean of their squares. Default: 0.999. */
  readonly beta2?: number;
  /** Default: 1e-8. */
  readonly epsilon?: number;
}

/**
 * m ← β₁ m + (1 - β₁) g, s ← β₂ s + (1 - β₂) g², and in step k, from 1 on, x ← x - t m̂ / (√ŝ + ε) with m̂ = m / (1 - β₁ᵏ), ŝ = s / (1 -
 * β₂ᵏ). Book, section 15.2.4; Kingma and Ba, "Adam: a method for stochastic optimization" (2015).
 * @throws RangeError for options out of range
 */
export function adam(options: AdamOptions = {}) {
  return decayed("adam", expectOptions("adam", options), 0);
}

/** Options of `adamw`. */
export interface AdamWOptions extends AdamOptions {
  /** λ. Default: 0.01. */
  readonly weightDecay?: number;
}

/**
 * Adam with weights that decay beside it: x ← x - t (m̂ / (√ŝ + ε) + λ x). The value does not count the weights. Loshchilov and Hutter, "Decoupled
 * weight decay regularization" (2019).
 * @throws RangeError for options out of range
 */
export function adamw(options: AdamWOptions = {}) {
  const { weightDecay = 0.01 } = expectOptions("adamw", options);
  expectNonNegative("adamw", "weightDecay", weightDecay);
  return decayed("adamw", options, weightDecay);
}

function decayed(
  name: string,
  { rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions,
  weightDecay: number,
) {
  expectFraction(name, "beta1", beta1);
  expectFraction(name, "beta2", beta2);
  expectNonNegative(name, "epsilon", epsilon);
  return elementwise(name, rate, ["mean", "squares"], (into, { x, gradient }, t, last, next, count) => {
    const { mean, squares } = next;
    const [c1, c2] = [1 - beta1 ** count, 1 - beta2 ** count];
    for (let i = 0; i < x.length; i++) {
      const g = gradient[i];
      mean[i] = beta1 * last.mean[i] + (1 - beta1) * g;
      squares[i] = beta2 * last.squares[i] + (1 - beta2) * g * g;
      const direction = ratio(mean[i] / c1, Math.sqrt(squares[i] / c2) + epsilon);
      into[i] = x[i] - t * (direction + weightDecay * x[i]);
    }
  });
}
