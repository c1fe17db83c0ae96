import type { Action, Schedule } from "./action.js";
import type { OnlineRun, OnlineSchedule } from "./online.js";
import { Replay } from "./replay.js";

/** What the reverse sweep does next. */
export type Task = "store" | "restore" | "advance" | "reverse" | "done";

/**
 * A schedule at work, in two sweeps: `keep` is asked before each step of the forward sweep, which runs all of them; then `next` says
 * what reverses them. Where the number of steps is known, the state before the last one is kept, too, as the forward sweep leaves it behind.
 */
export interface Reversal {
  /** The slot that takes the state at hand, or -1. */
  keep(): number;
  next(): Task;
  /** Of the last action: the slot, the step, and up to which step it advances. */
  readonly slot: number;
  readonly step: number;
  readonly to: number;
}

/**
 * @param steps how many there are, if that is known
 * @throws RangeError where it is not known and the schedule has to know it
 */
export function reversal(schedule: Schedule, steps?: number): Reversal {
  if (steps !== undefined) return new Offline(schedule, Math.max(steps, 0) || 0);
  if (isOnline(schedule)) return new Online(schedule.start());
  throw new RangeError(
    "this schedule of checkpoints must know the number of steps, which this loop does not tell in front; take `online`, `sqrt` or `halving`",
  );
}

function isOnline(schedule: Schedule): schedule is OnlineSchedule {
  return "start" in schedule;
}

abstract class Plan implements Reversal {
  slot = -1;
  step = 0;
  to = 0;

  abstract keep(): number;
  protected abstract action(): Action | undefined;

  next(): Task {
    let action = this.action();
    while (action?.kind === "free") action = this.action();
    if (!action) return "done";
    if (action.kind === "store" || action.kind === "restore") this.slot = action.slot;
    if (action.kind === "reverse") this.step = action.step;
    if (action.kind === "advance") {
      this.step = action.from;
      this.to = action.to;
    }
    return action.kind;
  }
}

class Offline extends Plan {
  private readonly actions: Iterator<Action>;
  private readonly replay: Replay;
  private done = 0;
  private ahead: Action | undefined;
  private slotsUsed = 0;
  /** The slot of the state before the last step, until that is at hand. */
  private last = -1;

  constructor(
    schedule: Schedule,
    private readonly steps: number,
  ) {
    super();
    this.actions = schedule.actions(steps)[Symbol.iterator]();
    this.replay = new Replay(steps);
    this.read();
  }

  keep(): number {
    const step = this.done++;
    while (this.ahead?.kind === "free" || (this.ahead?.kind === "advance" && this.ahead.to === step)) this.read();
    let slot = -1;
    if (this.ahead?.kind === "store" && this.ahead.step === step) {
      slot = this.ahead.slot;
      this.slotsUsed = Math.max(this.slotsUsed, slot + 1);
      this.read();
    }
    if (this.done < this.steps) return slot;
    this.last = slot >= 0 ? slot : this.slotsUsed;
    return this.last;
  }

  protected action(): Action | undefined {
    if (this.last < 0) return this.read();
    const slot = this.last;
    this.last = -1;
    return { kind: "restore", slot, step: this.steps - 1 };
  }

  /** The action ahead, and then there is the next one. */
  private read(): Action | undefined {
    const action = this.ahead;
    const { done, value } = this.actions.next();
    this.ahead = done ? undefined : value;
    if (this.ahead) this.replay.take(this.ahead);
    else this.replay.end();
    return action;
  }
}

class Online extends Plan {
  private actions: Iterator<Action> | undefined;

  constructor(private readonly run: OnlineRun) {
    super();
  }

  keep(): number {
    const stored = this.run.next().find(({ kind }) => kind === "store");
    return stored?.kind === "store" ? stored.slot : -1;
  }

  protected action(): Action | undefined {
    this.actions ??= this.run.finish()[Symbol.iterator]();
    const { done, value } = this.actions.next();
    return done ? undefined : value;
  }
}
