import { expect, test } from "vitest";
import { printFunc } from "../../plugin/src/ir/printer.js";
import { sink } from "../../plugin/src/optimize/sink.js";
import { verify } from "../../plugin/src/ir/verifier.js";
import { lower } from "../support/lower.js";

function sunk(body: string): string {
  const func = lower(`export function f(x: number, b: boolean, w: Float64Array): number { ${body} }`).func("f");
  sink(func);
  verify(func);
  return printFunc(func);
}

test("arithmetic that one arm needs, with what it is made of", () => {
  expect(sunk("const y = Math.sqrt(x); const z = y * x; return b ? z : x;")).toMatchInlineSnapshot(`
    "func f_primal(%x.0: f64, %b.1: bool, %w.2: Float64Array): f64 {
      %3: f64 = if %b.1 {
        %y.4: f64 = sqrt %x.0
        %z.5: f64 = mul %y.4, %x.0
        yield %z.5
      } else {
        yield %x.0
      }
      return %3
    }"
  `);
});

test("not what both arms need, what is used after them, what a loop repeats, nor reads of memory", () => {
  const bodies = [
    "const y = Math.sqrt(x); return b ? y : 2 * y;",
    "const y = Math.sqrt(x); const z = b ? y : x; return z * y;",
    "const y = Math.sqrt(x); let z = 0; while (z < 9) z += y; return z;",
    "const y = w[0]; w[0] = 1; return b ? y : x;",
  ];
  for (const body of bodies) {
    const func = lower(`export function f(x: number, b: boolean, w: Float64Array): number { ${body} }`).func("f");
    expect(sink(func), body).toBe(false);
  }
});
