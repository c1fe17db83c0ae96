/** Divisions by one root in adjoint code. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

function gradient(source: string): string {
  const { code } = compile(`import { grad } from "cotangent";\n${source}\nexport const g = grad(f);`);
  return code["main.ts"].split("function f_grad")[1];
}

const normalized = (divisor: string): string => `export function f(x: Float64Array, k: number): number {
    const r = ${divisor};
    const [a, b, c] = [x[0] / r, x[1] / r, x[2] / r];
    return a * Math.exp(b) + Math.sin(c * a) + k;
  }`;
const points = [
  [Float64Array.of(1.5, -0.5, 2), 0.3],
  [Float64Array.of(1e-150, -3e-150, 2e-151), 0],
];

test("of three or more the reciprocal is multiplied with", () => {
  const root = normalized("Math.sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2])");
  expect(gradient(root)).toContain("= 1 / r;");
  check(root, { points: points.slice(0, 1) });
  const { g } = compile(`import { grad } from "cotangent";\n${root}\nexport const g = grad(f);`).exports;
  const small = (g as (x: Float64Array, k: number) => Float64Array)(...(points[1] as [Float64Array, number]));
  expect(small.every(Number.isFinite)).toBe(true);
});

describe("nothing changes", () => {
  test.each([
    ["where the divisor may be so small that it has no reciprocal", normalized("x[0] * x[1] + x[2]")],
    ["for a division or two", "export const f = (x: number, y: number): number => (x * x) / Math.sqrt(y);"],
  ])("%s", (_, source) => {
    expect(gradient(source)).not.toContain("= 1 / ");
  });

  test("in what the function itself computes", () => {
    const { exports } = compile(`import { valueAndGrad } from "cotangent";
      export ${normalized("Math.sqrt(k)").replace("export ", "")}
      export const g = valueAndGrad(f);`);
    const f = exports.f as (x: Float64Array, k: number) => number;
    const g = exports.g as (x: Float64Array, k: number) => [number, Float64Array];
    for (let k = 1; k < 50; k++) {
      const x = Float64Array.of(k / 7, 1 / k, k / 3);
      expect(g(x, k / 11)[0]).toBe(f(x, k / 11));
    }
  });
});
