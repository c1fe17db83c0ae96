/** Methods of arrays that move elements. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("shift and unshift", () => {
  check(
    `export function f(xs: number[]) {
      const a = xs.shift()!;
      xs.unshift(a * 2, xs[0]);
      const b = xs.pop()!;
      return a * b * xs[1] + xs[2] + xs.length;
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("splice", () => {
  check(
    `export function f(xs: number[], k: number) {
      const r = xs.splice(1, 2, xs[0] * xs[3]);
      xs.splice(-1, 0, r[0], r[1] * 2);
      return xs.reduce((a, b, i) => a + b * (i + 1), 0) * r[1];
    }`,
    { points: [[[1.5, -2, 3, 0.5], 2]] },
  );
});

test("concat", () => {
  check(
    `export function f(xs: number[]) {
      const ys = xs.concat(xs, 3, [xs[1] * 2]);
      return ys.map((y, i) => y * i).reduce((a, b) => a + b * b);
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("reverse", () => {
  check(
    `export function f(xs: number[]) {
      const ys = xs.slice().reverse();
      return ys[0] * xs[1] + ys[1] * ys[2] * xs[3];
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("copyWithin with overlap", () => {
  check(
    `export function f(xs: Float64Array) {
      xs.copyWithin(1, 0, 3);
      return xs[0] * xs[1] * xs[3];
    }`,
    { points: [[Float64Array.of(1.5, -2, 3, 0.5)]] },
  );
});

test("set with overlap and past the end", () => {
  check(
    `export function f(xs: Float64Array, ys: number[]) {
      xs.set(ys, 1);
      xs.set(xs.slice(0, 2), 2);
      return xs[0] * xs[1] * xs[3];
    }`,
    {
      points: [
        [Float64Array.of(1.5, -2, 3, 0.5), [2, 3]],
        [Float64Array.of(1.5, -2, 3), [2, 3]],
      ],
    },
  );
});

test("flat and flatMap", () => {
  check(
    `export function f(m: number[][]) {
      const a = m.flat();
      const b = m.flatMap((r) => r.map((x) => x * x));
      return a[0] * b[3] + a[2] * b.length;
    }`,
    {
      points: [
        [
          [
            [1, 2],
            [3, 4],
          ],
        ],
      ],
    },
  );
});

test("at", () => {
  check(
    `export function f(xs: number[]) {
      return xs.at(-1)! * xs.at(0)! + xs.at(1)!;
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("push and unshift of spread arrays", () => {
  check(
    `export function f(xs: number[]) {
      const ys: number[] = [1];
      ys.push(...xs, xs[0] * xs[1]);
      ys.unshift(...xs);
      return ys[0] * ys[5] * ys[9] + ys.length;
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("ranges of an array that was longer before", () => {
  check(
    `export function f(rows: number[][], xs: number[]) {
      const r = rows.pop()!;
      const part = rows.slice(-2);
      part[0][0] *= xs[0];
      xs.pop();
      const t = xs.slice(-2);
      xs.fill(t[0] * t[1], -1);
      return part[0][0] * part[1][1] + r[0] + xs[xs.length - 1] * t[1];
    }`,
    {
      points: [
        [
          [
            [1, 2],
            [3, 4],
            [5, 6],
          ],
          [2, 3, 4],
        ],
      ],
    },
  );
});

test("pop of an empty array", () => {
  check(
    `export function f(x: number[]) {
      const a = x.pop();
      const b = x.pop();
      return (a ?? 2) * (b ?? 3);
    }`,
    { points: [[[1]], [[1, 2, 3]], [[]]] },
  );
});

test("shift of an empty array", () => {
  check(
    `export function f(x: number[]) {
      const a = x.shift();
      const b = x.shift();
      return (a ?? 2) * (b ?? 3) + x.length;
    }`,
    { points: [[[1]], [[1, 2, 3]], [[]]] },
  );
});

test("a queue", () => {
  check(
    `export function f(x: number[]) {
      let s = 0;
      while (x.length) {
        const a = x.shift()!;
        s = s * a + a;
        if (a > 2) x.push(a / 3);
      }
      return s;
    }`,
    { points: [[[1, 4, 5, 1.5]]] },
  );
});

test("flat of two levels", () => {
  check(
    `export function f(m: number[][][]) {
      const a = m.flat(2);
      const b = m.flat();
      return a[0] * a[3] + b[0][1] * b.length;
    }`,
    {
      points: [
        [
          [
            [
              [1, 2],
              [3, 4],
            ],
          ],
        ],
      ],
    },
  );
});

test("toReversed, toSorted, with, toSpliced", () => {
  check(
    `export function f(x: number[]) {
      const a = x.toReversed(),
        b = x.toSorted((p, q) => q - p),
        c = x.with(1, x[0] * 3),
        d = x.toSpliced(1, 1, x[0], x[0]);
      x[0] = 9;
      return a[3] * b[0] + c[1] * d[1] + d[4] * x[1];
    }`,
    { points: [[[1, 4, 5, 1.5]]] },
  );
});

test("with past the end", () => {
  check(
    `export function f(x: number[], k: number) {
      return x.with(k, 3)[0];
    }`,
    { points: [[[1, 4, 5, 1.5], 7]], throws: true },
  );
});
