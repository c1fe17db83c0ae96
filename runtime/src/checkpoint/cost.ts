import { expectCount, type Schedule } from "./action.js";

/** What a schedule takes, besides running every step once more where it is reversed. */
export interface Cost {
  /** How many steps are run, or what they cost together. */
  readonly advanced: number;
  /** The same without running every step but the last for the first time. */
  readonly recomputed: number;
  /** How often the step is run that is run most often. */
  readonly repetitions: number;
  /** How many slots are in use at once. */
  readonly peakSlots: number;
}

/**
 * Runs a schedule on a chain of `steps` steps without states.
 * @throws Error where the schedule does not reverse every step once, from the last to the first, or takes a state that is
 * not there
 */
export function cost(schedule: Schedule, steps: number, stepCost: (step: number) => number = () => 1): Cost {
  expectCount("cost", "steps", steps, 0);
  const slots = new Map<number, number>();
  const runs = new Int32Array(steps);
  let hand: number | undefined = 0;
  let [advanced, peakSlots, open] = [0, 0, steps];
  const expectAtHand = (step: number): void => {
    if (hand !== step) throw new Error(`the schedule takes state ${step}, but ${hand ?? "none"} is at hand`);
  };
  for (const action of schedule.actions(steps)) {
    switch (action.kind) {
      case "store":
        expectAtHand(action.step);
        if (slots.has(action.slot)) throw new Error(`the schedule stores into slot ${action.slot}, which is in use`);
        slots.set(action.slot, action.step);
        peakSlots = Math.max(peakSlots, slots.size);
        break;
      case "restore":
        if (slots.get(action.slot) !== action.step) {
          throw new Error(`the schedule restores state ${action.step} from slot ${action.slot}, where it is not`);
        }
        hand = action.step;
        break;
      case "advance":
        expectAtHand(action.from);
        if (!(action.to > action.from && action.to < open)) {
          throw new Error(`the schedule runs from state ${action.from} to ${action.to}, but ${open} steps are open`);
        }
        for (let step = action.from; step < action.to; step++) {
          advanced += stepCost(step);
          runs[step]++;
        }
        hand = action.to;
        break;
      case "reverse":
        expectAtHand(action.step);
        if (action.step !== --open) throw new Error(`the schedule reverses step ${action.step} in place of ${open}`);
        hand = undefined;
        break;
      case "free":
        if (!slots.delete(action.slot)) throw new Error(`the schedule frees slot ${action.slot}, which is free`);
    }
  }
  if (open > 0) throw new Error(`the schedule leaves ${open} steps that are not reversed`);
  if (slots.size > 0) throw new Error(`the schedule leaves ${slots.size} slots that are not freed`);
  let first = 0;
  for (let step = 0; step + 1 < steps; step++) first += stepCost(step);
  const repetitions = runs.reduce((most, count) => Math.max(most, count), 0);
  return { advanced, recomputed: advanced - first, repetitions, peakSlots };
}
