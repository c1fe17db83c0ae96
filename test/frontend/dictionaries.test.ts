/** Objects whose keys are found at run time. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

const lists = [
  [
    [1.5, 2, 3],
    ["a", "b", "a"],
  ],
  [
    [0.5, -2, 3],
    // JavaScript has these keys in another order than that in which they were added.
    ["z", "2", "1"],
  ],
];

describe("what code makes", () => {
  test("sums by key, in the order of JavaScript", () =>
    check(
      `export function f(xs: number[], ks: string[]): number {
        const sums: Record<string, number> = {};
        for (let i = 0; i < xs.length; i++) {
          const k = ks[i];
          sums[k] = (sums[k] ?? 0) + xs[i] * xs[i];
        }
        let s = 0;
        for (const k in sums) s = s * 0.5 + sums[k] ** 2;
        return s;
      }`,
      { points: lists },
    ));

  test("lists, records and dictionaries in it", () =>
    check(
      `interface Mean { sum: number; n: number }
      export function f(xs: number[], ks: string[]): number {
        const groups: Record<string, number[]> = {};
        const means: { [key: string]: Mean } = {};
        const edges: Record<string, Record<string, number>> = {};
        xs.forEach((x, i) => {
          const k = ks[i];
          (groups[k] ||= []).push(x);
          const mean = means[k];
          if (mean) {
            mean.sum += x;
            mean.n++;
          } else means[k] = { sum: x, n: 1 };
          if (i > 0) {
            edges[ks[i - 1]] ??= {};
            edges[ks[i - 1]][k] = x * i;
          }
        });
        let s = Object.values(groups).reduce((product, g) => product * g.reduce((a, b) => a + b, 0), 1);
        for (const { sum, n } of Object.values(means)) s += sum / n;
        for (const a in edges) for (const b in edges[a]) s = s * 0.9 + edges[a][b] ** 2;
        return s;
      }`,
      { points: lists },
    ));

  test("constant keys beside others, in, own properties", () =>
    check(
      `export function f(x: number, k: string): number {
        const d: Record<string, number> = { a: x };
        if (k in d) return d[k] * x;
        d[k] = x * x;
        d.c += 1;
        const { a, q = 0.5 } = d;
        return d[k] * a * q + Object.keys(d).length + (Object.hasOwn(d, "b") ? x : 0) + (d.hasOwnProperty("z") ? 0 : a);
      }`,
      {
        points: [
          [1.5, "a"],
          [1.5, "b"],
          [1.5, "q"],
        ],
        smooth: true,
      },
    ));

  test("spread, computed keys, entries", () =>
    check(
      `export function f(x: number, k: string): number {
        const d: Record<string, number> = { a: x, b: 3 };
        d[k] = x * x;
        const e: Record<string, number> = { z: x, ...d, b: 2 * x, [k + "!"]: x };
        e.a *= 2;
        let s = 0;
        for (const [name, value] of Object.entries(e)) s = s * x + value * name.length;
        return d.a * e.a * e.b + s;
      }`,
      {
        points: [
          [1.5, "a"],
          [1.5, "q"],
          [0.7, "7"],
        ],
      },
    ));

  test("made of entries, by reduce, without a prototype", () =>
    check(
      `export function f(xs: number[], ks: string[]): number {
        const d = Object.fromEntries(ks.map((k, i): [string, number] => [k, xs[i] * 2]));
        const e = Object.assign({}, d, { q: xs[0] });
        let s = 0;
        for (const v of Object.values(e)) s = s * xs[1] + v * v;
        const sums = xs.reduce<Record<string, number>>((into, x, i) => {
          into[ks[i]] = (into[ks[i]] || 0) + x;
          return into;
        }, {});
        const last = xs.reduce((into, x, i) => ({ ...into, [ks[i]]: x * x }), {} as Record<string, number>);
        const bare: Record<string, number> = Object.create(null);
        bare[ks[0]] = xs[0];
        return s * (d[ks[1]] ?? 1) + sums[ks[0]] * last[ks[1]] * Object.keys(last).length + (bare.a ?? 0.5) * bare[ks[0]];
      }`,
      { points: lists },
    ));

  test("keys that are deleted while they are gone over", () =>
    check(
      `export function f(xs: number[], k: string): number {
        const d: Record<string, number> = { a: xs[0], b: xs[1], c: xs[2] };
        let s = 0;
        for (const n in d) {
          s = s * 2 + d[n] ** 2;
          if (n === "a") delete d[k];
        }
        d[k] = xs[0] * xs[1];
        for (const n in d) s = s * 3 + d[n];
        return s;
      }`,
      {
        points: [
          [[1.5, 2, 3], "b"],
          [[1.5, 2, 3], "a"],
          [[1.5, 2, 3], "c"],
        ],
      },
    ));

  test("in fields, arrays and helpers; one of two", () =>
    check(
      `class Model {
        params: Record<string, number> = {};
        set(name: string, value: number): this {
          this.params[name] = value;
          return this;
        }
        get(name: string): number {
          const value = this.params[name];
          if (value === undefined) throw new Error("no " + name);
          return value;
        }
      }
      const total = (d: Record<string, number>): number => Object.values(d).reduce((a, b) => a + b * b, 0);
      export function f(x: number, k: string, c: boolean): number {
        const model = new Model().set("a", x).set(k, x * x);
        const d: Record<string, number> = c ? { a: x } : { b: x * x };
        const list: Record<string, number>[] = [d, { q: x }];
        let s = 0;
        for (const each of list) for (const n of Object.keys(each)) s = s * x + each[n];
        return s * (d[k] ?? 2) + model.get("a") * model.get(k) + total(model.params) * total({ x, y: 2 });
      }`,
      {
        points: [
          [1.5, "a", true],
          [1.5, "b", false],
          [1.5, "a", false],
        ],
      },
    ));

  test("numbers as keys", () =>
    check(
      `export function f(x: number, n: number): number {
        const memo: Record<number, number> = {};
        const go = (k: number): number => {
          if (k in memo) return memo[k];
          return (memo[k] = k < 2 ? x : go(k - 1) * x + go(k - 2));
        };
        return go(n);
      }`,
      { points: [[0.8, 7]], wrt: [0] },
    ));

  test("functions in it", () =>
    check(
      `export function f(x: number, ks: string[]): number {
        const ops: Record<string, (v: number) => number> = {};
        ops["square"] = (v) => v * v;
        ops["add"] = (v) => v + x;
        ops[ks[0]] = (v) => v * x;
        let y = x;
        for (const k of ks) y = ops[k](y);
        return y;
      }`,
      {
        points: [
          [1.5, ["m", "square", "add"]],
          [1.2, ["square", "add", "square"]],
        ],
      },
    ));

  test("in plain JavaScript", () =>
    check(
      {
        "lib.js": `export function tally(xs, ks) {
          var out = {};
          for (var i = 0; i < xs.length; i++) {
            if (!out[ks[i]]) out[ks[i]] = 0;
            out[ks[i]] += xs[i] * xs[i];
          }
          return out;
        }
        export function sum(o) {
          var s = 0;
          for (var k in o) if (o.hasOwnProperty(k)) s = s * 0.5 + o[k] * o[k];
          return s;
        }`,
        "main.ts": `import { tally, sum } from "./lib.js";
        export const f = (xs: number[], ks: string[]): number => sum(tally(xs, ks)) + sum({ a: xs[0], b: 2 });`,
      },
      { points: lists },
    ));
});

test("tables of the module have no derivative", () =>
  check(
    `const RATES: Record<string, number> = { a: 2, b: 3 };
    const LISTS: Record<string, number[]> = { a: [1, 2], b: [3] };
    export function f(x: number, k: string): number {
      let s = 0;
      for (const n in RATES) s += RATES[n] * x;
      if (k in RATES) s *= RATES[k];
      for (const [n, v] of Object.entries(RATES)) s += v * x ** n.length;
      return s + LISTS[k][0] * x;
    }`,
    {
      points: [
        [1.5, "a"],
        [1.5, "b"],
      ],
    },
  ));

test("a key that all objects have throws", () => {
  const { exports } = compile(
    {
      "main.ts": `import { grad } from "cotangent";
const f = (x: number, key: string): number => {
  const d: Record<string, number> = {};
  d[key] = x * x;
  return d[key] ?? 0;
};
const g = (x: number, key: string): number => {
  const d: Record<string, number> = { a: x };
  return key in d ? d[key] : x * (d[key] ?? 3);
};
export const df: any = grad(f);
export const dg: any = grad(g);`,
    },
    1,
  );
  const [df, dg] = [exports.df, exports.dg] as ((x: number, key: string) => number)[];
  expect([df(3, "b"), dg(3, "a"), dg(3, "b")]).toEqual([6, 1, 3]);
  for (const call of [df, dg])
    for (const key of ["constructor", "__proto__"]) expect(() => call(3, key)).toThrow(TypeError);
});

test("a dictionary that leaves is refused", () => {
  const { diagnostics } = compile({
    "main.ts": `import { vjp } from "cotangent";
const f = (x: number, key: string): Record<string, number> => ({ [key]: x });
export const d = vjp(f);`,
  });
  expect(diagnostics.map(({ code }) => code)).toEqual(["AD2024"]);
});
