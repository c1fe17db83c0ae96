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

test("a length that Array.from is given is rounded towards zero, and a negative one is none", () => {
  const points = [3, 2.5, 0.5, 0, -0.5, -2].map((n) => [Float64Array.of(0.5, 1.5, -2), n]);
  const sum = "let s = list.length; for (let i = 0; i < list.length; i++) s += list[i] * (i + 1); return s;";
  for (const list of [
    "Array.from({ length: n }, (_, i) => x[i] ** 2)",
    "Float64Array.from({ length: n } as ArrayLike<number>, (_, i) => x[i] ** 2)",
    "Array.from({ length: x.length - 4 }, (_, i) => x[i] ** 2)",
  ])
    check(`export function f(x: Float64Array, n: number) { const list = ${list}; ${sum} }`, { points, wrt: [0] });
});
