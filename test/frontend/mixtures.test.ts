/** Functions and variables that hold a number on some paths and a flag, a text or nothing on others. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

const POINTS = [
  [1.5, 2],
  [-1, 2],
  [12, 0.3],
];

describe("what helpers return", () => {
  test("a number or null, undefined, false, a text", () =>
    check(
      `function length(a: number, b: number): number | null {
        if (a < 0) return null;
        return Math.sqrt(a * a + b * b);
      }
      function root(a: number): number | undefined {
        if (a < 0) return;
        return Math.sqrt(a);
      }
      const inverse = (a: number): number | false => a > 10 ? false : 1 / a;
      function named(a: number): number | "big" | "small" {
        if (a > 10) return "big";
        return a < 0 ? "small" : a * a;
      }
      export function f(x: number, y: number): number {
        const d = length(x, y);
        if (d === null) return y * y * x;
        const i = inverse(x);
        const n = named(x);
        const bonus = typeof n === "number" ? n * y : n === "big" ? y : 0;
        return (root(x - 2) ?? y) * d + (i ? i * i : x) + (i === false ? y ** 3 : i * y) + bonus;
      }`,
      { points: POINTS },
    ));

  test("from inside of loops", () =>
    check(
      `function crossing(x: number, y: number): number | false {
        for (let i = 1; i < 5; i++) {
          if (x * i < -3) return false;
          if (x * i > 5) return x * y * i;
        }
        return y * y;
      }
      export function f(x: number, y: number): number {
        let best: number | false = false;
        for (let k = 1; k < 4; k++) {
          const c = crossing(x * k - 1, y);
          if (c !== false && (best === false || c > best)) best = c * x;
        }
        return best === false ? x * y : best * y;
      }`,
      { points: POINTS },
    ));

  test("in plain JavaScript, where a flag counts as a number", () =>
    check(
      {
        "lib.js": `export function distance(a, b) {
          if (typeof a !== "number" || isNaN(b) || a < 0) return false;
          return Math.sqrt(a * a + b * b);
        }
        export function total(a, b) { return distance(a, b) * 2 + distance(b, a) + (distance(a, 1) || b); }`,
        "main.ts": `import { total, distance } from "./lib.js";
        export function f(x: number, y: number): number {
          const d = distance(x, y);
          return d === false ? total(x, y) : (d as number) * total(x, y);
        }`,
      },
      { points: POINTS },
    ));
});

test("what is differentiated has to return a number where it is called", () => {
  const { exports } = compile(
    {
      "main.ts": `import { grad, valueAndGrad, vjp } from "cotangent";
type F = (x: number) => number;
const nothing = (x: number): number | null => (x < 0 ? null : x * x);
const missing = (x: number): number | undefined => {
  if (x < 0) return;
  return x * x;
};
const flag = (x: number): number | boolean => {
  for (let i = 0; i < 3; i++) if (x < -i) return i > 1;
  return x * x;
};
const text = (x: number) => (x < 0 ? "negative" : x * x);
export const all = [grad(nothing as F), grad(missing as F), grad(flag as F), grad(text as F)];
export const both = valueAndGrad(flag as F);
export const pulled = (x: number) => vjp(text as F)(x)[1](1);`,
    },
    1,
  );
  const all = exports.all as ((x: number) => number)[];
  expect(all.map((each) => each(3))).toEqual([6, 6, 6, 6]);
  for (const each of all) expect(() => each(-3)).toThrow(TypeError);
  const [both, pulled] = [exports.both, exports.pulled] as ((x: number) => unknown)[];
  expect([both(3), pulled(3)]).toEqual([[9, 6], [6]]);
  expect(() => both(-1)).toThrow("what flag returns is not a number");
  expect(() => pulled(-1)).toThrow("what text returns is not a number");
});

test("what the checker takes for a number and is none throws", () => {
  const { exports } = compile(
    {
      "main.ts": `import { grad } from "cotangent";
const inverse = (a: number): number | false => (a > 10 ? false : 1 / a);
export const d = grad((x: number) => Math.exp(inverse(x) as number));`,
    },
    1,
  );
  const d = exports.d as (x: number) => number;
  expect(d(1)).toBeCloseTo(-Math.E, 12);
  expect(() => d(11)).toThrow(TypeError);
});
