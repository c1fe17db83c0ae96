import { online } from "cotangent/checkpoint";
import { expect, test } from "vitest";
import { Chain } from "./chain.js";

test.each([1, 2, 3, 8])("a chain that ends when it ends, with %i slots", (slots) => {
  for (let steps = 0; steps <= 60; steps++) {
    const chain = new Chain(steps);
    const run = online(slots).start();
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
  const schedule = online(3);
  const [one, other] = [schedule.start(), schedule.start()];
  const expected = online(3).start();
  for (let k = 0; k < 20; k++) {
    other.next();
    other.next();
    expect(one.next()).toEqual(expected.next());
  }
});
