/** Arrays and tables of functions that grow, are assigned by index, are chosen; functions and numbers in one place. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("push on literal of functions", () => {
  check(
    `export function f(x: number): number {
      const fns = [(v: number) => v * v, Math.sin];
      fns.push((v) => v + x);
      let s = 0;
      for (const g of fns) s += g(x);
      return s;
    }`,
    { points: [[0.7]] },
  );
});

test("push on literal in loop", () => {
  check(
    `export function f(x: number, n: number): number {
      const fns = [(v: number) => v * v];
      for (let i = 0; i < n; i++) fns.push((v) => v * i + x);
      return fns.reduce((v, g) => g(v), x);
    }`,
    { points: [[0.7, 3]], wrt: [0] },
  );
});

test("push on literal in callback", () => {
  check(
    `export function f(xs: number[]): number {
      const fns: ((v: number) => number)[] = [(v) => v];
      xs.forEach((x, i) => { if (i % 2) fns.push((v) => v * x); else fns.push(Math.cos); });
      return fns.map((g) => g(0.3)).reduce((a, b) => a * b + 1, 1);
    }`,
    { points: [[[0.7, 2, 3]]] },
  );
});

test("push literal typed array, branch", () => {
  check(
    `export function f(x: number, on: boolean): number {
      const stages: Array<(v: number) => number> = [(v) => 2 * v];
      if (on) stages.push((v) => v ** 3);
      stages.push(Math.tanh);
      let v = x;
      for (let i = 0; i < stages.length; i++) v = stages[i](v);
      return v;
    }`,
    {
      points: [
        [0.3, true],
        [0.3, false],
      ],
    },
  );
});

test("computed index write", () => {
  check(
    `export function f(x: number, k: number): number {
      const fns = [Math.sin, Math.cos, (v: number) => v * v];
      fns[k] = (v) => v * x;
      return fns[0](x) + fns[1](x) * fns[2](x);
    }`,
    {
      points: [
        [0.7, 1],
        [0.7, 2],
      ],
      wrt: [0],
    },
  );
});

test("table computed write", () => {
  check(
    `export function f(x: number, names: ("a" | "b")[]): number {
      const table: Record<"a" | "b", (v: number) => number> = { a: (v) => v, b: Math.sin };
      for (const n of names) table[n] = (v) => v * x;
      return table.a(x) * table.b(x);
    }`,
    {
      points: [
        [0.7, ["b"]],
        [0.7, ["a", "b"]],
      ],
    },
  );
});

test("two tables loop", () => {
  check(
    `export function f(x: number, fancy: boolean): number {
      const plain = [(v: number) => v, (v: number) => 2 * v];
      const rich = [Math.sin, Math.cos, (v: number) => v * x];
      const fns = fancy ? rich : plain;
      let s = 0;
      for (const g of fns) s += g(x);
      return s + fns.length;
    }`,
    {
      points: [
        [0.7, true],
        [0.7, false],
      ],
    },
  );
});

test("two tables module", () => {
  check(
    `const A = { act: Math.tanh, steps: [Math.sin, Math.cos] };
    const B = { act: (v: number) => v * v, steps: [(v: number) => v] };
    export function f(x: number, which: string): number {
      const t = which === "a" ? A : B;
      let v = t.act(x);
      for (const s of t.steps) v += s(v);
      return t.steps.reduce((u, g) => g(u), v);
    }`,
    {
      points: [
        [0.7, "a"],
        [0.7, "b"],
      ],
    },
  );
});

test("typeof number or function", () => {
  check(
    `type Rate = number | ((t: number) => number);
    function evalRate(r: Rate, t: number): number { return typeof r === "function" ? r(t) : r; }
    function evalRate2(r: Rate, t: number): number { if (typeof r === "number") return r * t; return r(t); }
    export function f(x: number): number {
      return evalRate(x, 2) * evalRate((t) => t * x, 3) + evalRate2(x, 2) * evalRate2((t) => t * x, 3);
    }`,
    { points: [[0.7]] },
  );
});

test("typeof stored union", () => {
  check(
    `type Rate = number | ((t: number) => number);
    export function f(x: number, n: number): number {
      const rates: Rate[] = [x, (t) => t * x, 3, Math.sin];
      let s = 0;
      for (let i = 0; i < n; i++) { const r = rates[i]; s += typeof r === "function" ? r(x) : r * x; }
      return s;
    }`,
    { points: [[0.7, 4]], wrt: [0] },
  );
});

test("typeof class field", () => {
  check(
    `class Source { constructor(private value: number | ((t: number) => number)) {}
      at(t: number): number { return typeof this.value === "number" ? this.value : this.value(t); } }
    export function f(x: number): number { return new Source(x).at(1) * new Source((t) => t * t * x).at(2); }`,
    { points: [[0.7]] },
  );
});

test("typeof choice", () => {
  check(
    `export function f(x: number, c: boolean): number {
      const r: number | ((t: number) => number) = c ? x * x : (t: number) => t * x;
      return typeof r === "number" ? r : r(3);
    }`,
    {
      points: [
        [0.7, true],
        [0.7, false],
      ],
    },
  );
});

test("local class in stored function", () => {
  check(
    `export function f(x: number, n: number): number {
      class Acc { total = 0; add(v: number) { this.total += v * x; return this; } }
      const fns: ((v: number) => number)[] = [];
      for (let i = 0; i < n; i++) fns.push((v) => new Acc().add(v).add(i).total);
      let s = 0;
      for (const g of fns) s += g(x);
      return s;
    }`,
    { points: [[0.7, 3]], wrt: [0] },
  );
});
