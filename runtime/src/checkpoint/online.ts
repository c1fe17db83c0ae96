import { type Action, expectCount, type Schedule, Slots } from "./action.js";
import { binomialSplit } from "./binomial-split.js";
import { type Kept, reverseRange } from "./split.js";

/** A schedule for chains whose number of steps is known only when they end. */
export interface OnlineSchedule extends Schedule {
  start(): OnlineRun;
}

export interface OnlineRun {
  /** What is done with the state at hand before the next step is run. Called before every step, whether it is the last or not. */
  next(): readonly Action[];
  /** What reverses the steps that were run, once. No state need be at hand. */
  finish(): Iterable<Action>;
}

/**
 * Checkpoints for a number of steps that is not known: while steps are run, the checkpoints move such that no step is run more
 * often than once more than by `binomial` with as many slots, which knows the number. What lies between two checkpoints is
 * reversed by `binomial`. With two slots or more every state is stored for a while.
 * Wang, Moin and Iaccarino, "Minimal repetition dynamic checkpointing algorithm for unsteady adjoint calculation",
 * SIAM J. Sci. Comput. 31 (2009).
 * @throws RangeError where there is no slot
 */
export function online(slots: number): OnlineSchedule {
  expectCount("online", "slots", slots, 1);
  return {
    start: () => new Run(slots),
    *actions(steps): Generator<Action> {
      expectCount("online", "steps", steps, 0);
      const run = new Run(slots);
      for (let step = 0; step < steps; step++) {
        yield* run.next();
        if (step + 1 < steps) yield { kind: "advance", from: step, to: step + 1 };
      }
      yield* run.finish();
    },
  };
}

interface Checkpoint extends Kept {
  /** How many repetitions the steps before it may take. */
  readonly level: number;
}

class Run implements OnlineRun {
  private readonly slots: Slots;
  /** In the order of their steps. */
  private readonly checkpoints: Checkpoint[] = [];
  private steps = 0;

  constructor(slots: number) {
    this.slots = new Slots(slots);
  }

  next(): readonly Action[] {
    const step = this.steps++;
    if (step === 0) return [this.store(step, Number.POSITIVE_INFINITY)];
    if (this.slots.free > 0) return [this.store(step, 0)];
    const dispensable = this.dispensable();
    if (dispensable >= 0) return [this.free(dispensable), this.store(step, 0)];
    const last = this.checkpoints.length - 1;
    if (last === 0) return [];
    const { level } = this.checkpoints[last];
    return [this.free(last), this.store(step, level + 1)];
  }

  *finish(): Generator<Action> {
    let end = this.steps;
    for (let k = this.checkpoints.length - 1; k >= 0; k--) {
      const { step, slot } = this.checkpoints[k];
      yield { kind: "restore", slot, step };
      yield* reverseRange(step, end, this.slots, binomialSplit, slot);
      end = step;
    }
  }

  /** A checkpoint before one of a higher level: the steps up to that one may be run so often that they need it no more. */
  private dispensable(): number {
    let highest = -1;
    for (let k = this.checkpoints.length - 1; k >= 0; k--) {
      if (this.checkpoints[k].level < highest) return k;
      highest = Math.max(highest, this.checkpoints[k].level);
    }
    return -1;
  }

  private store(step: number, level: number): Action {
    const slot = this.slots.take();
    this.checkpoints.push({ step, slot, level });
    return { kind: "store", step, slot };
  }

  private free(k: number): Action {
    const [{ slot }] = this.checkpoints.splice(k, 1);
    this.slots.put(slot);
    return { kind: "free", slot };
  }
}
