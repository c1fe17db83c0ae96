/** Which results are returned member by member. */
import { expect, test } from "vitest";
import { Unboxing } from "../../plugin/src/transform/unboxing.js";
import { typeName } from "../../plugin/src/ir/types.js";
import { verify } from "../../plugin/src/ir/verifier.js";
import { interpret } from "../../plugin/src/ir/interpreter.js";
import { lowerF } from "../support/ir.js";

/** The types of the results of `f` after unboxing; undefined where it stays as it is. */
function results(source: string): string[] | undefined {
  const unboxed = new Unboxing().of(lowerF(source));
  if (!unboxed) return undefined;
  verify(unboxed.func);
  return unboxed.func.results.map((type) => typeName(type));
}

test.each([
  ["a tuple", "function f(x: number): [number, boolean] { return [x, x > 0]; }", ["f64", "bool"]],
  ["a short array", "function f(x: number): number[] { return [x, x * x, 1]; }", ["f64", "f64", "f64"]],
  [
    "a record, made on two paths",
    "function f(x: number): { a: number; b: number[] } { if (x > 0) return { a: x, b: [x] }; return { a: 1, b: [] }; }",
    ["f64", "Array<f64>"],
  ],
  [
    "a tuple that is written before it is returned",
    "function f(x: number): [number, number] { const t: [number, number] = [x, 0]; t[1] = t[0] * 2; return t; }",
    ["f64", "f64"],
  ],
  [
    "the pair of a function that calls itself",
    "function f(x: number): [number, number] { if (x < 1) return [x, 1]; const [a, b] = f(x / 2); return [a * x, b]; }",
    ["f64", "f64"],
  ],
])("%s", (_, source, expected) => {
  expect(results(source)).toEqual(expected);
});

test.each([
  ["a number", "function f(x: number): number { return x; }"],
  ["what was given", "function f(x: [number, number]): [number, number] { return x; }"],
  ["what something else refers to", "function f(x: number[][]): number[] { const r = [1, 2]; x[0] = r; return r; }"],
  ["an empty array, filled later", "function f(x: number): number[] { const r: number[] = []; r[0] = x; return r; }"],
  ["a list that grows", "function f(x: number): number[] { const r = [x]; r.push(x); return r; }"],
  [
    "what is written at an index that the run knows",
    "function f(x: number): number[] { const r = [x, x]; r[x] = 1; return r; }",
  ],
  ["arrays of different lengths", "function f(x: number): number[] { return x > 0 ? [x] : [x, x]; }"],
  ["what may be missing", "function f(x: number): { a?: number } { return x > 0 ? { a: x } : {}; }"],
])("not %s", (_, source) => {
  expect(results(source)).toBeUndefined();
});

test("computes what it did", () => {
  const func = lowerF("function f(x: number): number[] { const r = [x, 2]; if (x > 1) r[1] = x * x; return r; }");
  const unboxed = new Unboxing().of(func);
  for (const x of [0.5, 3]) expect(interpret(unboxed!.func, [x])).toEqual(interpret(func, [x])[0]);
});
