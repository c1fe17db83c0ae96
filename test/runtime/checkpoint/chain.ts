import type { Action } from "cotangent/checkpoint";

/** The states of a chain, and the derivative of its last state by its first: each step multiplies by another number. */
export class Chain {
  readonly reversed: number[] = [];
  derivative = 1;
  private readonly slots = new Map<number, number>();
  private readonly states: number[] = [0.3];
  private hand: number | undefined;

  constructor(steps: number) {
    for (let k = 0; k < steps; k++) this.states.push(step(this.states[k], k));
    this.hand = this.states[0];
  }

  /** The same derivative by keeping all states. */
  get expected(): number {
    return this.states.slice(0, -1).reduceRight((product, state, k) => product * slope(state, k), 1);
  }

  do(action: Action): void {
    switch (action.kind) {
      case "store":
        this.slots.set(action.slot, this.atHand());
        break;
      case "restore":
        this.hand = this.slots.get(action.slot);
        break;
      case "advance":
        for (let k = action.from; k < action.to; k++) this.run(k);
        break;
      case "reverse":
        this.derivative *= slope(this.atHand(), action.step);
        this.reversed.push(action.step);
        this.hand = undefined;
        break;
      case "free":
        this.slots.delete(action.slot);
    }
  }

  run(k: number): void {
    this.hand = step(this.atHand(), k);
  }

  private atHand(): number {
    if (this.hand === undefined) throw new Error("no state is at hand");
    return this.hand;
  }
}

function step(x: number, k: number): number {
  return Math.sin(x * (1 + k)) + x;
}

function slope(x: number, k: number): number {
  return (1 + k) * Math.cos(x * (1 + k)) + 1;
}
