import { type Action, expectCount, Slots } from "./action.js";
import type { OnlineRun, OnlineSchedule } from "./online.js";
import { type Kept, reverseRange, type Split } from "./split.js";

/** Keeps every state: nothing is computed again. It takes a slot for every step but the last. */
export function none(): OnlineSchedule {
  return every(1);
}

/**
 * Keeps the first state of every `stride` steps; those between are computed again once and kept while their part is reversed.
 * It takes a slot for every part and `stride - 2` more.
 * @throws RangeError where the stride is not at least 1
 */
export function every(stride: number): OnlineSchedule {
  expectCount("every", "steps between checkpoints", stride, 1);
  return { start: () => new Parts(stride), actions: (steps) => reverseParts(steps, stride) };
}

/**
 * `every` with the square root of the number of steps: it takes at most twice as many slots. While the number of steps is not known, parts
 * grow: when there are twice as many as they have steps, every other start is given up. No step is run more often for that.
 */
export function sqrt(): OnlineSchedule {
  return {
    start: () => new GrowingParts(),
    actions: (steps) => reverseParts(steps, Math.max(1, Math.ceil(Math.sqrt(steps)))),
  };
}

/** A run of a schedule that keeps starts of parts and gives some of them up as there are more. */
abstract class Starts implements OnlineRun {
  protected readonly slots = new Slots();
  protected starts: Kept[] = [];
  protected steps = 0;

  abstract next(): readonly Action[];

  abstract finish(): Iterable<Action>;

  protected keep(step: number): Action {
    const kept = { step, slot: this.slots.take() };
    this.starts.push(kept);
    return { kind: "store", ...kept };
  }

  /** Gives up the starts for which `isKept` does not hold. */
  protected thin(isKept: (kept: Kept, k: number) => boolean): Action[] {
    const [all, kept] = [this.starts, this.starts.filter(isKept)];
    this.starts = kept;
    return all.flatMap((each): Action[] => {
      if (kept.includes(each)) return [];
      this.slots.put(each.slot);
      return [{ kind: "free", slot: each.slot }];
    });
  }
}

class Parts extends Starts {
  constructor(private readonly stride: number) {
    super();
  }

  next(): readonly Action[] {
    const step = this.steps++;
    return step % this.stride === 0 ? [this.keep(step)] : [];
  }

  finish(): Iterable<Action> {
    return reverseKept(this.starts, this.steps, this.slots, keepNext);
  }
}

class GrowingParts extends Starts {
  private stride = 1;

  next(): readonly Action[] {
    const step = this.steps++;
    if (step % this.stride !== 0) return [];
    if (this.starts.length < 2 * this.stride) return [this.keep(step)];
    this.stride *= 2;
    return [...this.thin((_, k) => k % 2 === 0), this.keep(step)];
  }

  finish(): Iterable<Action> {
    return reverseKept(this.starts, this.steps, this.slots, keepNext);
  }
}

/** Parts are the powers of two whose sum is the number of steps, the largest first: two that are equal become one. */
class PowersOfTwo extends Starts {
  next(): readonly Action[] {
    const step = this.steps++;
    const isOpen = ({ step: start }: Kept): boolean => start === 0 || step - start < (start & -start);
    return [...this.thin(isOpen), this.keep(step)];
  }

  finish(): Iterable<Action> {
    return reverseKept(this.starts, this.steps, this.slots, inHalves);
  }
}

function* reverseParts(steps: number, stride: number): Generator<Action> {
  expectCount("every", "steps", steps, 0);
  if (steps === 0) return;
  const slots = new Slots(steps);
  const starts: Kept[] = [];
  let step = 0;
  for (; step + stride < steps; step += stride) {
    const start = { step, slot: slots.take() };
    starts.push(start);
    yield { kind: "store", ...start };
    yield { kind: "advance", from: step, to: step + stride };
  }
  yield* reverseRange(step, steps, slots, keepNext);
  yield* reverseKept(starts, step, slots, keepNext);
}

/** Reverses parts whose first states are kept, up to the step `end`. */
function* reverseKept(starts: readonly Kept[], end: number, slots: Slots, split: Split): Generator<Action> {
  let to = end;
  for (const { step: from, slot } of [...starts].reverse()) {
    yield { kind: "restore", slot, step: from };
    yield* reverseRange(from, to, slots, split, slot);
    to = from;
  }
}

const keepNext: Split = (from) => from + 1;
const inHalves: Split = (from, to) => (from + to) >> 1;

/**
 * Splits a range in halves again and again: n log n steps at most with the logarithm of n slots. While the number of steps is not known, powers
 * of two are parts, which are halved.
 */
export function halving(): OnlineSchedule {
  return {
    start: () => new PowersOfTwo(),
    *actions(steps): Generator<Action> {
      expectCount("halving", "steps", steps, 0);
      if (steps > 0) yield* reverseRange(0, steps, new Slots(), inHalves);
    },
  };
}
