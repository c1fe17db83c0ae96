/** Memory that each iteration has to itself, made once for all. */
import { expect, test } from "vitest";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";

const points = [
  [
    [Float64Array.of(1, 0.5), Float64Array.of(-2, 1), Float64Array.of(0.5, 3)],
    [0.3, -0.7, 1.1],
  ],
] as const;

test("arrays and stacks of a size that all iterations share", () => {
  const source = `function f(points: Float64Array[], w: number[]): number {
    return points.reduce((total, point) => {
      const scores = w.map((v) => v * point[0]);
      const top = scores.reduce((a, b) => Math.max(a, b), -10);
      return total + top + Math.log(scores.reduce((s, v) => s + Math.exp(v - top) * point[1], 0.1));
    }, 0);
  }`;
  check(`export ${source}`, { points });
  const code = gradientText(source);
  const loop = code.slice(code.search(/\n {2}for /));
  expect(loop).not.toMatch(/new |push|pop|fill\(0\)/);
});

test("an array that an iteration need not fill is cleared first", () => {
  const source = `function f(points: Float64Array[], w: number[]): number {
    let total = 0;
    for (const point of points) {
      const bins = new Float64Array(w.length);
      for (let k = 0; k < w.length; k++) if (w[k] > 0) bins[k] += w[k] * point[0];
      for (let k = 1; k < w.length; k++) bins[k] += bins[k - 1] * point[1];
      for (let k = 0; k < w.length; k++) total += bins[k] * bins[0];
    }
    return total;
  }`;
  check(`export ${source}`, { points });
  const code = gradientText(source);
  expect(code.slice(code.search(/\n {2}for /))).not.toMatch(/new /);
});

test("sizes that differ, and memory that goes on, stay in the loop", () => {
  check(
    `export function f(points: Float64Array[], w: number[]): number {
      let last = new Float64Array(1);
      let total = 0;
      const kept: Float64Array[] = [];
      for (const [i, point] of points.entries()) {
        const own = new Float64Array(i + 1);
        for (let k = 0; k < own.length; k++) own[k] = point[0] * w[k];
        const next = new Float64Array(w.length);
        for (let k = 0; k < w.length; k++) next[k] = w[k] * (k < own.length ? own[k] : 1) + last[0];
        kept.push(next);
        total += kept[0][1] * next[0];
        last = next;
      }
      return total + kept.reduce((s, each) => s + each[2], 0);
    }`,
    { points },
  );
});

test.each([
  ["push", "a.push(x[0], 1);"],
  ["shift", "a.shift();"],
  ["unshift", "a.unshift(x[1]);"],
  ["splice", "a.splice(1, 0, x[0], 2);"],
  ["a store behind the end", "a[4] = x[0];"],
])("an array whose length changes by %s", (_, change) => {
  check(
    `export function f(x: number[]): number {
      const a: number[] = Array.from({ length: 3 }, (_, k) => k * x[0]);
      ${change}
      return a.reduce((p, q) => p + q * x[1], 0) * a.length;
    }`,
    { points: [[[1.5, 2]]] },
  );
});
