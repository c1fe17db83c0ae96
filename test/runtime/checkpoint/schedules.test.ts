import {
  type Action,
  binomial,
  cost,
  dynamic,
  every,
  halving,
  none,
  online,
  type Schedule,
  sqrt,
} from "cotangent/checkpoint";
import { describe, expect, test } from "vitest";
import { Chain } from "./chain.js";

const lengths = [...Array(33).keys(), 100, 1000];

const schedules: [string, (steps: number) => Schedule][] = [
  ["none", none],
  ["every", () => every(4)],
  ["sqrt", sqrt],
  ["halving", halving],
  ["binomial 1", () => binomial(1)],
  ["binomial 3", () => binomial(3)],
  ["binomial 20", () => binomial(20)],
  ["dynamic", (steps) => dynamic(costsOf(Math.min(steps, 100)), 3)],
  ["online 1", () => online(1)],
  ["online 2", () => online(2)],
  ["online 5", () => online(5)],
];

function costsOf(steps: number): number[] {
  return Array.from({ length: steps }, (_, k) => 1 + ((7 * k) % 5));
}

describe.each(schedules)("%s", (name, make) => {
  test("reverses every step once, with its state", () => {
    for (const steps of lengths.filter((length) => name !== "dynamic" || length <= 100)) {
      const chain = new Chain(steps);
      for (const action of make(steps).actions(steps)) chain.do(action);
      expect(chain.reversed).toEqual([...Array(steps).keys()].reverse());
      expect(chain.derivative).toBe(chain.expected);
    }
  });

  test("stores nothing that is kept already", () => {
    let restored: number | undefined;
    for (const action of make(30).actions(30)) {
      if (action.kind === "store") expect(action.step).not.toBe(restored);
      if (action.kind !== "free") restored = action.kind === "restore" ? action.step : undefined;
    }
  });

  test("is a schedule that costs can be told of, again and again", () => {
    for (const steps of lengths.filter((length) => name !== "dynamic" || length <= 100)) {
      const schedule = make(steps);
      const first = cost(schedule, steps);
      expect(first.advanced).toBeGreaterThanOrEqual(Math.max(0, steps - 1));
      expect(cost(schedule, steps)).toEqual(first);
    }
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("%o steps are a RangeError", (steps) => {
    expect(() => [...make(3).actions(steps)]).toThrow(RangeError);
  });
});

describe("schedules without slots are RangeErrors", () => {
  test.each([0, -1, 1.5, Number.NaN])("%o", (slots) => {
    const message = `the number of slots must be an integer from 1 on, but is ${slots}`;
    expect(() => binomial(slots)).toThrow(new RangeError(`binomial: ${message}`));
    expect(() => dynamic([1, 2], slots)).toThrow(new RangeError(`dynamic: ${message}`));
    expect(() => online(slots)).toThrow(new RangeError(`online: ${message}`));
    expect(() => every(slots)).toThrow(RangeError);
  });
});

describe("cost finds what is wrong with a schedule", () => {
  const of =
    (...actions: Action[]): (() => unknown) =>
    () =>
      cost({ actions: () => actions }, 2);
  const store: Action = { kind: "store", step: 0, slot: 0 };
  const advance: Action = { kind: "advance", from: 0, to: 1 };
  const last: Action = { kind: "reverse", step: 1 };
  const restore: Action = { kind: "restore", slot: 0, step: 0 };
  const free: Action = { kind: "free", slot: 0 };
  const first: Action = { kind: "reverse", step: 0 };

  test("nothing", () => {
    expect(of(store, advance, last, restore, free, first)).not.toThrow();
  });

  test.each<[string, Action[]]>([
    ["the schedule takes state 0, but 1 is at hand", [advance, store]],
    ["the schedule stores into slot 0, which is in use", [store, store]],
    ["the schedule restores state 0 from slot 0, where it is not", [restore]],
    ["the schedule restores state 0 from slot 0, where it is not", [store, free, restore]],
    ["the schedule takes state 0, but 1 is at hand", [advance, advance]],
    ["the schedule runs from state 0 to 2, but 2 steps are open", [{ kind: "advance", from: 0, to: 2 }]],
    ["the schedule runs from state 0 to 0, but 2 steps are open", [{ kind: "advance", from: 0, to: 0 }]],
    ["the schedule takes state 1, but 0 is at hand", [last]],
    ["the schedule takes state 0, but none is at hand", [advance, last, first]],
    ["the schedule reverses step 0 in place of 1", [first]],
    ["the schedule frees slot 0, which is free", [free]],
    ["the schedule leaves 1 steps that are not reversed", [advance, last]],
    ["the schedule leaves 1 slots that are not freed", [store, advance, last, restore, first]],
  ])("%s", (message, actions) => {
    expect(of(...actions)).toThrow(new Error(message));
  });
});
