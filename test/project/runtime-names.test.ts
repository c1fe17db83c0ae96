import { expect, test } from "vitest";
import { type Callable, compile } from "../support/compile.js";

test("a program may have names of its own that helpers of the runtime have", () => {
  const { exports, code } = compile(`
    import { grad } from "cotangent";
    function expectNumber(x: number): number { return 3 * x; }
    function zerosBy(x: number): number { return x; }
    export function f(x: number, rows: number[][]): number { return expectNumber(x) * rows[0][0] * zerosBy(2); }
    export const g = grad(f, { argnums: [0, 1] });
  `);
  expect(code["main.ts"]).toContain("zerosBy as zerosBy2");
  expect((exports.g as Callable)(3, [[2]])).toEqual([12, [[18]]]);
  expect(() => (exports.g as Callable)("3", [[2]])).toThrow(/must be a number/);
});

test("and those that functions for types would have", () => {
  const { exports } = compile(`
    import { grad } from "cotangent";
    function isRows(x: number): number { return 3 * x; }
    const zerosOfRows = 2;
    export function f(x: number, rows: number[][]): number { return isRows(x) * rows[0][0] * zerosOfRows; }
    export const g = grad(f, { argnums: [0, 1] });
  `);
  expect((exports.g as Callable)(3, [[2]])).toEqual([12, [[18]]]);
  expect(() => (exports.g as Callable)(3, [2])).toThrow(/'rows\[0\]' must be an Array/);
});
