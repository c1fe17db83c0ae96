/** Sorting. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("sort of a copy", () => {
  check(
    `export function f(xs: number[]) {
      const s = xs.slice().sort((a, b) => a - b);
      return s[0] * 1 + s[1] * s[2] + s[3] * s[3] * s[0];
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("sort returns the array itself", () => {
  check(
    `export function f(xs: number[]) {
      const s = xs.sort((a, b) => b - a);
      s[0] *= 2;
      return xs[0] * xs[1] + 3 * xs[3];
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("typed arrays sort by value", () => {
  check(
    `export function f(xs: Float64Array) {
      xs.sort();
      return xs[0] * xs[1] + 3 * xs[3];
    }`,
    { points: [[Float64Array.of(1.5, -2, 3, 0.5)]] },
  );
});

test("arrays sort by text", () => {
  check(
    `export function f(xs: number[]) {
      xs.sort();
      return xs[0] * xs[1] + 3 * xs[3];
    }`,
    { points: [[[10.5, 9, -3, 100]]], smooth: false },
  );
});

test("sort of records", () => {
  check(
    `export function f(xs: { k: number; v: number }[]) {
      xs.sort((a, b) => a.k - b.k);
      return xs[0].v * xs[1].k + 3 * xs[2].v;
    }`,
    {
      points: [
        [
          [
            { k: 3, v: 1 },
            { k: 2, v: 5 },
            { k: 2.5, v: 7 },
          ],
        ],
      ],
    },
  );
});

test("a comparator that writes to an outer variable", () => {
  check(
    `function by(a: number, b: number) {
      return a - b;
    }
    export function f(xs: number[]) {
      let n = 0;
      const c = (a: number, b: number) => {
        n++;
        return by(a, b);
      };
      xs.sort(c);
      return xs[0] * xs[1] + 3 * xs[3];
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("the median", () => {
  check(
    `export function f(x: number[]) {
      const s = [...x].sort((a, b) => a - b);
      const m = Math.floor(s.length / 2);
      return s.length % 2 ? s[m] : (s[m - 1] + s[m]) / 2;
    }`,
    { points: [[[1, 4, 5, 1.5]], [[3, 1, 2]]] },
  );
});

test("sorted indices", () => {
  check(
    `export function f(x: number[], w: number[]) {
      const idx = x.map((_, i) => i).sort((i, j) => x[i] - x[j]);
      let c = 0;
      for (const i of idx) c = c * x[i] + w[i];
      return c;
    }`,
    {
      points: [
        [
          [1, 4, 5, 1.5],
          [1, 2, 3, 4],
        ],
      ],
    },
  );
});
