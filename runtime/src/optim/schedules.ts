/** Step sizes as functions of the number of the step. Book, section 15.2.2. */
import { expectCount, expectFraction, expectNonNegative, expectOptions, expectPositive } from "./checks.js";

/** A step size, or a function of how many steps were made. */
export type Schedule = number | ((iteration: number) => number);

/**
 * The step size of a step.
 * @throws RangeError where it is none
 */
export function rateAt(schedule: Schedule, iteration: number, fn: string): number {
  const rate = typeof schedule === "number" ? schedule : schedule(iteration);
  if (!(rate >= 0 && rate < Number.POSITIVE_INFINITY))
    throw new RangeError(
      `${fn}: the step size must be a number that is not negative, but is ${rate} in step ${iteration}`,
    );
  return rate;
}

/** @throws RangeError for a number that is no step size, TypeError for what is no schedule */
export function expectSchedule(fn: string, name: string, schedule: Schedule): void {
  if (typeof schedule === "number") expectPositive(fn, name, schedule);
  else if (typeof schedule !== "function")
    throw new TypeError(`${fn}: ${name} must be a number or a function of the number of the step`);
}

/**
 * The same step size always. Book, section 15.1.2.
 * @throws RangeError where `rate` is not positive
 */
export function constant(rate: number): Schedule {
  expectPositive("constant", "rate", rate);
  return () => rate;
}

/**
 * rate / (1 + decay k)^power: diminishing steps. Their sum diverges and that of their squares converges for 1/2 < power <= 1. Book, section 15.2.2.
 * @throws RangeError where a number is not positive
 */
export function diminishing(rate: number, options: { decay?: number; power?: number } = {}): Schedule {
  const { decay = 1, power = 1 } = expectOptions("diminishing", options);
  expectPositive("diminishing", "rate", rate);
  expectPositive("diminishing", "decay", decay);
  expectPositive("diminishing", "power", power);
  return (k) => rate / (1 + decay * k) ** power;
}

/**
 * rate factor^⌊k / every⌋: steps down. Book, section 15.2.2.
 * @throws RangeError for numbers out of range: `rate` > 0, `every` an integer from 1 on, 0 <= `factor` < 1
 */
export function stepDecay(rate: number, every: number, factor = 0.1): Schedule {
  expectPositive("stepDecay", "rate", rate);
  expectCount("stepDecay", "every", every);
  expectFraction("stepDecay", "factor", factor);
  return (k) => rate * factor ** Math.floor(k / every);
}

/**
 * rate factor^(k / steps). Book, section 15.2.2.
 * @throws RangeError for numbers out of range: `rate` > 0, `steps` an integer from 1 on, 0 <= `factor` < 1
 */
export function exponential(rate: number, steps: number, factor = 0.1): Schedule {
  expectPositive("exponential", "rate", rate);
  expectCount("exponential", "steps", steps);
  expectFraction("exponential", "factor", factor);
  return (k) => rate * factor ** (k / steps);
}

/**
 * From `rate` to `last` along (1 - k / steps)^power, then `last`. Book, section 15.2.2.
 * @throws RangeError for numbers out of range: `rate`, `power` > 0, `steps` an integer from 1 on, `last` >= 0
 */
export function polynomial(rate: number, steps: number, options: { last?: number; power?: number } = {}): Schedule {
  const { last = 0, power = 1 } = expectOptions("polynomial", options);
  expectPositive("polynomial", "rate", rate);
  expectCount("polynomial", "steps", steps);
  expectNonNegative("polynomial", "last", last);
  expectPositive("polynomial", "power", power);
  return (k) => last + (rate - last) * (1 - Math.min(k / steps, 1)) ** power;
}

/**
 * From `rate` to `last` along half a wave of the cosine, then `last`. Loshchilov and Hutter, "SGDR" (2017), without restarts.
 * @throws RangeError for numbers out of range: `rate` > 0, `steps` an integer from 1 on, `last` >= 0
 */
export function cosine(rate: number, steps: number, last = 0): Schedule {
  expectPositive("cosine", "rate", rate);
  expectCount("cosine", "steps", steps);
  expectNonNegative("cosine", "last", last);
  return (k) => last + (rate - last) * 0.5 * (1 + Math.cos(Math.PI * Math.min(k / steps, 1)));
}

/**
 * Rises linearly to the first step size of another schedule in `steps` steps, (k + 1) / (steps + 1) of it, then follows it from its start. Goyal and
 * others, "Accurate, large minibatch SGD" (2017).
 * @throws RangeError where `steps` is no integer from 1 on, or a step size is none; TypeError where `then` is no schedule
 */
export function warmUp(steps: number, then: Schedule): Schedule {
  expectCount("warmUp", "steps", steps);
  expectSchedule("warmUp", "then", then);
  return (k) => (k < steps ? ((k + 1) / (steps + 1)) * rateAt(then, 0, "warmUp") : rateAt(then, k - steps, "warmUp"));
}
