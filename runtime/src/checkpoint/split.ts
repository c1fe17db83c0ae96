import type { Action, Slots } from "./action.js";

/**
 * Up to which step a range is run before the next state is kept, of a range that holds at least two steps. `slots` counts
 * those for the range, the one of its first state too.
 */
export type Split = (from: number, to: number, slots: number) => number;

export interface Kept {
  readonly step: number;
  readonly slot: number;
}

/**
 * Reverses the steps `from` to `to - 1`, where `from` is at hand, and in the slot `first` if it is given, which is freed.
 * A range is split, the second part is reversed, and then the first one with the slots that are free again.
 */
export function* reverseRange(from: number, to: number, slots: Slots, split: Split, first?: number): Generator<Action> {
  const kept: Kept[] = first === undefined ? [] : [{ step: from, slot: first }];
  let [at, end] = [from, to];
  for (;;) {
    if (end - at === 1 && kept.at(-1)?.step === at) {
      const { slot } = kept.pop() as Kept;
      slots.put(slot);
      yield { kind: "free", slot };
    }
    while (end - at > 1) {
      if (kept.at(-1)?.step !== at) {
        kept.push({ step: at, slot: slots.take() });
        yield { kind: "store", ...(kept.at(-1) as Kept) };
      }
      const middle = split(at, end, slots.free + 1);
      yield { kind: "advance", from: at, to: middle };
      at = middle;
    }
    yield { kind: "reverse", step: at };
    end = at;
    const last = kept.at(-1);
    if (!last) return;
    at = last.step;
    yield { kind: "restore", ...last };
  }
}
