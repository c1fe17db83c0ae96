import { type Action, expectCount, Slots } from "./action.js";
import { binomialSplit, reach, repetitionsOf } from "./binomial-split.js";
import type { Cost } from "./cost.js";
import { type OnlineSchedule, online } from "./online.js";
import { reverseRange } from "./split.js";

/**
 * The least recomputation that a number of slots allows, for steps of one cost: a range is split by binomial coefficients.
 * Where the number of steps is not known, it is `online`.
 * Griewank and Walther, "Algorithm 799: Revolve", ACM Trans. Math. Softw. 26 (2000).
 * @throws RangeError where there is no slot
 */
export function binomial(slots: number): OnlineSchedule {
  expectCount("binomial", "slots", slots, 1);
  return {
    start: () => online(slots).start(),
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
