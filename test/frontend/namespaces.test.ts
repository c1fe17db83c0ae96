/** Namespaces, and tables whose keys are members of enums. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("functions, constants and variables of namespaces", () =>
  check(
    {
      "units.ts": `export namespace Length {
  export const metre = 1;
  export const foot = 0.3048 * metre;
  const factors = [metre, foot];
  let calls = 0;
  export function convert(v: number, from: number, to: number = metre): number {
    calls++;
    return (v * from) / to;
  }
  export const total = (xs: number[]): number => xs.reduce((sum, x, i) => sum + convert(x, factors[i % 2]), 0) + 0 * calls;
}
export default class Quantity {
  constructor(readonly value: number, readonly unit: number = Length.metre) {}
  in(unit: number): number {
    return Length.convert(this.value, this.unit, unit);
  }
}`,
      "main.ts": `import Quantity, { Length as L } from "./units.js";
namespace Own {
  export const square = (x: number): number => x * x;
}
export const f = (a: number, b: number): number =>
  Own.square(new Quantity(a, L.foot).in(L.metre)) * L.convert(b, 3) + L.total([a, b, a * b]);`,
    },
    { points: [[1.5, 2]] },
  ));

test("tables by members of enums", () =>
  check(
    `enum Mode {
  Multiply = "multiply",
  Screen = "screen",
}
enum Order {
  Up,
  Down,
}
const BLEND: Record<Mode, (a: number, b: number) => number> = {
  [Mode.Multiply]: (a, b) => a * b,
  [Mode.Screen]: (a, b) => 1 - (1 - a) * (1 - b),
};
const SIGN = { [Order.Up]: (x: number) => x, [Order.Down]: (x: number) => -x * x };
const OPS: Record<string, { precedence: number; apply: (a: number, b: number) => number }> = {
  "+": { precedence: 1, apply: (a, b) => a + b },
  "a b": { precedence: 2, apply: (a, b) => a * b },
};
export function f(x: number, y: number, mode: Mode, order: Order, op: string): number {
  let sum = SIGN[order](BLEND[mode](x, y));
  for (const each of Object.values(Mode)) sum += BLEND[each](sum, x);
  return OPS[op].apply(sum, y) * OPS[op].precedence;
}`,
    {
      points: [
        [0.3, 0.7, "multiply", 0, "+"],
        [0.3, 0.7, "screen", 1, "a b"],
      ],
      wrt: [0, 1],
    },
  ));
