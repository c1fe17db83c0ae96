import { expectFraction, expectOptions } from "../checks.js";
import type { Schedule } from "../schedules.js";
import { elementwise } from "./stepping.js";

/** Options of `momentum`. */
export interface MomentumOptions {
  readonly rate: Schedule;
  /** β. Default: 0.9. */
  readonly momentum?: number;
}

/**
 * The heavy ball: v ← β v - t ∇f(x), x ← x + v. Book, sections 15.1.3 and 15.2.3; Polyak, "Some methods of speeding up the convergence of
 * iteration methods" (1964).
 * @throws RangeError for a step size that is none, and where not 0 <= momentum < 1
 */
export function momentum(options: MomentumOptions) {
  const { rate, momentum: beta = 0.9 } = expectOptions("momentum", options);
  expectFraction("momentum", "momentum", beta);
  return elementwise("momentum", rate, ["velocity"], (into, { x, gradient }, t, last, next) => {
    const velocity = next.velocity;
    for (let i = 0; i < x.length; i++) {
      velocity[i] = beta * last.velocity[i] - t * gradient[i];
      into[i] = x[i] + velocity[i];
    }
  });
}
