/** Returns and calls on which automatic differentiation has been wrong, by their numbers in the list of pitfalls. */
import { expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

test("32. early return before a loop", () => {
  check(
    `export function f(x: number, y: number): number {
      let r = x * y;
      if (x > 10) return r * r;
      for (let i = 0; i < 3; i++) {
        r += y * i;
        if (r > 40) return r * x;
      }
      if (r < 0) return 0;
      return r + x;
    }`,
    {
      points: [
        { args: [11, 2], gradient: [88, 484] },
        { args: [2, 3], gradient: [4, 5] },
        { args: [9, 5], gradient: [45 + 9 * 5, 9 * 9] },
        { args: [-9, 2], value: 0, gradient: [0, 0] },
      ],
    },
  );
  check(
    `export function f(x: Float64Array): number {
      if (x.length === 0) return 0;
      for (let i = 0; i < x.length; i++) {
        for (let j = 0; j < i; j++) {
          if (x[i] * x[j] < 0) return x[i] * x[j] * x[j];
        }
      }
      return x[0];
    }`,
    { points: [[Float64Array.of(1, 2, -3)], [Float64Array.of(2, 5)], [new Float64Array(0)]] },
  );
});

test("33. pullbacks called twice and interleaved", () => {
  const { exports } = compile(`
    import { vjp } from "cotangent";
    export const f_vjp = vjp((x: Float64Array, a: number): Float64Array => {
      const y = new Float64Array(x.length);
      let carried = a;
      for (let i = 0; i < x.length; i++) {
        while (carried > 3) carried = carried / 2;
        carried = carried * x[i] + 1;
        y[i] = carried * carried;
        x[i] = y[i];
      }
      return y;
    });`);
  type Pullback = (cotangent: Float64Array) => [Float64Array, number];
  const f_vjp = exports.f_vjp as (x: Float64Array, a: number) => [Float64Array, Pullback];
  const start = (scale: number) =>
    f_vjp(
      Float64Array.of(1.5, -2, 3).map((x) => x * scale),
      2 * scale,
    )[1];
  const [one, two] = [start(1), start(2)];
  const cotangents = [Float64Array.of(1, 0, 0), Float64Array.of(0.5, -1, 2)];
  const fresh = [1, 2].map((scale) => cotangents.map((cotangent) => start(scale)(cotangent)));
  for (let round = 0; round < 3; round++) {
    expect(one(cotangents[0])).toEqual(fresh[0][0]);
    expect(two(cotangents[1])).toEqual(fresh[1][1]);
    expect(one(cotangents[1])).toEqual(fresh[0][1]);
    expect(two(cotangents[0])).toEqual(fresh[1][0]);
  }
  expect(() => one(Float64Array.of(1))).toThrow(RangeError);
  expect(one(cotangents[0])).toEqual(fresh[0][0]);
});

test("34. a nested function that writes an outer local", () => {
  check(
    `export function f(x: number): number {
      let total = x;
      function add(y: number): void {
        total += y * x;
        if (total > 10) total *= 0.5;
      }
      add(x);
      add(total);
      for (let i = 0; i < 3; i++) add(i);
      return total;
    }`,
    { points: [[1.1], [2.3], [5]], step: 1e-3 },
  );
  check(
    `export function f(x: Float64Array): number {
      let best = 0;
      let at = -1;
      const offer = (value: number, index: number) => {
        if (value * value > best) { best = value * value; at = index; }
      };
      for (let i = 0; i < x.length; i++) offer(x[i], i);
      return best + at;
    }`,
    { points: [{ args: [Float64Array.of(1, -3, 2)], value: 10, gradient: [Float64Array.of(0, -6, 0)] }] },
  );
});

test("35. recursion and mutual recursion with early return", () => {
  check(
    `function power(x: number, n: number): number {
      if (n === 0) return 1;
      if (n % 2 === 0) return power(x * x, n / 2);
      return x * power(x, n - 1);
    }
    export function f(x: number): number { return power(x, 11); }`,
    { points: [{ args: [1.3], gradient: [11 * 1.3 ** 10] }, [0.4]] },
  );
  check(
    `function even(x: number, depth: number): number {
      if (depth <= 0) return x;
      const y = odd(Math.sin(x), depth - 1);
      return y * x + odd(x * 0.5, depth - 2);
    }
    function odd(x: number, depth: number): number {
      if (x > 2) return x * x;
      if (depth <= 0) return 1;
      return even(x + 0.3, depth - 1) * x;
    }
    export function f(x: number): number { return even(x, 6); }`,
    { points: [[0.7], [3.1]], step: 1e-3 },
  );
  check(
    `function fill(a: Float64Array, at: number, x: number): void {
      if (at >= a.length) return;
      a[at] = at > 0 ? a[at - 1] * x + 1 : x;
      fill(a, at + 1, x * 0.9);
      a[at] += a[a.length - 1];
    }
    export function f(x: number): number {
      const a = new Float64Array(4);
      fill(a, 0, x);
      let s = 0;
      for (const v of a) s += v * v;
      return s;
    }`,
    { points: [[0.8]] },
  );
  check(
    `function ack(x: number, n: number): number { return n < 1 ? x * x : ack(ack(x * 0.5, n - 1) + x, n - 1); }
    export function f(x: number): number { return ack(x, 3); }`,
    { points: [[0.6]] },
  );
});

test("35. recursion that returns and takes memory", () => {
  check(
    `export function f(x: number, c: number): number {
      const build = (d: number): number[] => d === 0 ? [x, c] : [...build(d - 1), x * d];
      const xs = build(3);
      let s = 0;
      for (let i = 0; i < xs.length; i++) s = s * xs[i] + c;
      return s;
    }`,
    { points: [[1.1, 0.3]] },
  );
  check(
    `function build(x: number, d: number): number[] {
      if (d === 0) return [x];
      const a = build(x, d - 1);
      a.push(x * d);
      return a;
    }
    export function f(x: number): number { const xs = build(x, 2); return xs[0] * xs[1] * xs[2]; }`,
    { points: [[1.1]] },
  );
  check(
    `function build(x: number, d: number): Float64Array {
      if (d === 0) return new Float64Array(3).fill(x);
      const a = build(x, d - 1);
      a[d] = x * d;
      return a;
    }
    export function f(x: number): number { const xs = build(x, 2); return xs[0] * xs[1] * xs[2]; }`,
    { points: [[1.1]] },
  );
  check(
    `function build(x: number, d: number): number[] {
      const out: number[] = [];
      let v = x;
      while (v < d) { v = v * 1.3 + 0.1 * x; if (v > 2) v += Math.sin(v); out.push(v); }
      if (d > 2) { const inner = build(x * 0.7, d - 1); for (const i of inner) out.push(i * x); }
      return out;
    }
    export function f(x: number, d: number): number { const xs = build(x, d); let s = 1; for (const v of xs) s = s * v + x; return s; }`,
    { points: [[1.1, 3]], wrt: [0] },
  );
  check(
    `interface T { v: number; kids: T[] }
    function tree(x: number, d: number): T {
      const kids: T[] = [];
      for (let i = 0; i < d; i++) kids.push(tree(x * 0.8 + i, d - 1));
      return { v: Math.sin(x), kids };
    }
    function total(t: T): number { let s = t.v * t.v; for (const k of t.kids) s += total(k) * t.v; return s; }
    export function f(x: number, d: number): number { return total(tree(x, d)); }`,
    { points: [[1.1, 3]], wrt: [0] },
  );
  check(
    `interface T { v: number; kids: T[] }
    function total(t: T): number { let s = t.v * t.v; for (const k of t.kids) s += total(k) * t.v; return s; }
    export function f(t: T): number { t.kids.push({ v: t.v * 2, kids: [] }); t.kids[0].v *= t.v; return total(t); }`,
    {
      points: [
        [
          {
            v: 0.5,
            kids: [
              { v: 0.7, kids: [] },
              { v: 0.9, kids: [{ v: 1.5, kids: [] }] },
            ],
          },
        ],
      ],
    },
  );
});

test("35. functions that know themselves by a name of their own", () => {
  check(
    `const power = function pow(x: number, n: number): number { return n === 0 ? 1 : x * pow(x, n - 1); };
    export const f = function self(x: number): number { return x > 1 ? x * self(x - 1) : power(x, 3) + x; };`,
    { points: [[1.3]] },
  );
  check(
    `export function f(x: Float64Array): number {
      const total = (function sum(i: number): number { return i < x.length ? x[i] * x[i] + sum(i + 1) : 0; })(0);
      const twice = ((v: number) => v * 2)(total);
      let acc = 0;
      const add = (v: number) => void (acc += v);
      add(twice); add(x[0] * acc);
      return acc;
    }`,
    { points: [[Float64Array.of(0.7, 1.9)]] },
  );
});

test("36. mutation through several blocks", () => {
  check(
    `function scale(v: Float64Array, by: number): number {
      let norm = 0;
      for (let i = 0; i < v.length; i++) { v[i] *= by; norm += v[i] * v[i]; }
      return norm;
    }
    export function f(x: Float64Array, a: number): number {
      let s = 0;
      {
        const n = scale(x, a);
        if (n > 1) {
          s += scale(x, 1 / n);
          { x[0] += s; }
        } else {
          x[1] = n;
        }
      }
      return s + x[0] * x[1];
    }`,
    {
      points: [
        [Float64Array.of(0.3, 0.4), 1.5],
        [Float64Array.of(1.3, 0.4), 1.5],
      ],
    },
  );
});

test("37. unused arguments and outputs: exact zeros of the right shape", () => {
  check(
    `export function f(x: number, unused: Float64Array, other: number, deep: { a: number[]; b: string }): number {
      const dead = Math.acos(x);
      const deadToo = Math.log(-x * x) / 0;
      return x * x;
    }`,
    {
      points: [
        {
          args: [3, Float64Array.of(1, 2), 4, { a: [1, 2], b: "c" }],
          gradient: [6, new Float64Array(2), 0, { a: [0, 0], b: null }],
        },
      ],
    },
  );
  // A dead slot of a tuple is dead only once the optimizer has taken the tuple apart.
  const { exports } = compile(`
    import { grad } from "cotangent";
    function both(x: number): [number, number, Float64Array] { return [x * x, Math.acos(x), new Float64Array(2).fill(x)]; }
    function f(x: number): number {
      const [square, , ] = both(x);
      return square;
    }
    export const f_grad = grad(f);`);
  expect((exports.f_grad as (x: number) => number)(3)).toBe(6);
  check(
    `export function f(x: number, y: Float64Array): [number, Float64Array, number] { return [x, new Float64Array(3), 5]; }`,
    { points: [[3, Float64Array.of(1, 2)]] },
  );
});
