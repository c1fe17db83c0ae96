import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

/** Every number of turns from none to two blocks and one more. */
const points = [0, 1, 2, 3, 4, 5, 7, 8, 9].map((n) => [
  Float64Array.from({ length: n }, (_, i) => Math.sin(3 * i + 1)),
]);

const nested = (loops: string): string => `
  import { grad } from "cotangent";
  export function f(x: Float64Array): number {
    const n = x.length;
    const y = x.map((v) => 0.5 * v + 0.2);
    const z = new Float64Array(n + 3).fill(0.3);
    let s = 0.1;
    for (let r = 0; r < 3; r++) { ${loops} }
    for (const v of z) s += v * v;
    return s;
  }
  export const f_grad = grad(f);`;

describe("short loops in loops", () => {
  test.each([
    ["a sum of products", "for (let i = 0; i < n; i++) s += x[i] * y[i];"],
    ["with its end", "for (let i = 1; i <= n; i++) s += x[i - 1] * y[i - 1] * y[i - 1];"],
    ["downwards", "for (let i = n - 1; i >= 0; i--) s = 0.7 * s + x[i] * y[i];"],
    ["downwards, without its end", "for (let i = n; i > 0; i--) s = 0.7 * s + x[i - 1] * y[i - 1];"],
    ["from a place that moves", "for (let i = r; i < n; i++) s += x[i] * y[i - r];"],
    ["that may begin behind its end", "for (let i = r + 1; i < n; i++) z[i] += x[i] * s;"],
    ["that may end before its begin", "for (let i = r + 2; i <= n - 2; i++) z[i] += x[i] * s;"],
    ["below zero", "for (let i = -2; i < n - 2; i++) z[i + 2] += x[i + 2] * y[i + 2];"],
    ["each turn on the one before", "for (let i = 1; i < n; i++) z[i] += 0.5 * z[i - 1] * x[i];"],
    ["each turn ahead of the next", "for (let i = 0; i < n; i++) { z[i] = z[i + 1] * x[i]; z[i + 1] += s; }"],
    ["into one place", "for (let i = 0; i < n; i++) z[0] += 0.1 * z[0] * x[i];"],
    ["with strides", "for (let i = 0; i < n; i++) s += x[n - 1 - i] * y[i] * z[2 * i - (i - r)];"],
    [
      "of two values in turn",
      "let [a, b] = [1, s]; for (let i = 0; i < n; i++) [a, b] = [b, a * x[i] + 0.1]; s += a * b;",
    ],
    ["with the index in what it computes", "for (let i = 0; i < n; i++) s += x[i] * (3 * i - r) * 0.1;"],
  ])("%s", (_, loops) => {
    check(nested(loops), { points });
    expect(compile(nested(loops)).code["main.ts"]).toMatch(/ [+-]= 4\)/);
  });

  test("long ones, ones that call, and ones that stand alone are left as they are", () => {
    const { code } = compile(`
      import { grad } from "cotangent";
      function f(x: Float64Array): number {
        let s = 0;
        for (let i = 0; i < x.length; i++) s += x[i] * x[i];
        for (let r = 0; r < 3; r++) for (let i = 0; i < x.length; i++) s += Math.exp(x[i] * r);
        return s;
      }
      export const f_grad = grad(f);`);
    expect(code["main.ts"]).not.toMatch(/[+-]= 4\)/);
  });
});
