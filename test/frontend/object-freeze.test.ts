/** `Object.freeze` gives its argument, and what is frozen throws where it is written to. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

test("arrays and records", () =>
  check(
    `type Point = { readonly x: number; readonly y: number };
    const moved = (p: Point, by: number): Point => Object.freeze({ x: p.x + by, y: p.y * by });
    export function f(x: number, ys: number[]): number {
      let p: Point = Object.freeze({ x, y: x * x });
      for (const y of ys) p = moved(p, y);
      let list: readonly number[] = Object.freeze(ys.map((y) => y * x));
      for (let i = 0; i < 2; i++) list = Object.freeze([...list, list[i] * p.y]);
      return p.x * p.y + list.reduce((s, v) => s + v * v, 0);
    }`,
    { points: [[1.3, [0.7, 2]]] },
  ));

test("what it has in it stays writable", () =>
  check(
    `export function f(x: number): number {
      const v = Object.freeze({ p: { x }, list: [x] });
      v.p.x *= x;
      v.list.push(v.p.x * x);
      return v.p.x * v.list[1];
    }`,
    { points: [[1.3]] },
  ));

test("an argument is frozen, and so is what is returned", () => {
  const { exports } = compile(`
    import { grad, vjp } from "cotangent";
    export const g = grad((xs: number[]) => Object.freeze(xs)[0] ** 2);
    export const v = vjp((x: number) => Object.freeze([x, x * x]));`);
  const xs = [3, 1];
  expect((exports.g as (xs: number[]) => unknown)(xs)).toEqual([6, 0]);
  expect(Object.isFrozen(xs)).toBe(true);
  const [value, pullback] = (exports.v as (x: number) => [number[], (y: number[]) => [number]])(3);
  expect([Object.isFrozen(value), pullback([1, 1]), pullback([0, 1])]).toEqual([true, [7], [6]]);
});

describe("writes throw", () => {
  test.each([
    ["an element", "const v: number[] = [x, 1]; Object.freeze(v); v[0] = 3; return v[0];"],
    ["an element that nobody reads", "const v = Object.freeze([x, 1]) as number[]; v[1] *= x; return x;"],
    ["a field", "const v = { x }; Object.freeze(v); v.x = 3; return v.x;"],
    ["a new element", "const v: number[] = [x]; Object.freeze(v); v.push(x); return v[0];"],
    [
      "all elements",
      "const v = [x, x].map((y) => y * x); Object.freeze(v); for (let i = 0; i < 2; i++) v[i] = i; return v[0];",
    ],
    ["a typed array", "const v = Float64Array.of(x); Object.freeze(v); return v[0];"],
  ])("%s", (_, statements) =>
    check(`"use strict"; export function f(x: number): number { ${statements} }`, {
      points: [[1.3]],
      throws: true,
      second: false,
    }),
  );
});

test("refused in sloppy code, where writes are passed over", () => {
  const { diagnostics } = compile({
    "lib.js": `exports.f = function (x) { var v = Object.freeze({ x: x }); v.x = 3; return v.x * x; };`,
    "main.ts": `import { grad } from "cotangent";
      import whole from "./lib.js";
      const lib: any = whole;
      export const g = grad((x: number): number => lib.f(x));`,
  });
  expect(diagnostics.map(({ code }) => code)).toEqual(["AD4001"]);
});
