import { type Action, expectCount, type Schedule, Slots } from "./action.js";
import type { OnlineRun, OnlineSchedule } from "./online.js";
import { type Kept, reverseRange } from "./split.js";

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
  return { start: () => new Run(stride), actions: (steps) => reverseParts(steps, stride) };
}

/** Keeps the first states of parts while their number is not known. */
class Run implements OnlineRun {
  private steps = 0;

  constructor(private readonly stride: number) {}

  next(): readonly Action[] {
    const step = this.steps++;
    return step % this.stride === 0 ? [{ kind: "store", step, slot: step / this.stride }] : [];
  }

  finish(): Iterable<Action> {
    const slots = new Slots(this.steps);
    const starts: Kept[] = [];
    for (let step = 0; step < this.steps; step += this.stride) starts.push({ step, slot: slots.take() });
    return reverseKept(starts, this.steps, slots);
  }
}

/** `every` with the square root of the number of steps: it takes at most twice as many slots. */
export function sqrt(): Schedule {
  return { actions: (steps) => reverseParts(steps, Math.max(1, Math.ceil(Math.sqrt(steps)))) };
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
  yield* reverseKept(starts, step, slots);
}

/** Reverses parts whose first states are kept, up to the step `end`. */
function* reverseKept(starts: readonly Kept[], end: number, slots: Slots): Generator<Action> {
  let to = end;
  for (const { step: from, slot } of [...starts].reverse()) {
    yield { kind: "restore", slot, step: from };
    yield* reverseRange(from, to, slots, keepNext, slot);
    to = from;
  }
}

const keepNext = (from: number): number => from + 1;

/** Splits a range in halves again and again: n log n steps at most with the logarithm of n slots. */
export function halving(): Schedule {
  return {
    *actions(steps): Generator<Action> {
      expectCount("halving", "steps", steps, 0);
      if (steps > 0) yield* reverseRange(0, steps, new Slots(steps), (from, to) => (from + to) >> 1);
    },
  };
}
