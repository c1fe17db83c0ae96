import { expectNonNegative } from "../checks.js";
import type { Schedule } from "../schedules.js";
import { elementwise } from "./stepping.js";

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
export function adagrad({ rate, epsilon = 1e-10 }: AdagradOptions) {
  expectNonNegative("adagrad", "epsilon", epsilon);
  return elementwise("adagrad", rate, ["squares"], ({ x, gradient }, t, last, next) =>
    x.map((value, i) => {
      const g = gradient[i];
      next.squares[i] = last.squares[i] + g * g;
      return value - ratio(t * g, Math.sqrt(next.squares[i]) + epsilon);
    }),
  );
}

/** a / b; where a number never had a gradient, it does not move. */
export function ratio(a: number, b: number): number {
  return a === 0 ? 0 : a / b;
}
