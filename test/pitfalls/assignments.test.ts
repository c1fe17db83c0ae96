/** Assignments and expressions on which automatic differentiation has been wrong, by their numbers in the list of pitfalls. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("20. a parameter overwritten by another", () => {
  check(`export function f(i: number, j: number): number { j = i; return j; }`, {
    points: [{ args: [3, 5], value: 3, gradient: [1, 0] }],
  });
  check(`export function f(i: number, j: number): number { i = j * i; j = i; i = 4; return i * j; }`, {
    points: [{ args: [3, 5], gradient: [20, 12] }],
  });
});

test("21. a*c[i*2]*b", () => {
  check(`export function f(a: number, b: number, c: Float64Array, i: number): number { return a * c[i * 2] * b; }`, {
    points: [{ args: [2, 3, Float64Array.of(1, 5, 7), 1], gradient: [21, 14, Float64Array.of(0, 0, 6), 0] }],
    wrt: [0, 1, 2],
  });
});

test("22. read only in the false arm, then overwritten", () => {
  check(
    `export function f(x: number, y: number): number {
      let t = x * y;
      let r = 0;
      if (x > 1) r = x;
      else r = t * t;
      t = 5 * x;
      return r + t;
    }`,
    {
      points: [
        { args: [2, 3], gradient: [6, 0] },
        { args: [0.5, 3], gradient: [14, 1.5] },
      ],
    },
  );
});

test("23. a ternary's side effects run once, in the chosen arm only", () => {
  check(
    `export function f(x: number): number {
      const note = (which: string, value: number): number => { console.log(which); return value; };
      return x > 1 ? note("large", x * x) : note("small", x);
    }`,
    {
      points: [
        { args: [2], gradient: [4] },
        { args: [0.5], gradient: [1] },
      ],
    },
  );
  check(
    `export function f(x: number): number {
      let calls = 0;
      const y = x > 1 ? (calls++, x * x) : ((calls += 10), x);
      return y * calls;
    }`,
    {
      points: [
        { args: [2], gradient: [4] },
        { args: [0.5], gradient: [10] },
      ],
    },
  );
});

test("24. if ((foo = u) > 10)", () => {
  check(
    `export function f(u: number, v: number): number {
      let foo = v;
      let r = 0;
      if ((foo = u * v) > 10) r = foo * foo;
      else r = foo;
      return r + foo;
    }`,
    {
      points: [
        { args: [3, 4], gradient: [100, 75] },
        { args: [1, 4], gradient: [8, 2] },
      ],
    },
  );
});

test("25. the comma operator", () => {
  check(
    `export function f(x: number, y: number): number {
      let a = 0;
      let b = 0;
      const r = ((a = x * y), (b = a * x), a + b);
      return r * (y++, y);
    }`,
    { points: [{ args: [2, 3], value: 72, gradient: [60, 42] }] },
  );
  check(
    `export function f(x: number): number {
      let s = 0;
      for (let i = 0, t = x; i < 4; i++, t *= x) s += t;
      return s;
    }`,
    { points: [{ args: [2], gradient: [49] }] },
  );
});

test("26. (x *= y) * z runs once", () => {
  check(
    `export function f(x: number, y: number, z: number): number {
      const r = (x *= y) * z;
      return r + x;
    }`,
    { points: [{ args: [2, 3, 5], value: 36, gradient: [18, 12, 6] }] },
  );
});

test("27. a[v++] op= e evaluates v++ once", () => {
  check(
    `export function f(a: Float64Array, e: number): number {
      let v = 0;
      a[v++] += e;
      a[v++] *= e;
      a[v--] -= e * e;
      return a[0] * a[1] + a[2] + v;
    }`,
    { points: [{ args: [Float64Array.of(2, 3, 4), 5], value: 7 * 15 + (4 - 25) + 1 }] },
  );
  check(
    `export function f(x: number): number {
      const a = [x, x * x];
      let at = 0;
      const index = (): number => { console.log("index", at); return at++; };
      a[index()] *= 3;
      a[index()]++;
      return a[0] * a[1];
    }`,
    { points: [{ args: [2], value: 30, gradient: [39] }] },
  );
});

test("28. S[i] += d[i] in a branch in a loop", () => {
  check(
    `export function f(d: Float64Array): number {
      const S = new Float64Array(d.length);
      for (let k = 0; k < 2; k++) {
        for (let i = 0; i < d.length; i++) {
          if (d[i] > 0) S[i] += d[i] * (k + 1);
          else S[i] = S[i] - d[i] * d[i];
        }
      }
      let s = 0;
      for (let i = 0; i < S.length; i++) s += S[i] * S[i];
      return s;
    }`,
    { points: [{ args: [Float64Array.of(1, -1, 2)], gradient: [Float64Array.of(18, -16, 36)] }] },
  );
});

test("29. [a, b] = [b, a + b] is simultaneous", () => {
  check(
    `export function f(x: number, y: number): number {
      let a = x;
      let b = y;
      for (let i = 0; i < 5; i++) [a, b] = [b, a + b];
      return a * b;
    }`,
    { points: [{ args: [1, 2], gradient: [3 * 21 + 5 * 13, 5 * 21 + 8 * 13] }] },
  );
  check(
    `export function f(v: Float64Array): number {
      [v[0], v[1], v[2]] = [v[2], v[0], v[1] * v[0]];
      [v[0], v[1]] = [v[1], v[0]];
      return v[0] * v[0] + 2 * v[1] + v[2];
    }`,
    { points: [{ args: [Float64Array.of(2, 3, 5)], gradient: [Float64Array.of(7, 2, 2)] }] },
  );
});

test("30. ||=, &&=, ??= assign only where they do", () => {
  check(
    `export function f(x: number, y: number): number {
      let a = x;
      a ||= y * y;
      return a * y;
    }`,
    {
      points: [
        { args: [2, 3], gradient: [3, 2] },
        { args: [0, 3], value: 27, gradient: [0, 27] },
      ],
      smooth: false,
    },
  );
  check(
    `export function f(x: number, y: number): number {
      let a = x;
      a &&= y * y;
      return a + y;
    }`,
    {
      points: [
        { args: [2, 3], value: 12, gradient: [0, 7] },
        { args: [0, 3], value: 3, gradient: [1, 1] },
      ],
      smooth: false,
    },
  );
  check(
    `export function f(x: number, y: number, missing?: number): number {
      let a = missing;
      a ??= x * y;
      a ??= 100 * x;
      return a * x;
    }`,
    { points: [{ args: [2, 3, undefined], value: 12 }], wrt: [0, 1] },
  );
  check(
    `export function f(x: number[], d: number): number {
      let s = 0;
      for (let i = 0; i < 4; i++) s += (x[i] ?? d * d) * (i + 1);
      return s;
    }`,
    { points: [{ args: [[1, 2], 3], value: 5 + 9 * 7, gradient: [[1, 2], 42] }] },
  );
  check(
    `export function f(x: number, y: number): number {
      let log = 0;
      const touch = (value: number): number => { console.log("touched", value > 0); log += 1; return value; };
      let a = x;
      a ||= touch(y);
      let b = x;
      b &&= touch(x * y);
      return a * b + log;
    }`,
    { points: [{ args: [2, 3], value: 13 }] },
  );
});

test("31. defaults, destructured, renamed and rest parameters", () => {
  check(`export function f(x: number, y: number = x * x, z: number = x + y): number { return x * y * z; }`, {
    points: [{ args: [2, 3, 5], gradient: [15, 10, 6] }, [2, 3, undefined], [2, undefined, undefined]],
    second: false,
  });
  check(`export function f({ a, b: [p, q = 2 * a] }: { a: number; b: number[] }): number { return a * p * q; }`, {
    points: [
      { args: [{ a: 2, b: [3, 4] }], gradient: [{ a: 12, b: [8, 6] }] },
      { args: [{ a: 2, b: [3] }], value: 24, gradient: [{ a: 24, b: [8] }] },
    ],
  });
  check(
    `function g(x: number, y = x * 2, ...rest: number[]): number {
      let s = x * y;
      for (const r of rest) s += r * x;
      return s;
    }
    export function f(x: number, y: number): number {
      return g(x) + g(x, undefined, y, y) + g(y, x) + g(x, y, ...[x, y]);
    }`,
    { points: [[2, 3]] },
  );
  check(`export function f(...values: number[]): number { let s = 1; for (const v of values) s *= v; return s; }`, {
    points: [[2, 3, 4]],
    second: false,
  });
  check(
    `export function f(point: { x: number; y: number; name: string }): number {
      const { x: first, y = 5, name } = point;
      return first * first * y + name.length;
    }`,
    { points: [{ args: [{ x: 2, y: 3, name: "ab" }], gradient: [{ x: 12, y: 4, name: null }] }] },
  );
});
