import { describe, expect, test } from "vitest";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";

const program = (body: string): string => `export function f(x: Float64Array, w: number): number { ${body} }`;

const gradient = (body: string): string => gradientText(program(body));

const expanded: readonly (readonly [string, string])[] = [
  ["components of a vector", "let s = w; for (let k = 0; k < 3; k++) s = Math.sin(s * x[k]); return s;"],
  ["downwards", "let s = w; for (let k = 3; k >= 0; k--) s *= x[k] + s; return s;"],
  ["steps of two, inclusive", "let s = w; for (let k = 0; k <= 4; k += 2) s *= x[k] + s; return s;"],
  ["a bound between two turns", "let s = w; for (let k = 0; k < 2.5; k++) s *= x[k] + s; return s;"],
  [
    "several values, of which some change places",
    "let a = w, b = 1; for (let k = 0; k < 4; k++) { [a, b] = [b, a * x[k]]; } return a + Math.exp(b);",
  ],
  [
    "branches",
    "let s = w; for (let k = 1; k < 4; k++) { if (x[k] > s) s += x[k] ** 2; else s *= x[k]; } return Math.sin(s);",
  ],
  [
    "memory of its own",
    "const v = new Float64Array(3); for (let k = 0; k < 3; k++) v[k] = x[k] * w; return v[0] * v[1] * v[2];",
  ],
  ["memory of the caller", "for (let k = 0; k < 3; k++) x[k + 1] += x[k] * w; return x[0] * x[1] * x[2] * x[3];"],
  ["the index as a number", "let s = 0; for (let k = 0; k < 4; k++) s += w ** k * x[k]; return s;"],
  [
    "a loop in a loop",
    "let s = w; for (let i = 0; i < 2; i++) for (let j = 0; j < 3; j++) s = Math.sin(s + x[i] * x[j]); return s;",
  ],
  [
    "an error",
    "let s = w; for (let k = 0; k < 3; k++) { if (x[k] > 50) throw new Error('large'); s *= x[k]; } return s;",
  ],
];

describe("loops of a few turns are written out", () => {
  test.each(expanded)("%s", (_, body) => {
    expect(gradient(body)).not.toMatch(/for \(|cache/);
  });
});

const kept: readonly (readonly [string, string])[] = [
  ["more turns", "let s = w; for (let k = 0; k < 5; k++) s = Math.sin(s * x[k]); return s;"],
  ["as many as the argument has", "let s = w; for (let k = 0; k < x.length; k++) s = Math.sin(s * x[k]); return s;"],
  [
    "loops inside that stay",
    "let s = w; for (let k = 0; k < 3; k++) { for (let i = 0; i < x.length; i++) s = Math.sin(s + x[i]); } return s;",
  ],
  [
    "many branches",
    "let s = w; for (let k = 0; k < 3; k++) { if (x[k] > s) s += x[k]; else if (x[k] > 1) s *= 2; } return s * s;",
  ],
  [
    "long bodies",
    `let s = w; for (let k = 0; k < 3; k++) { ${"s = Math.sin(s * x[k]) + Math.cos(s); ".repeat(20)} } return s;`,
  ],
];

describe("other loops stay", () => {
  test.each(kept)("%s", (_, body) => {
    expect(gradient(body)).toContain("for (");
  });
});

describe("derivatives", () => {
  const points = [7, 5].map((length) => [Float64Array.from({ length }, (_, k) => 0.5 + k / 3), 0.7]);

  test.each([...expanded, ...kept])("%s", (_, body) => {
    check(program(body), { points });
  });

  test("no turn at all", () => {
    check(program("let s = w; for (let k = 3; k < 3; k++) s = Math.sin(s * x[k]); return s * x[0];"), { points });
  });
});
