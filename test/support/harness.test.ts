import { expect, test } from "vitest";
import { check } from "./harness.js";

const guarded = `export function f(x: number) {
  if (x < 0) throw new RangeError("below zero");
  return x * x;
}`;

test("a program that throws at every point says nothing", () => {
  expect(() => check(guarded, { points: [[-1], [-2]] })).toThrow("throws at every point: RangeError: below zero");
  check(guarded, { points: [[-1], [2]] });
});

test("a program that is said to throw throws at every point", () => {
  check(guarded, { points: [[-1], [-2]], throws: true });
  expect(() => check(guarded, { points: [[-1], [2]], throws: true })).toThrow("does not throw at every point");
});
