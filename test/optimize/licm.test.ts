/** What is the same in each turn is computed in front of a loop, unless a turn writes it. */
import { test } from "vitest";
import { check } from "../support/harness.js";

const points = [[Float64Array.of(0.7, 0.4, -0.9, 0.3, 1.1)], [Float64Array.of(-0.7, 0.4, 0.9)], [Float64Array.of(0.3)]];

/** The inner loop reads what the outer one writes in turns in which the inner one does not run. */
const programs: Readonly<Record<string, string>> = {
  "of a place that is counted on": `
    const kept = new Float64Array(x.length), sums = new Float64Array(x.length);
    const first = 0;
    let k = 0;
    for (let i = 0; i < x.length; i++) {
      kept[k] = x[i];
      for (let j = 0; j < k; j++) sums[i] += kept[first] * x[j];
      if (x[i] > 0) k++;
    }
    for (let i = 0; i < x.length; i++) s += sums[i] * sums[i];`,
  "of a place that a while loop counts": `
    const sums = new Float64Array(x.length);
    const first = 0;
    let i = 0;
    while (i < x.length) {
      x[i] *= 0.5;
      for (let j = 0; j < i; j++) sums[i] += x[first];
      i += x[i] > 0 ? 2 : 1;
    }
    for (let k = 0; k < x.length; k++) s += sums[k] * sums[k];`,
};

test.each(Object.entries(programs))("%s", (_, body) =>
  check(`export function f(x: Float64Array): number { let s = 0;${body}\n return s; }`, { points }),
);
