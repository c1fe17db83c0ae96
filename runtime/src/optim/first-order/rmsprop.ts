import { expectFraction, expectNonNegative, expectOptions } from "../checks.js";
import type { Schedule } from "../schedules.js";
import { ratio } from "./adagrad.js";
import { elementwise } from "./stepping.js";

/** Options of `rmsprop`. */
export interface RmspropOptions {
  readonly rate: Schedule;
  /** ρ. Default: 0.9. */
  readonly decay?: number;
  /** Default: 1e-8. */
  readonly epsilon?: number;
}

/**
 * s ← ρ s + (1 - ρ) g², x ← x - t g / (√s + ε), with the gradient g. Book, section 15.2.4; Tieleman and Hinton, "Lecture 6.5: RMSProp" (2012).
 * @throws RangeError for options out of range
 */
export function rmsprop(options: RmspropOptions) {
  const { rate, decay = 0.9, epsilon = 1e-8 } = expectOptions("rmsprop", options);
  expectFraction("rmsprop", "decay", decay);
  expectNonNegative("rmsprop", "epsilon", epsilon);
  return elementwise("rmsprop", rate, ["squares"], (into, { x, gradient }, t, last, next) => {
    const { squares } = next;
    for (let i = 0; i < x.length; i++) {
      const g = gradient[i];
      squares[i] = decay * last.squares[i] + (1 - decay) * g * g;
      into[i] = x[i] - ratio(t * g, Math.sqrt(squares[i]) + epsilon);
    }
  });
}
