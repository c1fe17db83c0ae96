import { expectNonNegative, expectOptions } from "../checks.js";
import type { Schedule } from "../schedules.js";
import { elementwise } from "./stepping.js";

/** Options of `adagrad`. */
export interface AdagradOptions {
  readonly rate: Schedule;
  /** Default: 1e-10. */
  readonly epsilon?: number;
}

/**
 * s ← s + g², x ← x - t g / (√s + ε), with the gradient g. Book, section 15.2.4; Duchi, Hazan and Singer, "Adaptive subgradient methods
 * for online learning and stochastic optimization" (2011).
 * @throws RangeError for options out of range
 */
export function adagrad(options: AdagradOptions) {
  const { rate, epsilon = 1e-10 } = expectOptions("adagrad", options);
  expectNonNegative("adagrad", "epsilon", epsilon);
  return elementwise("adagrad", rate, ["squares"], (into, { x, gradient }, t, last, next) => {
    const { squares } = next;
    for (let i = 0; i < x.length; i++) {
      const g = gradient[i];
      squares[i] = last.squares[i] + g * g;
      into[i] = x[i] - ratio(t * g, Math.sqrt(squares[i]) + epsilon);
    }
  });
}

/** a / b; where a number never had a gradient, it does not move. */
export function ratio(a: number, b: number): number {
  return a === 0 ? 0 : a / b;
}
