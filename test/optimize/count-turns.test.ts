/** Loops that count down from any number: their turns are counted, and the counter has the values that it had. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

describe("each counter value counts", () => {
  test.each([
    ["i >= 0; i--", "n"],
    ["i > 0; i--", "n"],
    ["i >= 0; i -= 1", "n - 1"],
    ["i >= 2; --i", "n"],
    ["i > 1; i = i - 1", "2 * n"],
    ["i >= 0; i = i + -1", "n"],
  ])("for (let i = …; %s) from %s", (head, start) => {
    const source = `export function f(x: number, n: number): number {
      let y = x;
      for (let i = ${start}; ${head}) y = 0.5 * y + 0.1 * Math.sin(0.3 * y) * i + x / (i + 1);
      return y;
    }`;
    // Between whole numbers, where the number of turns does not change.
    check(source, { points: [3.6, 0.25, -0.4, -2.1, 7.7, 1.2].map((n) => [0.7, n]) });
    const { f, d } = compile(`import { valueAndGrad } from "cotangent"; ${source}
      export const d = valueAndGrad(f, { argnums: [0] });`).exports as {
      f: (x: number, n: number) => number;
      d: (x: number, n: number) => [number, [number]];
    };
    for (const n of [0, -0, 1, 2, 3, 4, 5.5, -1, NaN, -Infinity]) {
      const [value, [byX]] = d(0.7, n);
      expect(value).toBe(f(0.7, n));
      expect(byX).toBeCloseTo((f(0.7 + 1e-6, n) - f(0.7 - 1e-6, n)) / 2e-6, 5);
    }
  });
});

test("no stack and no count of turns is kept", () => {
  const { code } = compile(`import { grad } from "cotangent";
    export const d = grad((x: number, n: number): number => {
      let y = x;
      for (let i = n - 1; i >= 0; i--) y = Math.sin(y) * (i + 1);
      return y;
    });`);
  expect(code["main.ts"]).toContain("Math.floor(");
  expect(code["main.ts"]).not.toContain("Stack");
  expect(code["main.ts"]).not.toContain("trips");
});

test("loops that do something else with the counter, or end below zero, stay as they are", () => {
  const { exports } = compile(`import { grad } from "cotangent";
    export const below = grad((x: number, n: number): number => { let y = x; for (let i = n; i >= -2; i--) y += x * i; return y; });
    export const skips = grad((x: number, n: number): number => {
      let y = x;
      for (let i = n; i >= 0; i--) { y += x * i; if (y > 20) i--; }
      return y;
    });
    export const left = grad((x: number, n: number): number => { let y = x, i = n; for (; i >= 0; i--) y += x * i; return y * i; });`);
  const { below, skips, left } = exports as Record<string, (x: number, n: number) => number>;
  expect(below(2, 2.5)).toBe(1 + 2.5 + 1.5 + 0.5 - 0.5 - 1.5);
  expect(skips(4, 5)).toBe(1 + 5 + 3 + 1);
  expect(left(2, 2.5)).toBe((1 + 2.5 + 1.5 + 0.5) * -0.5);
});
