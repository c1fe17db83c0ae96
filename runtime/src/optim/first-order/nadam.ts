import { expectFraction, expectNonNegative, expectOptions } from "../checks.js";
import { ratio } from "./adagrad.js";
import type { AdamOptions } from "./adam.js";
import { elementwise } from "./stepping.js";

/**
 * Adam with Nesterov's momentum: m and s as in Adam, and in step k, from 1 on, x ← x - t (β₁ m / (1 - β₁ᵏ⁺¹) + (1 - β₁) g / (1 - β₁ᵏ)) /
 * (√ŝ + ε). Dozat, "Incorporating Nesterov momentum into Adam" (2016), with a constant β₁.
 * @throws RangeError for options out of range
 */
export function nadam(options: AdamOptions = {}) {
  const { rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = expectOptions("nadam", options);
  expectFraction("nadam", "beta1", beta1);
  expectFraction("nadam", "beta2", beta2);
  expectNonNegative("nadam", "epsilon", epsilon);
  return elementwise("nadam", rate, ["mean", "squares"], (into, { x, gradient }, t, last, next, count) => {
    const { mean, squares } = next;
    const [c1, ahead, c2] = [1 - beta1 ** count, 1 - beta1 ** (count + 1), 1 - beta2 ** count];
    for (let i = 0; i < x.length; i++) {
      const g = gradient[i];
      mean[i] = beta1 * last.mean[i] + (1 - beta1) * g;
      squares[i] = beta2 * last.squares[i] + (1 - beta2) * g * g;
      const direction = (beta1 * mean[i]) / ahead + ((1 - beta1) * g) / c1;
      into[i] = x[i] - t * ratio(direction, Math.sqrt(squares[i] / c2) + epsilon);
    }
  });
}
