import { test } from "vitest";
import { check } from "../support/harness.js";

const program = (bound: string): string =>
  `export function f(x: Float64Array, y: Float64Array): number {
    let s = 0;
    for (let t = 0; t < y.length; t++) for (let i = 0; i < ${bound}; i++) s += Math.exp(x[i]) * y[t];
    return s;
  }`;

test.each(["3", "y.length"])(
  "elements that no loop reads may be such that a function of them overflows: %s",
  (bound) => {
    const points = [[Float64Array.of(0.3, 0.2, 0.5, 1000), Float64Array.of(1, 2, 3)]];
    check(program(bound), { points });
  },
);
