import { describe, expect, test } from "vitest";
import { type Callable, compile } from "../support/compile.js";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";

const program = (body: string): string =>
  `interface Table { readonly columns: number; readonly cells: Float64Array }
   function sum(x: Float64Array, from: number, count: number): number { let s = 0; for (let j = 0; j < count; j++) s += Math.sin(x[from + j]); return s; }
   export function f(x: Float64Array, n: number): number { let s = 0; ${body} return s; }`;

function derivatives(body: string): Record<"d" | "byN", Callable> {
  const asked = "export const d = grad(f); export const byN = grad(f, { argnums: 1 });";
  const { exports } = compile(`import { grad } from "cotangent";\n${program(body)}\n${asked}`);
  return exports as Record<"d" | "byN", Callable>;
}

const x = Float64Array.from({ length: 24 }, (_, k) => Math.cos(k * k) + 1.5);

const inBranch =
  "if (x[0] > 2) { for (let i = 0; i < 3; i++) s += x[i * n] * x[i]; } else for (let i = 0; i < n; i++) s += x[i] ** 3;";

/** Each with what is checked, in order. */
const counted: readonly (readonly [string, string, readonly string[]])[] = [
  ["rows of n", "for (let i = 0; i < 3; i++) for (let j = 0; j < n; j++) s += x[i * n + j] ** 2 * (i + 2 * j);", ["n"]],
  [
    "a quotient of lengths",
    "const d = x.length / 4; for (let i = 0; i < 4; i++) for (let j = 0; j < d; j++) s += x[i * d + j] ** 2 * (i + j);",
    ["d"],
  ],
  [
    "a number and one",
    "const table: Table = { columns: n + 1, cells: x }; const { columns, cells } = table; for (let i = 0; i < 3; i++) s += Math.exp(cells[i * columns] / 9);",
    ["n"],
  ],
  ["a start and a step", "let at = n / 2; for (let i = 0; i < 4; i++) { s += x[at] * x[i]; at += n; }", ["at", "n"]],
  [
    "half of the product of neighbours, by n alone",
    "const size = (n * (n + 1)) / 2; for (let k = 0; k < 2; k++) for (let i = 0; i < n; i++) s += x[k * size + i * n] ** 2;",
    ["n"],
  ],
  ["what a list is made with", "const y = new Array<number>(n).fill(x[1]); for (const v of y) s += v ** 2;", ["n"]],
  [
    "what a list is made with, less two",
    "const m = x.length / 6; const y = new Array<number>(m - 2).fill(x[1]); for (let i = 0; i < m - 2; i++) s += y[i] ** 2;",
    ["m"],
  ],
  ["in a helper", "s = sum(x, n, 3) ** 2;", ["from"]],
  ["in a helper and beside it", "s = sum(x, 3 * n, 3); for (let i = 0; i < 3; i++) s *= x[i * n];", ["n"]],
  ["in a branch alone", inBranch, ["n"]],
  [
    "what a branch has computed",
    "let d = 2; if (x[0] > 2) d = x.length / 6; else if (x[1] > 2) d = n / 2; for (let i = 0; i < 4; i++) s += x[i * d] ** 2 * x[i];",
    ["d", "d"],
  ],
  [
    "what a branch hands on unchanged",
    "const d = x[0] > 2 ? n : 1; for (let i = 0; i < 4; i++) s += x[i * d] ** 2 * x[i];",
    ["n"],
  ],
  [
    "in a branch in a loop",
    "for (let i = 0; i < 3; i++) if (x[i] > 1) { for (let j = 0; j < 2; j++) s += x[i * n + j] ** 2; }",
    ["n"],
  ],
  ["what means something else as well", "for (let i = 0; i < 3; i++) s += x[i * n] ** 2 * n; s += n * n;", ["n"]],
];

/** What may be a fraction here, and is nowhere checked. */
const open: readonly (readonly [string, string])[] = [
  ["the end of a loop", "for (let i = 0; i < n / 2; i++) s += x[i] ** 2;"],
  ["a length", "const y = new Float64Array(n / 2); for (let i = 0; i < 2; i++) y[i] = x[i] ** 2; s = y[0] * y[1];"],
  ["what Array.from makes", "const y = Array.from({ length: n / 2 }, (_, i) => x[i] ** 2); for (const v of y) s += v;"],
  [
    "parts",
    "for (let i = 0; i < 2; i++) { const part = x.subarray(i * n, (i + 1) * n); for (const v of part) s += v ** 2; }",
  ],
  ["an index outside of loops", "if (n === 5) s = x[n - 1] ** 2;"],
  ["a rounded one", "for (let i = 0; i < 3; i++) s += x[Math.floor(i * n)] ** 2;"],
  ["an index that is a number, too", "for (let i = 0; i < 3; i++) { const at = i * n; s += (x[at] ?? 0) * at; }"],
  ["a constant", "for (let i = 0; i < 6; i += 2) s += x[i * 0.5] ** 2;"],
  ["elements", "const starts = [n, 3 * n]; for (const start of starts) s += (x[start] ?? 0) ** 2;"],
];

const checksIn = (body: string): string[] =>
  [...gradientText(program(body)).matchAll(/expectWhole\(.*?, (?:"(\w+)"|null)\)/g)].map(([, name]) => name);

describe("what elements are counted by is checked", () => {
  test.each(counted)("%s", (_, body, names) => {
    expect(checksIn(body)).toEqual(names);
  });

  test.each(counted)("%s: derivatives", (_, body) => {
    check(program(body), {
      points: [
        [x, 4],
        [x, 2],
        [x.subarray(1), 4],
      ].slice(0, body.includes("length") ? 2 : 3),
      wrt: [0],
    });
  });

  test("a fraction is an error that names it", () => {
    expect(() => derivatives(counted[0][1]).d(x, 2.5)).toThrow(
      new RangeError("'n' that elements of arrays are counted by must be whole, but is 2.5"),
    );
    expect(() => derivatives(counted[1][1]).d(x.subarray(1), 1)).toThrow(/^'d' that .* 5.75$/);
    expect(() => derivatives(inBranch).d(Float64Array.of(3, 1, 1), 0.5)).toThrow(RangeError);
    const list = "if (n > 2) return s; const y = new Array<number>(n + 1).fill(x[1]); for (const v of y) s += v;";
    expect(() => derivatives(list).d(x, 1.5)).toThrow(/^'n' that .* 1.5$/);
    expect(derivatives(list).d(x, 2.5)).toEqual(new Float64Array(24));
  });

  test("where nothing is counted, it does not matter", () => {
    expect(derivatives(inBranch).d(Float64Array.of(1, 2, 3), 1.5)).toEqual(Float64Array.of(3, 12, 0));
    const rows =
      "const d = x.length / n; for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) s += x[i * d + j] ** 2;";
    expect(derivatives(rows).d(new Float64Array(0), 0)).toEqual(new Float64Array(0));
  });

  test("the program's own tests come first", () => {
    const rows = "for (let i = 0; i < 3; i++) s += x[i * n] ** 2;";
    const refused = derivatives(`if (!Number.isInteger(n)) throw new Error("no such rows"); ${rows}`);
    expect(() => refused.d(x, 2.5)).toThrow("no such rows");
    const none = derivatives(`if (n % 1 !== 0) return s; ${rows}`);
    expect(none.d(x, 2.5)).toEqual(new Float64Array(24));
    expect((none.d(x, 2) as Float64Array)[4]).toBeCloseTo(2 * x[4], 12);
  });

  test("of twice a half, that it is whole", () => {
    const { d } = derivatives("const half = n / 2; for (let i = 0; i < half; i++) s += x[2 * half - 1 - i] * x[i];");
    expect(d(x, 3)).toEqual(Float64Array.from(x, (_, k) => [x[2], 2 * x[1], x[0]][k] ?? 0));
    expect(() => d(x, 2.5)).toThrow(/^a number that .* 2.5$/);
  });

  test("a number keeps its derivative", () => {
    const { byN } = derivatives("for (let i = 0; i < 3; i++) s += x[i * n] ** 2 * n; s += n * n;");
    expect(byN(x, 4)).toBeCloseTo(x[0] ** 2 + x[4] ** 2 + x[8] ** 2 + 8, 12);
  });
});

describe("what may be a fraction is not", () => {
  test.each(open)("%s", (_, body) => {
    expect(checksIn(body)).toEqual([]);
  });

  test.each(open)("%s: derivatives", (_, body) => {
    check(program(body), {
      points: [
        [x, 5],
        [x, 4],
        [x, 2.5],
      ].slice(0, body.includes("n - 1") ? 2 : 3),
      wrt: [0],
    });
  });
});
