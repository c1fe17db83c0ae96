import { type Action, expectCount, type Schedule, Slots } from "./action.js";
import { type Kept, reverseRange } from "./split.js";

/** Keeps every state: nothing is computed again. It takes a slot for every step but the last. */
export function none(): Schedule {
  return every(1);
}

/**
 * Keeps the first state of every `stride` steps; those between are computed again once and kept while their part is reversed.
 * It takes a slot for every part and `stride - 2` more.
 * @throws RangeError where the stride is not at least 1
 */
export function every(stride: number): Schedule {
  expectCount("every", "steps between checkpoints", stride, 1);
  return { actions: (steps) => reverseParts(steps, stride) };
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
  const next = (from: number): number => from + 1;
  yield* reverseRange(step, steps, slots, next);
  for (const { step: from, slot } of starts.reverse()) {
    yield { kind: "restore", slot, step: from };
    yield* reverseRange(from, from + stride, slots, next, slot);
  }
}

/** Splits a range in halves again and again: n log n steps at most with the logarithm of n slots. */
export function halving(): Schedule {
  return {
    *actions(steps): Generator<Action> {
      expectCount("halving", "steps", steps, 0);
      if (steps > 0) yield* reverseRange(0, steps, new Slots(steps), (from, to) => (from + to) >> 1);
    },
  };
}
