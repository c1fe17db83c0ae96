/** Records whose keys are strings of the program. */
import { expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

test("in asks what kind of thing something is", () =>
  check(
    {
      "points.js": `
export function Point(x, y) { this.x = x; this.y = y; }
Point.prototype.norm = function () { return Math.hypot(this.x, this.y); };
export function size(p) {
  if (typeof p === "number") return p;
  if (Array.isArray(p)) return p[0] * p[1];
  if ("norm" in p) return p.norm();
  if ("r" in p && "angle" in p) return p.r * p.r * p.angle;
  return "x" in p ? p.x : 0;
}
`,
      "main.ts": `import { Point, size } from "./points.js";
export function f(x: number, y: number): number {
  return size(x) + size([x, y]) * size(new Point(x, y)) + size({ r: x, angle: y }) - size({ x: y, z: 1 }) + size({ z: x });
}`,
    },
    { points: [[1.5, 0.7]] },
  ));

test("what numbers and arrays do not have, and are not", () =>
  check(
    {
      "lib.js": `
export function sum(a) {
  if (a.length === undefined) return parseFloat(a) * 2;
  if (typeof a.first === "function") return a.first();
  let s = a.total || 0;
  for (let i = 0; i < a.length; i++) s += typeof a[i] == "function" ? a[i]() : a[i] * a[i];
  return s;
}
`,
      "main.ts": `import { sum } from "./lib.js";
export function f(x: number, y: number): number {
  const typed: any = Float64Array.of(x, y);
  return sum(x) * sum([x, y]) + parseFloat(y as unknown as string) + sum(typed);
}`,
    },
    {
      points: [
        [1.5, 0.7],
        [-0, 2],
      ],
    },
  ));

test("for ... in and keys that are found at run time", () =>
  check(
    `interface Rates { low: number; high: number; mid: number }
export function f(rates: Rates, x: number, name: "low" | "high"): number {
  let sum = 0;
  for (const key in rates) {
    if (key === "mid") continue;
    sum += rates[key as keyof Rates] * x ** key.length;
  }
  rates[name] *= x;
  const own = { a: x, b: sum };
  let product = 1;
  for (const key of Object.keys(own)) product *= own[key as "a" | "b"];
  return product + rates.low * rates[name];
}`,
    {
      points: [
        [{ low: 2, high: 3, mid: 5 }, 1.5, "high"],
        [{ low: 2, high: 3, mid: 5 }, 0.5, "low"],
      ],
      wrt: [0, 1],
    },
  ));

test("a key that an object has beyond its type throws where it is asked for", () => {
  const { exports } = compile(
    {
      "main.ts": `import { grad } from "cotangent";
const f = (p: { x: number }): number => ("y" in p ? 0 : p.x * p.x);
export const g: any = grad(f);`,
    },
    1,
  );
  const g = exports.g as (p: object) => unknown;
  expect(g({ x: 3 })).toEqual({ x: 6 });
  expect(() => g({ x: 3, y: 1 })).toThrow(TypeError);
});

test("a key that the type does not have throws", () => {
  const { exports } = compile(
    {
      "main.ts": `import { grad } from "cotangent";
export const g: any = grad((x: number, key: string): number => ({ a: x, b: 2 * x } as any)[key]);`,
    },
    1,
  );
  const g = exports.g as (x: number, key: string) => number;
  expect(g(3, "b")).toBe(2);
  expect(() => g(3, "c")).toThrow(TypeError);
});

test("keys come in the order of the literal, whatever that of its type", () =>
  check(
    `interface Rates { low: number; high: number }
export function f(x: number): number {
  const rates: Rates = { high: x, low: 2 * x };
  let s = 0;
  for (const key in rates) s = s * 3 + rates[key as keyof Rates];
  return s;
}`,
    { points: [[1.5]] },
  ));

test("a key that is said to be one only may be another", () =>
  check(
    `interface Rates { low: number; high: number }
export function f(rates: Rates, names: string[]): number {
  const own = { low: (x: number) => x * rates.low, high: (x: number) => x * x };
  let s = 0;
  for (const name of names) s += rates[name as "low"] ** 2 + own[name as "low"](rates.high);
  for (const key of Object.keys(rates)) s *= rates[key as "high"];
  return s;
}`,
    { points: [[{ low: 2, high: 3 }, ["high", "low", "high"]]], wrt: [0] },
  ));

const unfilled: Readonly<Record<string, string>> = {
  "the fields of an empty object":
    "const o = {} as { s: number; n: number }; o.s = x; o.n = y; o.s *= o.n; return o.s * o.n;",
  "an element":
    "const a: { v: number }[] = []; for (let i = 0; i < 3; i++) { a[i] = {} as { v: number }; a[i].v = x * i; } return a[1].v * a[2].v * y;",
  "keys of a union":
    'const o = {} as Record<"a" | "b", number>; for (const k of ["a", "b"] as const) o[k] = k === "a" ? x : y; return o.a * o.a * o.b;',
  "what is missing":
    'const o = {} as { s: number; t: number }; if (x > 0) o.s = x * x; return (o.s ?? y) * y + ("s" in o ? 2 : 3) + ("t" in o ? 5 : 7) * x;',
  "records and lists in it":
    "const o = {} as { a: { b: number }; c: number[] }; o.a = { b: x }; o.c = [y, o.a.b]; return o.c[1] * o.c[0];",
  "what is spread of it":
    'const o = { ...({} as { v: number; w: number }), w: x }; const p = { ...o, w: y }; return o.w * p.w * ("v" in p ? 5 : 7);',
  "less than its type has":
    'const o = { v: x } as { v: number; w: number }; const p = "w" in o ? 1 : 2; o.w = y; return o.w * o.v * p;',
};

test.each(Object.entries(unfilled))("objects that are filled later: %s", (_, body) =>
  check(`export function f(x: number, y: number): number { ${body} }`, {
    points: [
      [1.5, 0.7],
      [-1.5, 0.7],
    ],
  }),
);
