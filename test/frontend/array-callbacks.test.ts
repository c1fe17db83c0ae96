/** Methods of arrays that take a function. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("map", () => {
  check(
    `export function f(xs: number[]) {
      const ys = xs.map((x) => x * x);
      let s = 0;
      for (let i = 0; i < ys.length; i++) s += ys[i] * i;
      return s;
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("map by a function of the language", () => {
  check(
    `export function f(xs: number[]) {
      const ys = xs.map(Math.sin);
      return ys[0] * ys[1] + ys.length;
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("chained calls", () => {
  check(
    `export function f(xs: number[]) {
      return xs
        .map((x) => x * x)
        .filter((x) => x > 1)
        .reduce((a, b) => a + b, 0);
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("forEach with an early return, writing outer variables", () => {
  check(
    `export function f(xs: number[]) {
      let s = 0;
      let p = 1;
      xs.forEach((x, i) => {
        if (x < 0) return;
        s += x * i;
        p *= x;
      });
      return s * p;
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("reduce without an initial value", () => {
  check(
    `export function f(xs: number[]) {
      return xs.reduce((a, x, i) => a * x + i);
    }`,
    { points: [[[1.5, -2, 3, 0.5]], [[2]], [[]]] },
  );
});

test("reduceRight with all its arguments", () => {
  check(
    `export function f(xs: Float64Array) {
      return xs.reduceRight((a, x, i, all) => a * x + i * all[0]);
    }`,
    { points: [[Float64Array.of(1.5, -2, 3, 0.5)]] },
  );
});

test("some and every", () => {
  check(
    `export function f(xs: number[]) {
      const b = xs.some((x) => x > 2);
      const e = xs.every((x) => x > -5);
      return (b ? 3 : 1) * xs[0] + (e ? xs[1] : 0);
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("find, findIndex, findLast and findLastIndex", () => {
  check(
    `export function f(xs: number[]) {
      const v = xs.find((x) => x > 2) ?? 7;
      const k = xs.findIndex((x) => x < 0);
      const w = xs.findLast((x) => x > 100) ?? xs[0];
      return v * v + xs[k] * k + xs.findLastIndex((x) => x > 2) * w;
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("indexOf and includes", () => {
  check(
    `export function f(xs: number[]) {
      return xs.indexOf(3) * xs[0] + (xs.includes(-2) ? xs[1] : 0);
    }`,
    { points: [[[1.5, -2, 3, 0.5]]], smooth: false },
  );
});

test("single precision", () => {
  check(
    `export function f(xs: Float32Array) {
      return xs
        .map((x) => (x * x) / 3)
        .filter((x) => x > 0.5)
        .reduce((a, b) => a + b);
    }`,
    { points: [[Float32Array.of(1.5, -2, 3, 0.5)]], smooth: false },
  );
});

test("nested callbacks", () => {
  check(
    `export function f(m: number[][]) {
      return m
        .map((row, i) => row.map((x, j) => x * (i + 1) * m[j][i]).reduce((a, b) => a + b, 0))
        .reduce((a, b) => a * b, 1);
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

test("callbacks that lengthen the array", () => {
  check(
    `export function f(xs: number[]) {
      let s = 0;
      xs.forEach((x, i) => {
        s += x * i;
        if (i < 2) xs.push(x * 2);
        if (i === 1) xs[2] = x * s;
      });
      return s * xs.length + xs[5];
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("callbacks that shorten the array", () => {
  check(
    `export function f(xs: number[]) {
      let s = 0;
      xs.forEach((x, i) => {
        s += x * x * (i + 1);
        xs.pop();
      });
      return s;
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("arrays of functions", () => {
  check(
    `export function f(x: number) {
      return (
        [Math.sin, Math.cos, (u: number) => u * x].map((g) => g(x)).reduce((a, b) => a * b, 1) +
        [Math.exp, (u: number) => u * u].reduce((a, g) => g(a), x)
      );
    }`,
    { points: [[0.7]] },
  );
});

test("callbacks by name", () => {
  check(
    `function sq(x: number) {
      return x * x;
    }
    export function f(xs: number[]) {
      const half = (x: number) => x / 2;
      return xs
        .map(sq)
        .map(half)
        .reduce((a, b) => a + b);
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("map whose result is not used", () => {
  check(
    `export function f(x: number[]) {
      let s = 0;
      x.map((v) => {
        s += v * v;
        return s;
      });
      return s;
    }`,
    { points: [[[1, 4, 5, 1.5]]] },
  );
});

test("some as a loop with an exit", () => {
  check(
    `export function f(x: number[]) {
      let s = 0;
      x.some((v) => {
        s += v * v;
        return v > 3;
      });
      return s;
    }`,
    { points: [[[1, 4, 5, 1.5]]] },
  );
});

test("some and every as statements", () => {
  check(
    `export function f(x: number[]) {
      let s = 0;
      x.some((v) => (s += v * v) > 3);
      x.every((v) => (s *= v) < 30);
      return s;
    }`,
    { points: [[[1, 4, 5, 1.5]]] },
  );
});

test("elements that were never assigned are not visited", () => {
  check(
    `export function f(x: number[]) {
      const a = new Array<number>(4);
      a[1] = x[0];
      a[3] = x[1];
      let n = 0;
      a.forEach((v) => {
        n += v * v;
      });
      const m = a.map((v) => v * 2);
      return n + m.reduce((p, q) => p * q, 1) + a.length + (m[0] ?? 5);
    }`,
    { points: [[[1, 4]]] },
  );
});

test("records in and out", () => {
  check(
    `export function f(ps: { x: number; y: number }[]) {
      return ps
        .map((p) => ({ r: p.x * p.y, i: p.x }))
        .filter((q) => q.r > 1)
        .map(({ r, i }) => r * r + i)
        .reduce((a, b) => Math.max(a, b), 0);
    }`,
    {
      points: [
        [
          [
            { x: 1, y: 4 },
            { x: 2, y: 0.2 },
            { x: 3, y: 1 },
          ],
        ],
      ],
    },
  );
});

test("the record with the least value", () => {
  check(
    `export function f(ps: { x: number; y: number }[]) {
      const best = ps.reduce((a, b) => (b.y < a.y ? b : a));
      return best.x * best.y;
    }`,
    {
      points: [
        [
          [
            { x: 1, y: 4 },
            { x: 2, y: 0.2 },
            { x: 3, y: 1 },
          ],
        ],
      ],
    },
  );
});

test("reduce to an array that is written", () => {
  check(
    `export function f(x: number[]) {
      const c = x.reduce<number[]>((a, v) => {
        a.push((a[a.length - 1] ?? 0) + v * v);
        return a;
      }, []);
      return c[1] * c[3];
    }`,
    { points: [[[1, 4, 5, 1.5]]] },
  );
});

test("reduce to an array that is spread", () => {
  check(
    `export function f(x: number[]) {
      const c = x.reduce((a: number[], v) => [...a, v * v], []);
      return c[1] * c[3];
    }`,
    { points: [[[1, 4, 5, 1.5]]] },
  );
});

test("an arrow function ignores the value for this", () => {
  check(
    `export function f(x: number[]) {
      return x.map((v) => v * 2, 5).reduce((a, b) => a + b);
    }`,
    { points: [[[1, 4, 5, 1.5]]] },
  );
});

test("nested closures that write", () => {
  check(
    `export function f(x: number[][]) {
      let t = 0;
      x.forEach((row) =>
        row.forEach((v) => {
          t += v * v;
        }),
      );
      return x.reduce((a, row) => a + row.reduce((b, v) => b * v, t), 0);
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

test("a closure in a loop with an exit", () => {
  check(
    `export function f(x: number[]) {
      let s = 0;
      for (let k = 0; k < 3; k++) {
        const g = (v: number) => {
          s += v * k;
        };
        x.forEach(g);
        if (s > 20) break;
      }
      return s * s;
    }`,
    { points: [[[1, 2, 3]]] },
  );
});

test("a callback in a branch", () => {
  check(
    `export function f(x: number[]) {
      let y = 1;
      if (x[0] > 0)
        x.forEach((v) => {
          y *= v;
        });
      return y;
    }`,
    { points: [[[1, 2, 3]], [[-1, 2, 3]]] },
  );
});

test("the greatest element by its index", () => {
  check(
    `export function f(x: number[]) {
      const k = x.indexOf(Math.max(...x));
      return x[k] * x[(k + 1) % x.length];
    }`,
    { points: [[[1, 4, 5, 1.5]], [[3, 1, 2]]] },
  );
});

test("methods of typed arrays", () => {
  check(
    `export function f(x: Float64Array) {
      const y = x.map(Math.sqrt);
      let s = 0;
      y.forEach((v, i) => {
        s += v * i;
      });
      return s + x.reduce((a, b) => a + b * b, 0) * y.at(-1)!;
    }`,
    { points: [[Float64Array.of(1, 2, 3)]] },
  );
});

test("messages", () => {
  check(
    `export function f(x: number[]) {
      const k = x.join(",");
      if (k === "") throw new Error(k);
      return x[0] * 2;
    }`,
    { points: [[[1, 2, 3]], [[]]] },
  );
});

test("tuples of several types", () => {
  check(
    `export function f(x: number[]) {
      const t: [number, number[], number] = [x[0], x, 3];
      let n = 0;
      t.forEach((v) => {
        n += typeof v === "number" ? v : v[1];
      });
      return n;
    }`,
    { points: [[[1, 2, 3]]] },
  );
});

test.each(["Float64Array", "Array"])("%s.from with a function that writes to what it goes over", (owner) => {
  check(
    `export function f(x: number, a: Float64Array): number {
      const w = ${owner}.from(a, (p: number) => {
        a[1] += p * x;
        return p * a[1];
      });
      return w[0] * w[1] + w[2] * a[1];
    }`,
    { points: [[0.7, Float64Array.of(0.2, 0.1, -0.9)]] },
  );
});

test("from of a generator and a function that reads what it changes", () => {
  check(
    `export function f(x: number): number {
      let k = x;
      function* steps(): Generator<number> {
        for (let i = 0; i < 3; i++) {
          k *= x;
          yield k + i;
        }
      }
      const typed = Float64Array.from(steps(), (v) => v * k);
      k = 1;
      const plain = Array.from(steps(), (v) => v * k);
      return typed[0] * typed[1] + plain[0] * plain[2];
    }`,
    { points: [[0.7]] },
  );
});
