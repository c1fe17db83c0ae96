/** Functions that calls make when a module is loaded. */
import { expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

test("a function that a call makes, with what it captures", () =>
  check(
    `const scaleBy = (k: number) => (x: number): number => Math.exp(k) * x;
    const half = scaleBy(0.5);
    const twice = ((f: (x: number) => number) => (x: number): number => f(f(x)))(half);
    export function f(x: number): number {
      return half(x) * twice(x);
    }`,
    { points: [[2], [-0.5]] },
  ));

test("a function with a state of its own is not made anew", () => {
  const { diagnostics } = compile(`import { grad } from "cotangent";
    const counter = () => { let n = 0; return (x: number): number => ++n * x; };
    const next = counter();
    export const g = grad((x: number): number => next(x));`);
  expect(diagnostics.map(({ code }) => code)).toEqual(["AD2013"]);
});
