/** Maps and Sets as containers of differentiable values. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("sums by key", () => {
  check(
    `export function f(xs: number[], keys: string[]) {
      const sums = new Map<string, number>();
      for (let i = 0; i < xs.length; i++) sums.set(keys[i], (sums.get(keys[i]) ?? 0) + xs[i] * xs[i]);
      let product = 1;
      for (const [key, sum] of sums) product *= sum + (key === "a" ? 1 : 0);
      return product * sums.size;
    }`,
    {
      points: [
        [
          [1.5, -2, 3, 0.5],
          ["a", "b", "a", "c"],
        ],
      ],
    },
  );
});

test("deleted and added while it is gone over", () => {
  check(
    `export function f(xs: number[], keys: string[]) {
      const m = new Map<string, number>([["z", xs[0]]]);
      xs.forEach((x, i) => m.set(keys[i], x * (i + 1)));
      let s = 0;
      for (const [k, v] of m) {
        s = s * xs[0] + v * v;
        if (k === "a") m.delete("b");
        if (k === "z") {
          m.delete("z");
          m.set("z2", v * 2);
        }
        if (m.size > 20) break;
      }
      if (m.has("b")) s *= 100;
      m.clear();
      m.set("q", s);
      return m.get("q")! + (m.get("a") ?? 3);
    }`,
    {
      points: [
        [
          [1.5, -2, 3, 0.5],
          ["a", "b", "a", "c"],
        ],
      ],
    },
  );
});

test("asked for their size before and behind a loop that they are cleared in front of", () => {
  check(
    `export function f(x: number): number {
      const all = new Set([x, 0]);
      for (const p of all) x += p;
      const before = all.size;
      all.clear();
      return before * x * x + all.size * x;
    }`,
    { points: [[1.5], [0.25]] },
  );
  check(
    `function reset(all: Set<number>): void { all.clear(); }
    export function f(x: number): number {
      const all = new Set([x, 0]);
      for (const p of all) x += p;
      reset(all);
      return (all.size + 1) * x;
    }`,
    { points: [[1.5]] },
  );
});

test("views, forEach and spread", () => {
  check(
    `export function f(xs: number[], keys: string[]) {
      const m = new Map(xs.map((x, i): [string, number] => [keys[i], x * x]));
      let s = 0;
      m.forEach((v, k) => {
        s += v * k.length;
      });
      const values = [...m.values()];
      const ks = Array.from(m.keys());
      for (const v of m.values()) s *= v;
      return s + values[1] * ks.length;
    }`,
    {
      points: [
        [
          [1.5, -2, 3, 0.5],
          ["a", "b", "a", "c"],
        ],
      ],
    },
  );
});

test("sets of numbers", () => {
  check(
    `export function f(xs: number[]) {
      const seen = new Set(xs);
      seen.add(xs[0] * 2);
      seen.delete(3);
      let s = 0;
      for (const x of seen) s += x * x;
      return s * seen.size + [...seen][1] + (seen.has(0.5) ? xs[3] : 0);
    }`,
    { points: [[[1.5, -2, 3, 0.5]], [[1.5, 1.5, 3, 0.5]]], smooth: false },
  );
});

test("numbers as keys, records and arrays as values", () => {
  check(
    `export function f(xs: number[]) {
      const groups = new Map<number, { total: number; items: number[] }>();
      for (const x of xs) {
        const k = Math.floor(x);
        const g = groups.get(k) ?? { total: 0, items: [] };
        g.total += x;
        g.items.push(x * g.total);
        groups.set(k, g);
      }
      let s = 0;
      for (const g of groups.values()) s += g.total * g.items[g.items.length - 1];
      return s;
    }`,
    { points: [[[1.5, 1.2, 3.1, 0.5]]] },
  );
});

test("passed to functions and captured", () => {
  check(
    `function bump(m: Map<string, number>, k: string, by: number) {
      m.set(k, (m.get(k) ?? 1) * by);
      return m;
    }
    function total(m: ReadonlyMap<string, number>, depth: number): number {
      if (depth === 0) return 0;
      let s = 0;
      for (const [, v] of m) s += v;
      return s + total(m, depth - 1);
    }
    export function f(xs: number[], keys: string[]) {
      const m = new Map<string, number>();
      const put = (k: string, v: number) => {
        bump(m, k, v);
      };
      for (let i = 0; i < xs.length; i++) put(keys[i], xs[i]);
      return total(m, 2) * (m.get("a") ?? 0);
    }`,
    {
      points: [
        [
          [1.5, -2, 3, 0.5],
          ["a", "b", "a", "c"],
        ],
      ],
    },
  );
});

test("memo", () => {
  check(
    `export function f(x: number, n: number) {
      const memo = new Map<number, number>();
      const fib = (k: number, d: number): number => {
        const known = memo.get(k);
        if (known !== undefined) return known;
        const v = k < 2 ? x * (k + 1) : d > 0 ? x * k : 0;
        memo.set(k, v);
        return v;
      };
      return fib(1, 1) * fib(n, 2) + fib(1, 1) * memo.size;
    }`,
    { points: [[1.5, 3]], wrt: [0] },
  );
});

test("in a loop and in branches", () => {
  check(
    `export function f(xs: number[], flag: number) {
      let s = 0;
      for (let r = 0; r < 2; r++) {
        const m = flag > 0 ? new Map<number, number>([[0, xs[0]]]) : new Map<number, number>();
        for (let i = 0; i < xs.length; i++) if (i % 2 === r) m.set(i, xs[i] * r + xs[0]);
        for (const [k, v] of m.entries()) s += v * v * (k + 1);
      }
      return s;
    }`,
    {
      points: [
        [[1.5, -2, 3, 0.5], 1],
        [[1.5, -2, 3, 0.5], -1],
      ],
      wrt: [0],
    },
  );
});

test("loops over Maps and Sets without derivatives", () =>
  check(
    `const GRAPH = new Map<string, string[]>([["a", ["b"]], ["b", []]]);
    export function f(x: number, ks: string[]): number {
      const seen = new Set<string>();
      let s = 0;
      for (const k of ks) {
        if (!seen.has(k)) s += x * k.length;
        seen.add(k);
      }
      for (const k of seen) {
        s = s * x + k.length;
        if (k === "a") seen.add("zz");
        if (k === "b") seen.delete("c");
        if (s > 1e6) break;
      }
      for (const [k, next] of GRAPH) s = s * x + k.length + next.length * x;
      return s + [...seen].length * x;
    }`,
    { points: [[1.5, ["a", "b", "c", "a"]]] },
  ));
