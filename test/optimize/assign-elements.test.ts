import { expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

function adjoint(source: string, operator: string): string {
  const { code } = compile(`import { ${operator} } from "cotangent"; ${source}
    export const g = ${operator}(f);`);
  return code["main.ts"].split(`function f_${operator}`)[1].replaceAll(/\/\/.*/g, "");
}

const points = [[Float64Array.of(0.7, 1.3, -1.2, 0.6), 2]];

test.each([
  ["a new array", "grad", "return x[0] * w + x[1] * x[2] * x[1];", ["x_b[0] = ", "x_b[1] = ", "x_b[2] = "]],
  ["the caller's", "valueAndGradInto", "return x[0] * w - x[1];", ["x_b[0] = ", "x_b[1] = "]],
  ["what is taken away", "grad", "return w - x[1] * w;", ["x_b[1] = -"]],
  [
    "not what has been added to",
    "grad",
    "let s = 0; for (let i = 0; i < x.length; i++) s += x[i] ** 2; return s * x[0];",
    ["x_b[0] += "],
  ],
  ["not what may be the same element", "grad", "return x[0] * x[Math.round(w)];", ["x_b[0] += "]],
  [
    "not what has another name",
    "grad",
    "const y = w > 1 ? x : x.slice(); let s = x[0] * w; for (let i = 0; i < y.length; i++) s += y[i] ** 2; return s;",
    ["x_b[0] += "],
  ],
  [
    "not what has been added to by way of a view",
    "grad",
    "const a = new Float64Array(4); const v = a.subarray(0, 2 + Math.abs(Math.floor(w))); a[0] = x[0] * 2; v[1] = x[1]; const before = v[0] * v[1]; a.fill(x[0] * w); return before + v[0] * x[2];",
    ["a_b[0]"],
  ],
  ["not what is added to in both arms", "grad", "return x[0] > w ? x[0] * w : x[0] * x[1];", ["x_b[1] += "]],
] as const)("what is added first to an element of zeros is assigned: %s", (_, operator, body, expected) => {
  const source = `export function f(x: Float64Array, w: number): number { ${body} }`;
  const text = adjoint(source, operator);
  for (const part of expected) expect(text).toContain(part);
  check(source, { points });
});
