import { expectFraction, expectOptions } from "../checks.js";
import { expectSchedule, rateAt, type Schedule } from "../schedules.js";
import type { Optimizer } from "../types.js";
import { minus, plus } from "../vectors.js";
import { evaluated, type FirstOrderState } from "./stepping.js";

/** Options of `nesterov`. */
export interface NesterovOptions {
  readonly rate: Schedule;
  /** β; for strongly convex functions (√κ - 1) / (√κ + 1), κ the condition. Default: the sequence (s_k - 1) / s_{k+1} of convex ones. */
  readonly momentum?: number;
}

/** What `nesterov` remembers. */
export interface NesterovState extends FirstOrderState {
  /** The end of the last gradient step. */
  readonly base: Float64Array;
  /** s_k, 1 at first. */
  readonly s: number;
}

/**
 * Nesterov's accelerated gradient descent: z' = x - t ∇f(x), x ← z' + β (z' - z), z ← z'. For the default, s_{k+1} = (1 + √(1 + 4 s_k²)) /
 * 2. With t = 1 / L the objective at z is within 2 L |x_0 - x*|² / (k + 1)² of the minimum. Book, section 15.1.3; Nesterov, "A method for
 * unconstrained convex minimization problem with the rate of convergence O(1/k²)" (1983).
 * @throws RangeError for a step size that is none, and where not 0 <= momentum < 1
 */
export function nesterov(options: NesterovOptions): Optimizer<unknown, NesterovState, "gradient"> {
  const { rate, momentum } = expectOptions("nesterov", options);
  expectSchedule("nesterov", "rate", rate);
  if (momentum !== undefined) expectFraction("nesterov", "momentum", momentum);
  return {
    name: "nesterov",
    init: (objective, x) => ({ ...evaluated(objective, x, 0), base: x, s: 1 }),
    update(objective, { x, gradient, base, s, iteration }) {
      const step = rateAt(rate, iteration, "nesterov");
      const next = plus(x, -step, gradient);
      const grown = nextS(s);
      const ahead = plus(next, momentum ?? (s - 1) / grown, minus(next, base));
      return { ...evaluated(objective, ahead, iteration + 1), base: next, s: grown, step };
    },
  };
}

/** The sequence s_{k+1} = (1 + √(1 + 4 s_k²)) / 2. */
export function nextS(s: number): number {
  return (1 + Math.sqrt(1 + 4 * s * s)) / 2;
}
