import { describe, expect, test } from "vitest";
import { usefulReals } from "../../plugin/src/analysis/usefulness.js";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";
import { lowerF, named } from "../support/ir.js";

const program = (body: string): string =>
  `export function f(x: number, n: number, w: Float64Array): number { ${body} }`;

/** Whether something with a derivative is made of one of the values named `u`. */
function isUseful(body: string): boolean {
  const func = lowerF(program(body));
  const useful = usefulReals(func);
  return named(func, "u").some((value) => useful.has(value));
}

const used: readonly (readonly [string, string])[] = [
  ["what is returned", "const u = x * x; return u;"],
  ["a factor", "const u = x * x; return 2 * u;"],
  ["what goes to memory", "const u = x * x; w[0] = u; return w[1];"],
  ["what one arm yields", "const u = x * x; return n > 0 ? u : x;"],
  ["what a loop starts from", "let u = x * x; for (let i = 0; i < n; i++) u *= 2; return u;"],
  [
    "what the next turn of a loop uses",
    "let u = x; let r = 0; for (let i = 0; i < n; i++) { r += u; u = u * u; } return r;",
  ],
  ["what a loop with a condition carries", "let u = x; while (u < 100) u = u * u; return u;"],
];

const unused: readonly (readonly [string, string])[] = [
  ["what only decides", "const u = x * x; return u > 1 ? x : 3 * x;"],
  ["what is rounded", "const u = x * x + 0.25; return Math.floor(u) * x;"],
  ["what is forgotten", "const u = x * x; if (n < -1) w[0] = n; return x;"],
  ["what ends a loop", "let r = x; let u = x; while (u < 100) { u = 3 * u; r *= 2; } return r;"],
  [
    "what decides in each turn of a loop",
    "let u = x; let r = 0; for (let i = 0; i < n; i++) { if (u > 1) r += x; u = u * x; } return r;",
  ],
];

describe("reals that differentiation has a use for", () => {
  test.each(used)("%s", (_, body) => {
    expect(isUseful(body)).toBe(true);
  });
});

describe("reals that it has none for", () => {
  test.each(unused)("%s", (_, body) => {
    expect(isUseful(body)).toBe(false);
  });

  test("they are not kept for the reverse sweep", () => {
    const { code } = compile(`
      import { grad } from "cotangent";
      export function f(x: number): number {
        let r = x;
        let norm = x;
        while (norm < 100) {
          norm = Math.exp(norm) * norm;
          r *= 2;
        }
        return r;
      }
      export const g = grad(f);`);
    expect(code["main.ts"]).not.toContain("cache");
  });
});

describe("derivatives of both", () => {
  test.each([...used, ...unused])("%s", (_, body) => {
    check(program(body), { points: [[1.3, 3, Float64Array.of(0.5, -1, 2)]], wrt: [0, 2] });
  });
});
