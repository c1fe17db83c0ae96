import { describe, expect, test } from "vitest";
import { tagIntegers } from "../../plugin/src/analysis/integers.js";
import { named } from "../support/ir.js";
import { lower } from "../support/lower.js";

/** The names of values of which all are whole numbers. */
function integers(body: string, names: readonly string[]): string[] {
  const func = lower(`export function f(x: number, b: boolean, w: Float64Array): number { ${body} }`).func("f");
  tagIntegers(func);
  return names.filter((name) => named(func, name).every(({ type }) => type.kind === "int"));
}

describe("tagged as whole numbers", () => {
  test.each([
    ["counters", "let n = 0; while (n < x) n += 2; return n;", ["n"]],
    ["a loop's variable and sums of it", "let s = 0; for (let i = 0; i < x; i++) s += i * i; return s;", ["s", "i"]],
    ["lengths and indices", "const n = w.length - 1; return w[n];", ["n"]],
    [
      "counters that depend on each other",
      "let m = 0; let n = 1; while (n < x) { const k = m; m = n; n = k + n; } return m;",
      ["m", "n"],
    ],
    ["a choice of two", "let n = 0; if (b) n = 3; const m = Math.max(n, 2) % 5; return m;", ["m"]],
    [
      "half of the product of neighbours",
      "const m = w.length; const n = (m * (m + 1)) / 2; const k = ((m - 3) * m) / 2; return n + k;",
      ["n", "k"],
    ],
    ["a truth value as a number", "const n = Number(b); return n;", ["n"]],
  ])("%s", (_, body, names) => {
    expect(integers(body, names)).toEqual(names);
  });
});

describe("not tagged", () => {
  test.each([
    ["a parameter, and what is computed from it", "const n = x + 1; return n;", ["x", "n"]],
    ["a counter that fractions enter late", "let n = 0; while (n < x) { n += 1; if (b) n = n / 2; } return n;", ["n"]],
    [
      "what depends on such a counter",
      "let m = 0; let n = 0; while (n < x) { m += n; n += 0.5; } return m;",
      ["m", "n"],
    ],
    [
      "half of another product",
      "const m = w.length; const n = (m * (m + 2)) / 2; const k = (m * (m + 1)) / 3; return n + k;",
      ["n", "k"],
    ],
    ["elements of a real array", "const n = w[0]; return n;", ["n"]],
    ["the other arm of a choice", "let n = 0.5; if (b) n = 0; const m = n + 1; return m;", ["m"]],
    ["one arm of a choice", "let n = 0; if (b) n = 0.5; const m = n + 1; return m;", ["m"]],
    [
      "roots, quotients and powers",
      "const n = Math.sqrt(4); const m = 4 / 2; const k = 2 ** 3; return n + m + k;",
      ["n", "m", "k"],
    ],
  ])("%s", (_, body, names) => {
    expect(integers(body, names)).toEqual([]);
  });
});
