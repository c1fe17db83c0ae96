/** What is done next. The state at hand is `step` before `store` and `reverse`, and `from` before `advance`. */
export type Action =
  /** The state at hand is kept in a slot that is free. */
  | { readonly kind: "store"; readonly step: number; readonly slot: number }
  /** The state of a slot comes to hand; the slot keeps it. */
  | { readonly kind: "restore"; readonly slot: number; readonly step: number }
  /** The steps `from` to `to - 1` are run. */
  | { readonly kind: "advance"; readonly from: number; readonly to: number }
  /** A step is reversed, for which it is run once more. No state is at hand afterwards. */
  | { readonly kind: "reverse"; readonly step: number }
  | { readonly kind: "free"; readonly slot: number };

export interface Schedule {
  /**
   * What reverses the steps of a chain from the last to the first. At the beginning the state at hand is 0.
   * @throws RangeError where `steps` is no number of steps
   */
  actions(steps: number): Iterable<Action>;
}

/** Slots that are free; the one that was freed last is taken first. Without a count there is no end to them. */
export class Slots {
  private readonly unused: number[] = [];
  private made = 0;

  constructor(private readonly count = Number.POSITIVE_INFINITY) {}

  get free(): number {
    return this.count - this.made + this.unused.length;
  }

  take(): number {
    if (this.free === 0) throw new RangeError("a schedule asks for more slots than it has");
    return this.unused.pop() ?? this.made++;
  }

  put(slot: number): void {
    this.unused.push(slot);
  }
}

/** @throws RangeError */
export function expectCount(fn: string, what: string, count: number, least: number): void {
  if (Number.isInteger(count) && count >= least) return;
  throw new RangeError(`${fn}: the number of ${what} must be an integer from ${least} on, but is ${count}`);
}
