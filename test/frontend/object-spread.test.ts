/** What spreading an object copies, where it may be missing, partial or of a module. */
import { expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

test("what is there on a condition", () =>
  check(
    `interface Term { a: number; r?: number; s?: number }
export function f(x: number, c: boolean): number {
  const o: Term = { a: x, ...(c && { r: x * x }), ...(c ? {} : { s: 2 * x }) };
  const p = { k: x, ...(o.r === undefined ? { r: 3 * x } : null) };
  return o.a * (o.r ?? 3) + (o.s ?? 1) * x * p.k * (p.r ?? x);
}`,
    {
      points: [
        [1.5, true],
        [1.5, false],
      ],
    },
  ));

test("options that are not given", () =>
  check(
    {
      "lib.js": `var DEFAULTS = { rate: 2, scale: 1 };
export function grow(x, options) {
  var o = Object.assign({}, DEFAULTS, options);
  return o.scale * Math.exp(o.rate * x);
}`,
      "main.ts": `import { grow } from "./lib.js";
interface Options { m: "a" | "b"; weights?: number[]; ridge?: number }
const DEFAULTS: Readonly<Options> = { m: "a", ridge: 0.5 };
const parse = (o?: Partial<Options> | Options["m"]): Options =>
  typeof o === "string" ? { ...DEFAULTS, m: o } : { ...DEFAULTS, ...o };
const cost = (x: number, o?: Partial<Options> | "a" | "b"): number => {
  const { ridge = 1, weights, m } = parse(o);
  const w = weights ?? [x, 2];
  return ridge * w.reduce((a, b) => a + b * b, m === "b" ? x : 0);
};
export const f = (x: number): number =>
  cost(x) * cost(x, "b") + cost(x, { ridge: x }) - cost(x, { weights: [1, x, 3] }) + grow(x) * grow(x, { rate: x });`,
    },
    { points: [[0.7]] },
  ));

test("what a constant of the module was given since throws", () => {
  const { exports } = compile(
    {
      "main.ts": `import { grad } from "cotangent";
interface Options { rate: number; weights?: number[] }
export const DEFAULTS: Options = { rate: 1 };
const f = (x: number): number => {
  const o = { ...DEFAULTS };
  const w = o.weights ?? [x, x];
  return w[0] * w[1] * o.rate;
};
export const d = grad(f);`,
    },
    1,
  );
  const { d, DEFAULTS } = exports as { d: (x: number) => number; DEFAULTS: { weights?: number[] } };
  expect(d(3)).toBe(6);
  DEFAULTS.weights = [1, 1];
  expect(() => d(3)).toThrow(TypeError);
});

test("keys stand where they were given first", () =>
  check(
    `interface Terms { r?: number; a: number }
interface Options { r?: number; a?: number }
export function f(x: number, c: boolean, options: Options): number {
  const terms: Terms = { ...(c && { r: x * x }), a: x };
  const all = { ...options, z: x, a: 2 * x };
  let s = 0;
  for (const [k, v] of Object.entries(terms)) s = s * 3 + v * k.length;
  for (const k in all) s = s * 0.5 + all[k as keyof typeof all]! ** 2;
  return s;
}`,
    {
      points: [
        [1.5, true, { r: 2 }],
        [1.5, false, { r: 3, a: 1 }],
        [0.5, true, {}],
      ],
    },
  ));
