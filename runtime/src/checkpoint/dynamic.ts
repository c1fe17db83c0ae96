import { type Action, expectCount, type Schedule, Slots } from "./action.js";
import { reverseRange } from "./split.js";

/** Half a gigabyte of a table. */
const LARGEST = 2 ** 26;

/**
 * The least recomputation for steps of the given costs, by dynamic programming over all ranges and splits. It takes time in
 * the number of slots and in the cube of the number of steps, so it is for chains of up to some hundred steps.
 * @throws RangeError where there is no slot, a cost is negative or not finite, or the table would be too large
 */
export function dynamic(costs: ArrayLike<number>, slots: number): Schedule {
  expectCount("dynamic", "slots", slots, 1);
  const n = costs.length;
  for (let k = 0; k < n; k++) {
    if (!(costs[k] >= 0 && costs[k] < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`dynamic: the cost of step ${k} must be a finite number from 0 on, but is ${costs[k]}`);
    }
  }
  const used = Math.max(1, Math.min(slots, n));
  if ((n + 1) ** 2 * used > LARGEST) {
    throw new RangeError(`dynamic: ${n} steps with ${used} slots are too many for tables; take binomial`);
  }
  const splits = bestSplits(costs, used);
  return {
    *actions(steps): Generator<Action> {
      if (steps !== n) throw new RangeError(`dynamic: the schedule is for ${n} steps, but the chain has ${steps}`);
      const split = (from: number, to: number, free: number): number => splits[free - 1][from * (n + 1) + to];
      if (n > 0) yield* reverseRange(0, n, new Slots(used), split);
    },
  };
}

/** The first of the best splits of every range, by the number of slots less 1 and then by its ends. */
function bestSplits(costs: ArrayLike<number>, slots: number): Int32Array[] {
  const n = costs.length;
  const until = new Float64Array(n + 1);
  for (let k = 0; k < n; k++) until[k + 1] = until[k] + costs[k];
  const splits: Int32Array[] = [];
  let fewer: Float64Array | undefined;
  for (let free = 1; free <= slots; free++) {
    const best = new Float64Array((n + 1) ** 2);
    const split = new Int32Array((n + 1) ** 2);
    for (let length = 2; length <= n; length++) {
      for (let from = 0; from + length <= n; from++) {
        const to = from + length;
        let least = Number.POSITIVE_INFINITY;
        // Without another slot only a single step can be reversed behind the split.
        for (let middle = fewer ? from + 1 : to - 1; middle < to; middle++) {
          const rest = fewer ? fewer[middle * (n + 1) + to] : 0;
          const total = until[middle] - until[from] + rest + best[from * (n + 1) + middle];
          if (total < least) {
            least = total;
            split[from * (n + 1) + to] = middle;
          }
        }
        best[from * (n + 1) + to] = least;
      }
    }
    splits.push(split);
    fewer = best;
  }
  return splits;
}
