import { describe, expect, test } from "vitest";
import { optimize } from "../../plugin/src/optimize/index.js";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";
import { lowerF, opsOf } from "../support/ir.js";

const program = (body: string): string => `export function f(x: number, y: number): number { ${body} }`;

function isFound(body: string): boolean {
  const func = lowerF(program(body));
  optimize(func, { verify: true });
  return opsOf(func, "prim").some(({ name }) => name === "fermi");
}

const found: readonly (readonly [string, string])[] = [
  ["the logistic function", "return 1 / (1 + Math.exp(-x));"],
  ["terms the other way round", "return y / 2 + 1 / (Math.exp(y - x) + 1);"],
  ["step by step", "const e = Math.exp(x * y); const q = 1 + e; return (1 / q) ** 2;"],
];

const other: readonly (readonly [string, string])[] = [
  ["another numerator", "return 2 / (1 + Math.exp(-x));"],
  ["another term", "return 1 / (2 + Math.exp(-x));"],
  ["an exponential that is used again", "const e = Math.exp(-x); return e / y + 1 / (1 + e);"],
  ["a sum that is used again", "const q = 1 + Math.exp(-x); return 1 / q + Math.log(q);"],
  ["one and one", "const e = Math.exp(-x); return 1 / (1 + 1) + e;"],
];

describe("1 / (1 + exp(x)) is one primitive", () => {
  test.each(found)("%s", (_, body) => {
    expect(isFound(body)).toBe(true);
  });
  test.each(other)("but not %s", (_, body) => {
    expect(isFound(body)).toBe(false);
  });
});

describe("with its derivatives, in every mode", () => {
  test.each([...found, ...other])("%s", (_, body) => {
    check(program(body), {
      points: [
        [0.7, 0.4],
        [-3, 1.5],
      ],
    });
  });
});

describe("the reverse sweep", () => {
  const gradient = (): { code: string; g: (x: Float64Array) => Float64Array } => {
    const { code, exports } = compile(`
      import { grad } from "cotangent";
      export function f(x: Float64Array): number {
        let product = 1;
        for (let i = 0; i < x.length; i++) {
          const s = 1 / (1 + Math.exp(-x[i]));
          product = product * s + s;
        }
        return product;
      }
      export const g = grad(f);`);
    return { code: code["main.ts"], g: exports.g as (x: Float64Array) => Float64Array };
  };

  test("keeps the quotient and not the exponential", () => {
    const { code } = gradient();
    expect(code).toContain("s_cache");
    expect(code).not.toContain("exp_cache");
    expect(code).toContain("s * (1 - s)");
  });

  test("is finite where the exponential is not", () => {
    const { g } = gradient();
    expect(g(Float64Array.of(-800, 0))).toEqual(Float64Array.of(0, 0.25));
    expect(g(Float64Array.of(800, 0))).toEqual(Float64Array.of(0, 0.75));
  });
});
