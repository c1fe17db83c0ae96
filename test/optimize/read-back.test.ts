import { describe, expect, test } from "vitest";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";

interface Case {
  readonly name: string;
  readonly body: string;
  /** What is left of it in the gradient. */
  readonly without?: RegExp;
}

const ofNumbers = (body: string): string => `export function f(x: Float64Array): number { let s = 0; ${body} }`;

const numbers: readonly Case[] = [
  {
    name: "the element before",
    body: "let a = x[0]; for (let i = 1; i < x.length; i++) { const b = x[i]; s += Math.exp(a * b); a = b; } return s;",
  },
  {
    name: "the element behind",
    body: "let a = x[x.length - 1]; for (let i = x.length - 2; i >= 0; i--) { const b = x[i]; s += Math.exp(a * b); a = b; } return s;",
  },
  {
    name: "an element further on",
    body: "let a = x[2]; for (let i = 0; i < x.length - 3; i++) { s += Math.exp(a * x[i]); a = x[i + 3]; } return s;",
  },
  {
    name: "in steps of two",
    body: "let a = x[1]; for (let i = 3; i < x.length; i += 2) { const b = x[i]; s += Math.exp(a * b); a = b; } return s;",
  },
  {
    name: "of an array that the function has made",
    body: "const y = x.map((v) => v * v); let a = y[0]; for (let i = 1; i < y.length; i++) { s += Math.exp(a * y[i]); a = y[i]; } return s;",
  },
  {
    name: "in each turn of another loop",
    body: "for (let k = 0; k < x.length; k++) { let a = x[k]; for (let i = k + 1; i < x.length; i++) { s += Math.exp(a * x[i]); a = x[i]; } } return s;",
  },
  {
    name: "under a condition",
    body: "let a = x[0]; for (let i = 1; i < x.length; i++) { if (x[i] > 0.7) s += Math.exp(a * x[i]); a = x[i]; } return s;",
  },
  {
    name: "beside what is written",
    body: "const y = new Float64Array(x.length); let a = x[0]; for (let i = 1; i < x.length; i++) { y[i] = Math.exp(a * x[i]); a = x[i]; } for (const v of y) s += v * v; return s;",
  },
];

const others: readonly Case[] = [
  {
    name: "two elements before",
    body: "let a = x[0], b = x[1]; for (let i = 2; i < x.length; i++) { s = Math.sin(s + a * b * x[i]); a = b; b = x[i]; } return s;",
    without: /let b\b/,
  },
  {
    name: "behind the loop",
    body: "let a = x[0]; for (let i = 1; i < x.length; i++) { s += Math.exp(a * x[i]); a = x[i]; } return s * a;",
    without: /\ba_cache/,
  },
];

/** They carry what the first turn is not given in the same way, or what somebody changes. */
const kept: readonly Case[] = [
  {
    name: "another first element",
    body: "let a = x[1]; for (let i = 1; i < x.length; i++) { s = Math.sin(s + a * x[i]); a = x[i]; } return s;",
  },
  {
    name: "a number at first",
    body: "let a = 0.5; for (let i = 1; i < x.length; i++) { s = Math.sin(s + a * x[i]); a = x[i]; } return s;",
  },
  {
    name: "around the corner",
    body: "let a = x[x.length - 1]; for (let i = 0; i < x.length; i++) { s = Math.sin(s + a * x[i]); a = x[i]; } return s;",
  },
  {
    name: "elements that the loop writes",
    body: "let a = x[0]; for (let i = 1; i < x.length; i++) { const b = x[i]; x[i] = Math.sin(a * b); s += a * b; a = b; } return s;",
  },
  {
    name: "an element that is written in front of the loop",
    body: "let a = x[0]; x[0] = 0.3; for (let i = 1; i < x.length; i++) { s = Math.sin(s + a * x[i]); a = x[i]; } return s;",
  },
  {
    name: "elements that a loop around writes",
    body: "let t = x[0]; for (let k = 0; k < 2; k++) { let a = t; for (let i = 1; i < x.length; i++) { s = Math.sin(s + a * x[i]); a = x[i]; } x[0] *= 0.9; } return s;",
  },
  {
    name: "only in some turns",
    body: "let a = x[0]; for (let i = 1; i < x.length; i++) { s = Math.sin(s + a * x[i]); if (x[i] > 0.7) a = x[i]; } return s;",
  },
];

describe("what a turn reads for the next is read again there", () => {
  test.each(numbers)("$name", ({ body }) => {
    expect(gradientText(ofNumbers(body))).not.toMatch(/\ba_cache|let a\b/);
  });

  test.each(others)("$name", ({ body, without }) => {
    expect(gradientText(ofNumbers(body))).not.toMatch(without!);
  });

  test.each(kept)("not: $name", ({ body }) => {
    expect(gradientText(ofNumbers(body))).toMatch(/let a\b/);
  });
});

describe("derivatives", () => {
  const x = (length: number) => Float64Array.from({ length }, (_, k) => 0.5 + ((5 * k) % 7) / 11);
  const points = Array.from({ length: 9 }, (_, k) => [x(k)]);

  test.each([...numbers, ...kept])("$name", ({ body }) => {
    check(ofNumbers(body), { points });
  });

  test.each(others)("$name", ({ body }) => {
    // Behind the loop there has to be an element.
    check(ofNumbers(body), { points: points.slice(1) });
  });

  const rows = `export function f(rows: Float64Array[]): number {
    let s = 0;
    let previous = rows[0];
    for (let i = 1; i < rows.length; i++) {
      const row = rows[i];
      for (let j = 0; j < row.length; j++) s += Math.exp(row[j] * previous[j]);
      previous = row;
    }
    return s;
  }`;

  test("of rows", () => {
    expect(gradientText(rows)).toContain("const previous = rows[i - 1];");
    check(rows, {
      points: [0, 1, 2, 5].map((length) => [Array.from({ length }, (_, k) => x(4).map((v) => v + k / 9))]),
    });
  });

  test("of rows that are written to", () => {
    check(rows.replace("previous = row;", "row[0] *= 0.5; previous = row;"), {
      points: [1, 2, 4].map((length) => [Array.from({ length }, () => x(2))]),
    });
  });

  test("of an array with elements that are missing", () => {
    const source = `export function f(x: number[]): number {
      let s = 0;
      let a = x[0];
      for (let i = 1; i < 5; i++) { s += a === undefined ? 1 : a * a; a = x[i]; }
      return s;
    }`;
    check(source, { points: [[[]], [[0.5]], [[0.5, 0.7, 0.9]]] });
  });
});
