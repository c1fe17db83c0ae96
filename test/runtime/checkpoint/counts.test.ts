import {
  binomial,
  binomialCost,
  type Cost,
  cost,
  dynamic,
  every,
  halving,
  none,
  online,
  sqrt,
} from "cotangent/checkpoint";
import { describe, expect, test } from "vitest";

/** The fewest steps to run, by dynamic programming over the first state that is kept behind the first one. */
function fewest(steps: number, slots: number): number[][] {
  const table: number[][] = [];
  for (let c = 1; c <= slots; c++) {
    const row = [0, 0];
    for (let length = 2; length <= steps; length++) {
      let least = (length * (length - 1)) / 2;
      for (let k = 1; c > 1 && k < length; k++) least = Math.min(least, k + table[c - 2][length - k] + row[k]);
      row.push(least);
    }
    table.push(row);
  }
  return table;
}

/** The least work to reverse a chain, by searching all sequences of actions: Dijkstra's algorithm on what is at hand, kept and open. */
function leastWork(costs: readonly number[], slots: number): number {
  const queue: [work: number, hand: number, kept: number, open: number][] = [[0, 0, 0, costs.length]];
  const done = new Set<string>();
  const count = (kept: number): number => kept.toString(2).replaceAll("0", "").length;
  for (;;) {
    queue.sort(([a], [b]) => b - a);
    const [work, hand, kept, open] = queue.pop()!;
    if (open === 0) return work;
    const key = `${hand} ${kept} ${open}`;
    if (done.has(key)) continue;
    done.add(key);
    for (let k = 0; k < open; k++)
      if (kept & (1 << k)) queue.push([work, k, kept, open], [work, hand, kept & ~(1 << k), open]);
    if (hand < 0) continue;
    if (hand < open - 1) queue.push([work + costs[hand], hand + 1, kept, open]);
    if (hand === open - 1) queue.push([work, -1, kept, open - 1]);
    if (count(kept) < slots) queue.push([work, hand, kept | (1 << hand), open]);
  }
}

describe("binomial", () => {
  test("runs as few steps as dynamic programming finds, up to 200 steps and 12 slots", () => {
    const table = fewest(200, 12);
    for (let slots = 1; slots <= 12; slots++) {
      for (let steps = 1; steps <= 200; steps++) {
        const expected = binomialCost(steps, slots);
        expect(expected.advanced, `${steps} steps, ${slots} slots`).toBe(table[slots - 1][steps]);
        expect(cost(binomial(slots), steps), `${steps} steps, ${slots} slots`).toEqual(expected);
      }
    }
  });

  test("is the best of all schedules of short chains", () => {
    for (let slots = 1; slots <= 4; slots++) {
      for (let steps = 1; steps <= 8; steps++) {
        expect(binomialCost(steps, slots).advanced).toBe(leastWork(Array(steps).fill(1), slots));
      }
    }
  });

  test("known numbers", () => {
    expect(binomialCost(0, 3)).toEqual({ advanced: 0, recomputed: 0, repetitions: 0, peakSlots: 0 });
    expect(binomialCost(1, 3)).toEqual({ advanced: 0, recomputed: 0, repetitions: 0, peakSlots: 0 });
    expect(binomialCost(10, 3)).toEqual({ advanced: 15, recomputed: 6, repetitions: 2, peakSlots: 3 });
    expect(binomialCost(10, 1)).toMatchObject({ advanced: 45, repetitions: 9 });
    // C(13, 10) = 286 steps take three runs each with ten slots.
    expect(binomialCost(286, 10).repetitions).toBe(3);
    expect(binomialCost(287, 10).repetitions).toBe(4);
  });

  test("long chains, and many slots", () => {
    expect(binomialCost(176_851, 100).repetitions).toBe(3);
    expect(binomialCost(176_852, 100).repetitions).toBe(4);
    for (const [steps, slots] of [
      [50_000, 100],
      [50_000, 10],
      [2000, 3],
    ] as const) {
      expect(cost(binomial(slots), steps)).toEqual(binomialCost(steps, slots));
    }
    expect(cost(sqrt(), 100_000).recomputed).toBe(315 * 316);
  });

  test("RangeErrors", () => {
    expect(() => binomialCost(3, 0)).toThrow(RangeError);
    expect(() => binomialCost(-1, 1)).toThrow(RangeError);
  });
});

describe("regular schedules", () => {
  const runs = (steps: number): Pick<Cost, "advanced" | "recomputed"> => ({ advanced: steps - 1, recomputed: 0 });

  test("none keeps all states", () => {
    for (const steps of [1, 2, 3, 50])
      expect(cost(none(), steps)).toMatchObject({ ...runs(steps), peakSlots: steps - 1 });
  });

  test("every k computes all parts but the last once more", () => {
    for (let stride = 1; stride <= 12; stride++) {
      for (let steps = 1; steps <= 100; steps++) {
        const parts = Math.ceil(steps / stride);
        const last = steps - (parts - 1) * stride;
        const { advanced, recomputed, peakSlots, repetitions } = cost(every(stride), steps);
        expect(recomputed).toBe((parts - 1) * (stride - 1));
        expect(advanced).toBe(steps - 1 + recomputed);
        expect(repetitions).toBeLessThanOrEqual(2);
        expect(peakSlots).toBe(parts - 1 + Math.max(last - 1, parts > 1 ? stride - 2 : 0));
      }
    }
  });

  test("sqrt takes twice the root of slots", () => {
    for (const steps of [1, 2, 10, 100, 101, 5000]) {
      const root = Math.ceil(Math.sqrt(steps));
      expect(cost(sqrt(), steps)).toEqual(cost(every(root), steps));
      expect(cost(sqrt(), steps).peakSlots).toBeLessThanOrEqual(2 * root);
    }
  });

  test("halving takes logarithms", () => {
    const expected = [0, 0];
    for (let steps = 2; steps <= 500; steps++) {
      const half = Math.floor(steps / 2);
      expected.push(half + expected[half] + expected[steps - half]);
      const { advanced, peakSlots } = cost(halving(), steps);
      expect(advanced).toBe(expected[steps]);
      expect(advanced).toBeLessThanOrEqual((steps * Math.log2(steps)) / 2);
      expect(peakSlots).toBe(Math.ceil(Math.log2(steps)));
    }
  });
});

describe("dynamic", () => {
  test("is binomial for steps of one cost", () => {
    for (let slots = 1; slots <= 6; slots++) {
      for (const steps of [1, 2, 7, 20, 45]) {
        expect(cost(dynamic(Array(steps).fill(1), slots), steps).advanced).toBe(binomialCost(steps, slots).advanced);
      }
    }
  });

  test("is the best of all schedules of short chains with uneven costs", () => {
    for (let k = 0; k < 40; k++) {
      const steps = 2 + (k % 6);
      const slots = 1 + (k % 3);
      const costs = Array.from({ length: steps }, (_, i) => (k * 7 + i * i * 5 + i * k) % 11);
      const found = cost(dynamic(costs, slots), steps, (step) => costs[step]);
      expect(found.advanced).toBe(leastWork(costs, slots));
      expect(found.peakSlots).toBeLessThanOrEqual(slots);
    }
  });

  test("is better than binomial where one step costs most", () => {
    const costs = Array.from({ length: 30 }, (_, k) => (k === 4 ? 1000 : 1));
    const work = (step: number): number => costs[step];
    expect(cost(dynamic(costs, 3), 30, work).advanced).toBeLessThan(1200);
    expect(cost(binomial(3), 30, work).advanced).toBeGreaterThan(2000);
  });

  test("RangeErrors", () => {
    expect(() => [...dynamic([1, 2], 2).actions(3)]).toThrow(
      new RangeError("dynamic: the schedule is for 2 steps, but the chain has 3"),
    );
    for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => dynamic([1, bad], 2)).toThrow(
        new RangeError(`dynamic: the cost of step 1 must be a finite number from 0 on, but is ${bad}`),
      );
    }
    expect(() => dynamic(new Float64Array(10_000), 8)).toThrow(
      new RangeError("dynamic: 10000 steps with 8 slots are too many for tables; take binomial"),
    );
  });
});

describe("online", () => {
  test("no step is run more than once more than by binomial", () => {
    for (let slots = 1; slots <= 12; slots++) {
      for (let steps = 1; steps <= 200; steps++) {
        const found = cost(online(slots), steps);
        const best = binomialCost(steps, slots);
        expect(found.repetitions).toBeLessThanOrEqual(best.repetitions + 1);
        expect(found.advanced).toBeGreaterThanOrEqual(best.advanced);
        expect(found.advanced).toBeLessThanOrEqual((best.repetitions + 1) * steps);
        expect(found.peakSlots).toBeLessThanOrEqual(slots);
      }
    }
  });

  test("computes little more than binomial for long chains", () => {
    for (const [steps, slots] of [
      [5000, 5],
      [5000, 10],
      [20_000, 8],
    ] as const) {
      expect(cost(online(slots), steps).advanced).toBeLessThan(1.25 * binomialCost(steps, slots).advanced);
    }
  });

  test("computes nothing again while there are slots", () => {
    for (const steps of [1, 5, 10]) expect(cost(online(10), steps).recomputed).toBe(0);
  });
});
