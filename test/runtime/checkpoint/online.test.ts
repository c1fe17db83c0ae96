import { cost, every, halving, none, type OnlineSchedule, online, type Schedule, sqrt } from "cotangent/checkpoint";
import { describe, expect, test } from "vitest";
import { Chain } from "./chain.js";

const schedules: [string, () => OnlineSchedule][] = [
  ...[1, 2, 3, 8].map((slots): [string, () => OnlineSchedule] => [`${slots} slots`, () => online(slots)]),
  ["every third", () => every(3)],
  ["none", none],
  ["sqrt", sqrt],
  ["halving", halving],
];

describe.each(schedules)("%s", (_, make) => {
  test("a chain that ends when it ends", () => {
    for (let steps = 0; steps <= 150; steps++) {
      const chain = new Chain(steps);
      const run = make().start();
      for (let k = 0; k < steps; k++) {
        for (const action of run.next()) chain.do(action);
        chain.run(k);
      }
      for (const action of run.finish()) chain.do(action);
      expect(chain.reversed).toEqual([...Array(steps).keys()].reverse());
      expect(chain.derivative).toBe(chain.expected);
    }
  });

  test("runs do not share their slots", () => {
    const schedule = make();
    const [one, other] = [schedule.start(), schedule.start()];
    const expected = make().start();
    for (let k = 0; k < 20; k++) {
      other.next();
      other.next();
      expect(one.next()).toEqual(expected.next());
    }
  });
});

/** The schedule as one for known lengths that makes nothing of knowing them. */
function unknowing(schedule: OnlineSchedule): Schedule {
  return {
    *actions(steps) {
      const run = schedule.start();
      for (let step = 0; step < steps; step++) {
        yield* run.next();
        if (step + 1 < steps) yield { kind: "advance", from: step, to: step + 1 };
      }
      yield* run.finish();
    },
  };
}

describe("what it costs not to know the length", () => {
  const lengths = [1, 2, 3, 10, 31, 32, 33, 127, 128, 129, 1000, 4095, 4096, 5000];

  test("sqrt: each step is run again at most once, with hardly more slots", () => {
    for (const steps of lengths) {
      const { recomputed, repetitions, peakSlots } = cost(unknowing(sqrt()), steps);
      expect(recomputed).toBeLessThan(steps);
      expect(repetitions).toBeLessThanOrEqual(2);
      expect(peakSlots).toBeLessThanOrEqual(Math.ceil(3 * Math.sqrt(steps)));
    }
  });

  test("halving: logarithms", () => {
    for (const steps of lengths) {
      const { recomputed, peakSlots } = cost(unknowing(halving()), steps);
      expect(recomputed).toBeLessThanOrEqual((steps * Math.log2(steps)) / 2);
      expect(peakSlots).toBeLessThanOrEqual(Math.floor(Math.log2(steps)) + 2);
    }
  });
});
