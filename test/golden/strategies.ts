import { grad } from "cotangent";

abstract class Option {
  constructor(readonly strike: number) {}
  abstract payoff(spot: number): number;
}

class Call extends Option {
  payoff(spot: number): number {
    return Math.max(spot - this.strike, 0);
  }
}

class Put extends Option {
  payoff(spot: number): number {
    return Math.max(this.strike - spot, 0);
  }
}

/** Value of two options and of one for each strike. */
export function portfolioValue(spot: number, strikes: number[]): number {
  const options: Option[] = [new Call(90), new Put(80)];
  for (const strike of strikes) options.push(strike > 100 ? new Put(strike) : new Call(strike));
  return options.reduce((value, option) => value + option.payoff(spot), 0);
}

export const delta = grad(portfolioValue, { argnums: [0, 1] });

portfolioValue(95, [110, 94]); // 21
delta(95, [110, 94]); // [1, [1, -1]]
