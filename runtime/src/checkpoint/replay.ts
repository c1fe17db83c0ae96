import type { Action } from "./action.js";

/**
 * Where a schedule has got to: which states are in slots, which is at hand, and which step is to be reversed next.
 * @throws Error where an action takes a state that is not there, or a step is not the one to reverse
 */
export class Replay {
  private readonly slots = new Map<number, number>();
  private hand: number | undefined = 0;

  /** @param open how many steps are still to be reversed */
  constructor(private open: number) {}

  get slotsInUse(): number {
    return this.slots.size;
  }

  take(action: Action): void {
    switch (action.kind) {
      case "store":
        this.expectAtHand(action.step);
        if (this.slots.has(action.slot))
          throw new Error(`the schedule stores into slot ${action.slot}, which is in use`);
        this.slots.set(action.slot, action.step);
        break;
      case "restore":
        if (this.slots.get(action.slot) !== action.step) {
          throw new Error(`the schedule restores state ${action.step} from slot ${action.slot}, where it is not`);
        }
        this.hand = action.step;
        break;
      case "advance":
        this.expectAtHand(action.from);
        if (!(action.to > action.from && action.to < this.open)) {
          throw new Error(
            `the schedule runs from state ${action.from} to ${action.to}, but ${this.open} steps are open`,
          );
        }
        this.hand = action.to;
        break;
      case "reverse":
        this.expectAtHand(action.step);
        if (action.step !== --this.open) {
          throw new Error(`the schedule reverses step ${action.step} in place of ${this.open}`);
        }
        this.hand = undefined;
        break;
      case "free":
        if (!this.slots.delete(action.slot)) throw new Error(`the schedule frees slot ${action.slot}, which is free`);
    }
  }

  end(): void {
    if (this.open > 0) throw new Error(`the schedule leaves ${this.open} steps that are not reversed`);
    if (this.slots.size > 0) throw new Error(`the schedule leaves ${this.slots.size} slots that are not freed`);
  }

  private expectAtHand(step: number): void {
    if (this.hand !== step) throw new Error(`the schedule takes state ${step}, but ${this.hand ?? "none"} is at hand`);
  }
}
