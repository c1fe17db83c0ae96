/** Loops on which automatic differentiation has been wrong, by their numbers in the list of pitfalls. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("1. continue at the end of the body", () => {
  check(
    `export function f(u: number, v: number): number {
      let res = 11 * u;
      for (let i = 0; i < 3; i++) {
        res += u * i;
        continue;
      }
      return res;
    }`,
    { points: [{ args: [3, 4], value: 42, gradient: [14, 0] }] },
  );
  check(
    `export function f(u: number): number {
      let res = 0;
      for (let i = 0; i < 5; ++i) {
        if (i % 2 === 0) continue;
        res += u * u * i;
        if (res > 100) continue;
        res += u;
      }
      return res;
    }`,
    { points: [[2], { args: [3], gradient: [26] }, [40]] },
  );
});

test("2. break after the first iteration", () => {
  check(
    `export function f(x: number): number {
      let y = x;
      for (let i = 0; i < 10; i++) {
        y *= x;
        break;
      }
      return y;
    }`,
    { points: [{ args: [3], value: 9, gradient: [6] }] },
  );
  check(
    `export function f(x: number): number {
      let y = 1;
      let i = 0;
      for (;;) {
        y *= Math.sin(x) + 2;
        if (++i >= 3) break;
        y += x;
      }
      return y;
    }`,
    { points: [[0.4], [2.5]] },
  );
  check(
    `export function f(x: Float64Array): number {
      let y = 0;
      for (let i = 0; i < x.length; i++) {
        if (x[i] < 0) break;
        y += x[i] ** 3;
      }
      return y;
    }`,
    {
      points: [
        { args: [Float64Array.of(1, 2, -1, 4)], gradient: [Float64Array.of(3, 12, 0, 0)] },
        [Float64Array.of(-1, 2)],
        [new Float64Array(0)],
      ],
    },
  );
});

test("3. an assignment in the condition", () => {
  check(
    `export function f(i: number, j: number): number {
      let res = 0;
      let count = 0;
      while ((res = i * j * (count + 1)) < 50) {
        count++;
        res = -1;
      }
      return res;
    }`,
    { points: [{ args: [3, 4], gradient: [20, 15] }, [10, 10]] },
  );
  check(
    `export function f(x: number): number {
      let r = x;
      let s = 0;
      do { s += r; } while ((r = r * x) < 20);
      return s + r;
    }`,
    { points: [[2.3], [30]] },
  );
});

test("4. a loop variable that starts at a parameter", () => {
  check(
    `export function f(x: number): number {
      let s = 0;
      for (let t = x; t < 5; t += 1) s += t * t;
      return s;
    }`,
    { points: [{ args: [2.5], gradient: [2 * (2.5 + 3.5 + 4.5)] }, [9.5]] },
  );
  check(
    `export function f(x: number, h: number): number {
      let s = 0;
      for (let t = x; t < 2; t += h) s += Math.sin(t) * h;
      return s;
    }`,
    { points: [[0.31, 0.27]], step: 0.002 },
  );
});

test("5. 1/(x + a*a) inline", () => {
  check(
    `export function f(a: number, n: number): number {
      let s = 0;
      for (let x = 1; x <= n; x++) s += 1 / (x + a * a);
      return s;
    }`,
    { points: [[0.7, 4]], wrt: [0] },
  );
});

test("6. r *= x twice", () => {
  check(
    `export function f(x: number): number {
      let r = 1;
      for (let i = 0; i < 2; i++) r *= x;
      return r;
    }`,
    {
      points: [
        { args: [3], value: 9, gradient: [6] },
        { args: [0], gradient: [0] },
      ],
    },
  );
  check(`export function f(x: number): number { let r = 1; r *= x; r *= x; return r; }`, {
    points: [{ args: [3], gradient: [6] }],
  });
});

test("7. n x^(n-1) by a while loop", () => {
  check(
    `export function f(x: number, n: number): number {
      let acc = 1;
      let k = 0;
      while (k < n) {
        acc = acc * x;
        k = k + 1;
      }
      return acc;
    }`,
    {
      points: [
        { args: [2, 5], gradient: [80, 0] },
        { args: [0, 1], gradient: [1, 0] },
        { args: [0, 3], gradient: [0, 0] },
        { args: [1.5, 0], gradient: [0, 0] },
      ],
      wrt: [0],
    },
  );
});

test("8. do ... while agrees with for", () => {
  const body = "s += Math.exp(-x * i) * s + x;";
  check(
    `export function f(x: number): number {
      let s = x;
      let i = 0;
      do { ${body} i++; } while (i < 4);
      return s;
    }`,
    { points: [[0.8]] },
  );
  check(
    `function loop(x: number): number {
      let s = x;
      for (let i = 0; i < 4; i++) { ${body} }
      return s;
    }
    function until(x: number): number {
      let s = x;
      let i = 0;
      do { ${body} i++; } while (i < 4);
      return s;
    }
    export function f(x: number): number { return loop(x) - until(x); }`,
    { points: [{ args: [0.8], value: 0, gradient: [0] }] },
  );
  check(`export function f(x: number): number { let s = 1; do { s *= x; } while (false); return s * x; }`, {
    points: [{ args: [3], gradient: [6] }],
  });
});

test("9. computed before the loop, used after it", () => {
  check(
    `export function f(x: number): number {
      const before = x * x * x;
      let s = 0;
      for (let i = 0; i < 3; i++) s += x * i;
      return before * s;
    }`,
    { points: [{ args: [2], value: 48, gradient: [96] }] },
  );
});

test("10. nested loops with data-dependent bounds", () => {
  check(
    `export function f(x: Float64Array, counts: Int32Array): number {
      let s = 1;
      for (let i = 0; i < counts.length; i++) {
        for (let j = 0; j < counts[i]; j++) s = s * Math.cos(x[j]) + x[i];
      }
      return s;
    }`,
    { points: [[Float64Array.of(0.3, 1.1, -0.4), Int32Array.of(2, 0, 3)]] },
  );
  check(
    `export function f(x: number): number {
      let s = 0;
      for (let i = 0; i < 3; i++) {
        let t = x;
        while (t < 4 + i) {
          t = t * 1.5 + 0.1 * x;
          s += t * x;
        }
        s += t;
      }
      return s;
    }`,
    { points: [[1.2], [9]] },
  );
  check(
    `export function f(x: number, n: number): number {
      let s = 0;
      for (let i = 0; i < n; i++) for (let j = 0; j < Math.floor(s) + 1; j++) s += x / (1 + j);
      return s;
    }`,
    { points: [[0.83, 5]], wrt: [0], step: 1e-3 },
  );
});
