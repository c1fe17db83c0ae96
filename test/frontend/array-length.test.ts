/** The length of arrays, and holes. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("length is shortened", () => {
  check(
    `export function f(xs: number[]) {
      const a = xs.slice();
      a.length = 2;
      a.push(a[0] * a[1]);
      xs.length--;
      xs.push(xs[1] * 2);
      return a[2] * a.length + xs[3] * xs[2];
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("length is cleared and lengthened", () => {
  check(
    `export function f(xs: number[], n: number) {
      const out: number[] = [];
      for (const x of xs) {
        if (out.length > 1) out.length = 0;
        out.push(x * x);
      }
      out.length = n;
      let s = 0;
      out.forEach((v) => {
        s += v;
      });
      return s + (out[n - 1] ?? 5) * out.length;
    }`,
    {
      points: [
        [[1.5, -2, 3, 0.5], 4],
        [[1.5, -2, 3, 0.5], 1],
        [[1.5], 0],
        [[1.5, 2], -1],
        [[1.5, 2], 1.5],
      ],
      wrt: [0],
    },
  );
});

test("holes in literals", () => {
  check(
    `export function f(x: number) {
      const a = [x, , x * x];
      let n = 0;
      let s = 0;
      a.forEach((v) => {
        n++;
        s += v!;
      });
      return s * n + (a[1] ?? 3) + a.length;
    }`,
    { points: [[1.5]] },
  );
});
