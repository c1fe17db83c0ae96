import { type Action, expectCount, type Schedule, Slots } from "./action.js";
import type { Cost } from "./cost.js";
import { reverseRange } from "./split.js";

/**
 * The least recomputation that a number of slots allows, for steps of one cost: a range is split by binomial coefficients.
 * Griewank and Walther, "Algorithm 799: Revolve", ACM Trans. Math. Softw. 26 (2000).
 * @throws RangeError where there is no slot
 */
export function binomial(slots: number): Schedule {
  expectCount("binomial", "slots", slots, 1);
  return {
    *actions(steps): Generator<Action> {
      expectCount("binomial", "steps", steps, 0);
      if (steps > 0) yield* reverseRange(0, steps, new Slots(Math.min(slots, steps)), binomialSplit);
    },
  };
}

/**
 * The counts of `binomial(slots)`, in closed form: r n - C(slots + r, r - 1) steps are run, r times at most each, where r is
 * the least number with C(slots + r, r) >= n.
 * @throws RangeError where there is no slot
 */
export function binomialCost(steps: number, slots: number): Cost {
  expectCount("binomialCost", "steps", steps, 0);
  expectCount("binomialCost", "slots", slots, 1);
  if (steps === 0) return { advanced: 0, recomputed: 0, repetitions: 0, peakSlots: 0 };
  const repetitions = repetitionsOf(steps, slots);
  const advanced = repetitions * steps - reach(slots + 1, repetitions - 1);
  return { advanced, recomputed: advanced - (steps - 1), repetitions, peakSlots: Math.min(slots, steps - 1) };
}

/**
 * Both halves must be in the range of lengths for which one more step costs the same: of the first half, all of whose steps are
 * run once more, r - 1 times at most, and of the second half r times with a slot less. Of the possible splits the first.
 */
export function binomialSplit(from: number, to: number, slots: number): number {
  const length = to - from;
  const repetitions = repetitionsOf(length, slots);
  return from + Math.max(1, reach(slots, repetitions - 2), length - reach(slots - 1, repetitions));
}

/** The longest chain that can be reversed with a number of slots if no step is run more than `repetitions` times. */
function reach(slots: number, repetitions: number): number {
  if (repetitions < 0) return 0;
  let count = 1;
  for (let k = 1; k <= Math.min(slots, repetitions); k++) count = (count * (slots + repetitions - k + 1)) / k;
  return Math.round(count);
}

function repetitionsOf(length: number, slots: number): number {
  let repetitions = 0;
  while (reach(slots, repetitions) < length) repetitions++;
  return repetitions;
}
