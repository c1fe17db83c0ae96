/** What loops, spread and Array.from go over. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("Array.from with a mapper", () => {
  check(
    `export function f(xs: number[]) {
      const a = Array.from(xs, (x, i) => x * i);
      const b = Array.from({ length: xs.length }, (_, i) => xs[i] ** 2);
      const c = Float64Array.from(xs, (x) => x * 2);
      return a[2] * b[1] + c[3] * b[0];
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("Array.from of a length", () => {
  check(
    `export function f(x: number) {
      const length = 3;
      const m = Array.from({ length }, () => new Array<number>(3).fill(x));
      m[1][1] *= x;
      return m[0][0] * m[1][1] + m.length;
    }`,
    { points: [[1.5]] },
  );
});

test("Array.of and spread anywhere", () => {
  check(
    `export function f(xs: number[], ys: Float64Array) {
      const a = Array.of(...xs, xs[0] * 2);
      const b = [1, ...xs, ...ys, ys[0] * xs[1]];
      return a[4] * b[1] + b[6] * b[b.length - 1];
    }`,
    { points: [[[1.5, -2, 3, 0.5], Float64Array.of(1, 2)]] },
  );
});

test("entries, keys and values", () => {
  check(
    `export function f(xs: number[]) {
      let s = 0;
      for (const [i, x] of xs.entries()) s += i * x;
      for (const k of xs.keys()) s *= xs[k];
      for (const v of xs.values()) {
        if (v > 2) break;
        s += v * v;
      }
      return s;
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("strings", () => {
  check(
    `export function f(x: number, word: string) {
      let y = x;
      for (const c of word) {
        if (c === "b") continue;
        y *= c === "a" ? x : 2;
      }
      return y;
    }`,
    { points: [[1.5, "abca"]] },
  );
});

test("tuples of several types", () => {
  check(
    `export function f(x: number[]) {
      let n = 0;
      const t: [number[], number[]] = [x, [x[0]]];
      for (const a of t) n += a[0] * a.length;
      const [p, ...q] = [...x, 1];
      return n + p * q[1];
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("an array that grows while it is gone over", () => {
  check(
    `export function f(xs: number[]) {
      let s = 0;
      for (const x of xs) {
        s += x * x;
        if (xs.length < 6) xs.push(x * 2);
      }
      return s;
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("generators", () => {
  check(
    `function* squares(xs: number[]) {
      for (const x of xs) yield x * x;
    }
    export function f(xs: number[]) {
      let s = 0;
      for (const v of squares(xs)) s = s * 0.5 + v;
      const a = [...squares(xs)];
      const b = Array.from(squares(xs), (v) => v * 2);
      return s * a[1] + b[3];
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("generators that are left", () => {
  check(
    `function* count(x: number) {
      let k = 0;
      while (true) {
        yield x * k;
        k++;
        if (k > 100) return;
      }
    }
    export function f(x: number) {
      let s = 0;
      for (const v of count(x)) {
        if (v < 3) continue;
        s += v * v;
        if (v > 6) break;
      }
      for (const v of count(2 * x)) if (v > 5) return s * v;
      return -1;
    }`,
    { points: [[1.45], [0.55]] },
  );
});

test("generators of generators", () => {
  check(
    `function* pairs(xs: number[]): Generator<[number, number]> {
      for (let i = 0; i < xs.length; i++) for (let j = 0; j < i; j++) yield [xs[i], xs[j]];
    }
    function* both(xs: number[]) {
      yield* pairs(xs);
      yield* [[xs[0], 2] as [number, number]];
    }
    export function f(xs: number[]) {
      let s = 0;
      outer: for (const [a, b] of both(xs)) {
        for (const [c] of pairs([a, b])) {
          if (c * b < -50) break outer;
          s += c * b;
        }
      }
      return s;
    }`,
    { points: [[[1.5, -2, 3, 0.5]]] },
  );
});

test("generators that write", () => {
  check(
    `export function f(xs: number[]) {
      let calls = 0;
      function* halves(x: number) {
        while (Math.abs(x) > 1) {
          calls++;
          x /= 2;
          yield x;
        }
      }
      let s = 0;
      for (const x of xs) {
        for (const h of halves(x)) {
          s += h * h * calls;
          if (calls > 3) break;
        }
      }
      return s;
    }`,
    { points: [[[1.5, -2.2, 3, 0.5]]] },
  );
});

test("the return value", () => {
  check(
    `function* g(x: number) {
      yield x;
      if (x > 1) return;
      yield x * x;
    }
    export function f(x: number) {
      let s = 1;
      for (const v of g(x)) s *= v + 1;
      return s;
    }`,
    { points: [[1.45], [0.55]] },
  );
});

test("early return from nested for of", () => {
  check(
    `export function f(m: number[][]) {
      for (const row of m)
        for (const [i, v] of row.entries()) {
          if (v > 2) return v * v * i;
        }
      return 0;
    }`,
    {
      points: [
        [
          [
            [1, 1.5],
            [1, 4],
          ],
        ],
      ],
    },
  );
});
