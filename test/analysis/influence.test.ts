import { describe, expect, test } from "vitest";
import { Influence } from "../../plugin/src/analysis/influence.js";
import { Signs } from "../../plugin/src/analysis/signs.js";
import type { Func, PrimOp } from "../../plugin/src/ir/ops.js";
import { allOps } from "../../plugin/src/ir/traverse.js";
import { lowerF } from "../support/ir.js";

/** The primitives of a function that are called through `Math`. */
function calls(body: string): { func: Func; found: PrimOp[] } {
  const func = lowerF(`export function f(x: number, y: number, b: boolean, w: Float64Array): number { ${body} }`);
  const found = [...allOps(func.body)].filter(
    (op): op is PrimOp => op.kind === "prim" && /^(sin|log|sqrt)$/.test(op.name),
  );
  return { func, found };
}

/** Whether the sine in a function certainly has a part in its result. */
function isCertain(body: string): boolean {
  const { func, found } = calls(body);
  return new Influence(
    func,
    func.body.yields.map(() => true),
  ).isCertain(found[0].results[0]);
}

describe("what certainly has a part in the result", () => {
  test.each([
    ["a term", "return Math.sin(x) + y;"],
    ["a term of both arms", "const s = Math.sin(x); return b ? s : 2 * s;"],
    ["a term where the other arm throws", "const s = Math.sin(x); if (b) throw new Error(); return s;"],
    ["what a loop sums up", "let s = 0; for (let i = 0; i < y; i++) s += Math.sin(x * i); return s;"],
    ["what a loop multiplies", "let s = 1; while (s < y) s *= Math.sin(x); return s;"],
    ["what a loop starts from", "let s = Math.sin(x); for (let i = 0; i < y; i++) s += i; return s;"],
    ["what a loop that runs uses", "const t = Math.sin(x); let s = 0; for (let i = 0; i < 3; i++) s += t; return s;"],
  ])("%s", (_, body) => {
    expect(isCertain(body)).toBe(true);
  });
});

describe("what may be unused", () => {
  test.each([
    ["a term of one arm", "const s = Math.sin(x); return b ? s : y;"],
    ["what only decides", "return Math.sin(x) > 0 ? x : y;"],
    ["what goes to memory", "w[0] = Math.sin(x); return w[1];"],
    ["what the next turn forgets", "let s = 0; for (let i = 0; i < y; i++) s = Math.sin(x * i); return s;"],
    ["what a turn may forget", "let s = 0; for (let i = 0; i < y; i++) s = b ? s : Math.sin(x); return s;"],
    ["what a loop starts from and forgets", "let s = Math.sin(x); for (let i = 0; i < y; i++) s = x; return s;"],
    ["what a loop that may not run uses", "const t = Math.sin(x); let s = 0; while (s < y) s += t; return s;"],
  ])("%s", (_, body) => {
    expect(isCertain(body)).toBe(false);
  });
});

describe("poles", () => {
  const isSingular = (expression: string): boolean => {
    const { func, found } = calls(`return ${expression};`);
    return new Signs(func).isSingular(found[found.length - 1]);
  };

  test.each(["Math.log(x)", "Math.sqrt(x * x)", "Math.log(x * y + 1)", "Math.sqrt(Math.abs(x) - 1)"])(
    "%s has one",
    (text) => {
      expect(isSingular(text)).toBe(true);
    },
  );

  test.each([
    "Math.log(1 + Math.exp(x))",
    "Math.sqrt(x * x + y ** 2 + 1e-9)",
    "Math.log(Math.max(Math.abs(x), 0.5) / 2)",
    "Math.sqrt(Math.cosh(x) * 3)",
  ])("%s has none", (text) => {
    expect(isSingular(text)).toBe(false);
  });
});
