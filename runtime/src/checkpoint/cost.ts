import { expectCount, type Schedule } from "./action.js";
import { Replay } from "./replay.js";

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
  const replay = new Replay(steps);
  const runs = new Int32Array(steps);
  let [advanced, peakSlots] = [0, 0];
  for (const action of schedule.actions(steps)) {
    replay.take(action);
    peakSlots = Math.max(peakSlots, replay.slotsInUse);
    if (action.kind !== "advance") continue;
    for (let step = action.from; step < action.to; step++) {
      advanced += stepCost(step);
      runs[step]++;
    }
  }
  replay.end();
  let first = 0;
  for (let step = 0; step + 1 < steps; step++) first += stepCost(step);
  const repetitions = runs.reduce((most, count) => Math.max(most, count), 0);
  return { advanced, recomputed: advanced - first, repetitions, peakSlots };
}
