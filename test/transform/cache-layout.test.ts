/** Where values of nested loops are cached: the derivatives, in every mode, and by which means. */
import { describe, expect, it, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

const x = Float64Array.of(0.5, -0.8, 1.1, 0.3, -0.4);

/** A function of `x` with an inner statement whose adjoint needs the value that it overwrites. */
const program = (loops: string): string =>
  `export function f(x: Float64Array, n: number): number {
    let s = 0.1;
    ${loops.replaceAll("STEP", "s = Math.sin(s) * x[(i + 2 * j) % x.length] + 0.3;")}
    return s;
  }`;

const shapes: Readonly<Record<string, readonly [loops: string, means: "array" | "stack"]>> = {
  "an upper triangle": ["for (let i = 0; i < 4; i++) for (let j = i + 1; j < 4; j++) { STEP }", "array"],
  "a lower triangle, ends included": ["for (let i = 1; i <= n; i++) for (let j = 0; j <= i; j++) { STEP }", "array"],
  "a triangle run backwards": ["for (let i = 4; i > 0; i--) for (let j = i; j >= 1; j--) { STEP }", "array"],
  "steps of two": ["for (let i = 5; i > 0; i -= 2) for (let j = i; j < 7; j += 2) { STEP }", "array"],
  "empty rows": ["for (let i = 0; i < 5; i++) for (let j = 3; j < 2 * i; j++) { STEP }", "array"],
  "two loops that follow from the outer one": [
    "for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) for (let k = i; k < 4; k++) { STEP }",
    "array",
  ],
  "inside of another loop": [
    "for (let k = 0; k < 3; k++) for (let i = 0; i < 3; i++) { for (let j = i; j < 3; j++) { STEP } x[i] *= s; }",
    "array",
  ],
  "around a rectangle": [
    "for (let i = 0; i < 3; i++) for (let j = 0; j < i; j++) for (let k = 0; k < 2; k++) { STEP }",
    "array",
  ],
  "in a branch, with decisions": [
    "if (x[0] > 0) for (let i = 0; i < 4; i++) for (let j = 0; j < i; j++) { if (s > 0.2) { STEP } else s *= x[j]; x[j] = s; }",
    "array",
  ],
  "iterations that only add up, which need no table": [
    "for (let i = 0; i < 4; i++) { let t = x[i]; for (let j = 0; j < i; j++) t = Math.sin(t) * x[j]; s += t; }",
    "stack",
  ],
  "a triangle of a size that need not be whole": [
    "for (let i = 4; i > 0; i--) for (let j = 0; j < n - i; j++) { STEP }",
    "array",
  ],
  "the shorter of two ends, and the half of one": [
    "for (let i = 0; i < 4; i++) for (let j = 0; j < Math.min(2 * i, n); j++) for (let k = 0; k <= i / 2; k++) { STEP }",
    "array",
  ],
  "an end that is no number in one turn": [
    "for (let i = 0; i < 4; i++) for (let j = 0; j < (i / i) * n; j++) { STEP }",
    "array",
  ],
  "a row that a row follows from": [
    "for (let i = 0; i < 4; i++) for (let j = 0; j < i; j++) for (let k = 0; k < j; k++) { STEP }",
    "stack",
  ],
  "a row whose end is data": [
    "for (let i = 0; i < 4; i++) { const end = s > 0.3 ? 2 : 3; for (let j = 0; j < end; j++) { STEP } }",
    "stack",
  ],
};

test("rows of a list are not made where they are found: turns that write to them have a table", () => {
  const source = `export function f(x: Float64Array, n: number): number {
    const rows: Float64Array[] = [];
    for (let i = 0; i < 4; i++) rows.push(x.slice());
    let s = 0;
    for (let i = 0; i < 4; i++) {
      const row = rows[i];
      for (let k = 0; k < i; k++) for (let j = 0; j < 3; j++) row[j] = Math.sin(row[j]) * rows[k][j] * n;
      s += row[0];
    }
    return s;
  }`;
  const { code } = compile(`import { grad } from "cotangent";\n${source}\nexport const g = grad(f);`);
  expect(code["main.ts"]).not.toContain("new F64Stack");
  check(source, { points: [[x, 1.5]] });
});

describe("nests of loops", () => {
  it.each(Object.entries(shapes))("%s", (_, [loops, means]) => {
    const source = program(loops);
    const { code } = compile(`import { grad } from "cotangent";\n${source}\nexport const g = grad(f);`);
    expect(/new F64Stack/.test(code["main.ts"]) ? "stack" : "array").toBe(means);
    check(source, { points: [[x, 3.5]] });
  });

  it("a pullback keeps the table", () => {
    const source = program("for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) { STEP x[j] = s; }");
    check(`${source}\nexport const twice = (x: Float64Array): number => f(x, 3) + f(x, 4);`, {
      points: [
        [x, 0.5],
        [x, 1.5],
        [x, 4.5],
      ],
    });
  });
});
