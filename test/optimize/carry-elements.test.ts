import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";
import { Random } from "../support/random.js";

const program = (body: string): string => `export function f(x: Float64Array, w: number): number { ${body} }`;

/** The gradient, without the function itself. */
function gradient(body: string, into = ""): string {
  const { code } = compile(`
    import { valueAndGrad${into} } from "cotangent";
    ${program(body)}
    export const g = valueAndGrad${into}(f);`);
  return code["main.ts"].split(`function f_valueAndGrad${into}`)[1];
}

const sum = (terms: string, bounds: string): string => `let s = 0; for (${bounds}) s += ${terms}; return s;`;

/** A loop over an array that it writes to, and what it leaves there. */
const inPlace = (statements: string, bounds: string): string => `
  const h = x.slice();
  for (${bounds}) { ${statements} }
  let s = 0;
  for (let i = 0; i < h.length; i++) s += h[i] * h[i] * (i + w);
  return s;`;

const carried: readonly (readonly [name: string, body: string, gone: RegExp])[] = [
  [
    "two neighbours",
    sum("w * (x[i + 1] - x[i] ** 2) ** 2", "let i = 0; i < x.length - 1; i++"),
    /x_b\[i \+ 1\]|x_b\[i\] \+=/,
  ],
  [
    "three neighbours",
    sum("(x[i - 1] - 2 * x[i] + w * x[i + 1]) ** 2", "let i = 1; i < x.length - 1; i++"),
    /x_b\[i( \+ 1)?\]/,
  ],
  ["over one", sum("w * x[i] * x[i + 2]", "let i = 0; i < x.length - 2; i++"), /x_b\[i \+ 2\]/],
  ["to the last", sum("w * x[i] * x[i - 1]", "let i = x.length - 1; i >= 1; i--"), /x_b\[i - 1\]/],
  [
    "points of a plane, up to a half",
    sum(
      "w * (x[2 * i + 2] - x[2 * i]) ** 2 + x[2 * i + 1] * x[2 * i + 3]",
      "let i = 0; i < (x.length - 1) / 2 - 1; i++",
    ),
    /x_b\[(2 \* i|at)( \+ 1)?\] [-+]=/,
  ],
  [
    "a recurrence, there and back",
    inPlace("h[i] = Math.tanh(w * h[i - 1] + x[i]);", "let i = 1; i < x.length; i++"),
    /= h\[i - 1\]|\+= .*h\[i - 1\]|h_b\[i - 1\] [-+]?=/,
  ],
  [
    "a recurrence of two",
    inPlace("h[i] += w * h[i - 1] * h[i - 2];", "let i = 2; i < x.length; i++"),
    /h_b\[i - 2\] [-+]?=|h_b\[i - 1\] [-+]=/,
  ],
  [
    "a recurrence that goes down",
    inPlace("h[i] = Math.sin(h[i + 1]) - w * h[i];", "let i = x.length - 2; i >= 0; i--"),
    /h_b\[i \+ 1\] [-+]?=/,
  ],
  [
    "relaxation",
    inPlace("h[i] = w * (h[i - 1] + h[i + 1] - x[i]);", "let i = 1; i < x.length - 1; i++"),
    /h_b\[i - 1\] [-+]?=/,
  ],
];

const kept: readonly (readonly [name: string, body: string])[] = [
  ["an element of a constant index beside", sum("x[i] * x[i + 1] * x[0] * w", "let i = 0; i < x.length - 1; i++")],
  ["a mirrored index beside", sum("x[i + 1] * x[i] * x[x.length - 1 - i] * w", "let i = 0; i < x.length - 1; i++")],
  ["some turns only", sum("(x[i] > 0.9 ? x[i] * x[i + 1] : w)", "let i = 0; i < x.length - 1; i++")],
  ["far away", sum("w * x[i] * x[i + 5]", "let i = 0; i < x.length - 5; i++")],
  ["steps of two", sum("w * x[i] * x[i + 1]", "let i = 0; i < x.length - 1; i += 2")],
  [
    "what throws",
    `let s = 0; for (let i = 0; i < x.length - 1; i++) { if (x[i] > 99) throw new Error("large"); s += x[i] * x[i + 1] * w; } return s;`,
  ],
];

/** Rows of three, one behind the other; in the first loop of a row what is before it belongs to another. */
const rows = (statements: string): string => `
  const m = Math.floor(x.length / 3);
  const h = x.slice();
  for (let r = 0; r < m; r++) for (let i = 1; i < 3; i++) { ${statements} }
  let s = 0;
  for (let i = 0; i < h.length; i++) s += h[i] ** 2 * (w + i);
  return s;`;

/** Programs whose bounds do not come from the array. */
const bounded: readonly string[] = [
  "const n = Math.max(0, x.length - 3); let s = 0; for (let i = 1; i <= n; i++) s += w * x[i - 1] * x[i] ** 2; return s;",
  "let s = 0; for (let i = 2; i < x.length - 2; i++) s += x[i - 2] * x[i - 1] * x[i] * x[i + 1] * x[i + 2] * w; return s;",
  "let s = 0; for (let k = 0; k < x.length; k++) for (let i = k; i < x.length - 1; i++) s += x[i] * x[i + 1] ** 2 * w; return s;",
  "let s = 0; for (let k = 0; k < x.length; k++) for (let i = k - 1; i >= 1; i--) s += x[i] * x[i - 1] ** 2 * w; return s;",
  "let s = 0; for (let i = 0; i < x.length - 2; i++) { const k = i + (i % 2); s += w * x[k] * x[k + 1] ** 2; } return s;",
  inPlace("h[i] += h[i - 1]; h[i - 1] = h[i] * w;", "let i = 1; i < x.length; i++"),
  inPlace("h[i] += h[i + 1]; h[i + 1] *= w; h[i] *= h[i + 1];", "let i = 0; i < x.length - 1; i++"),
  inPlace("const t = h[i]; h[i] = h[i - 1]; h[i - 1] = t * w;", "let i = 1; i < x.length; i++"),
  inPlace("h[i + 1] = 0; h[i] += w;", "let i = 0; i < x.length - 1; i++"),
  inPlace("h[2 * i + 1] += w * h[2 * i] * h[2 * i - 1];", "let i = 1; i < x.length / 2 - 1; i++"),
  inPlace("h[3 * i] += h[3 * i + 1] * h[3 * i + 3];", "let i = 0; i < Math.floor(x.length / 3) - 1; i++"),
  inPlace("h[x.length - 1 - i] += w * h[x.length - 2 - i] ** 2;", "let i = 0; i < x.length - 1; i++"),
  rows("h[r * 3 + i] += w * h[r * 3 + i - 1] ** 2;"),
  rows("h[i * m + r] += w * h[(i - 1) * m + r] ** 2;"),
];

const points = [0, 1, 2, 3, 4, 8, 13].map((length) => [Float64Array.from({ length }, (_, k) => 0.5 + k / 7), 0.7]);

describe("what neighbouring turns add to an element goes to memory once", () => {
  test.each(carried)("%s", (_, body, gone) => {
    expect(gradient(body)).not.toMatch(gone);
    if (!body.includes("slice")) expect(gradient(body, "Into")).not.toMatch(gone);
  });
});

test("the name of what is carried says which element it is", () => {
  expect(gradient(carried[1][1])).toContain("x_b[i - 1] = x_before_b + ");
});

describe("derivatives", () => {
  test.each([...carried.map(([name, body]) => [name, body] as const), ...kept])("%s", (_, body) =>
    check(program(body), { points }),
  );
  test.each(bounded)("%s", (body) => check(program(body), { points }));

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("of random loops in place, %i", (seed) => {
    const random = new Random(seed);
    const pick = (below: number): number => random.below(below);
    const at = (): string => ["h[i - 2]", "h[i - 1]", "h[i]", "h[i + 1]", "h[i + 2]", "x[i]", "w"][pick(7)];
    const to = (): string => ["h[i - 1]", "h[i]", "h[i + 1]"][pick(3)];
    const statement = (): string => `${to()} ${["=", "+=", "-="][pick(3)]} 0.4 * ${at()} + 0.3 * ${at()} * ${at()};`;
    const [start, end] = [2 + pick(2), 2 + pick(2)];
    const bounds =
      pick(2) === 0
        ? `let i = ${start}; i < x.length - ${end}; i++`
        : `let i = x.length - ${end + 1}; i >= ${start}; i--`;
    const body = inPlace(Array.from({ length: 1 + pick(3) }, statement).join(" "), bounds);
    check(program(body), { points });
  });
});

test("a loop that does not turn leaves alone what is in the caller's memory", () => {
  const { exports } = compile(`
    import { valueAndGradInto } from "cotangent";
    export function f(x: Float64Array, from: number, to: number): number {
      let s = x[0] * x[1];
      for (let i = from; i < to; i++) s += x[i - 1] * x[i] * x[i + 1];
      return s;
    }
    export const g = valueAndGradInto(f);`);
  const g = exports.g as (into: Float64Array, x: Float64Array, from: number, to: number) => number;
  const x = Float64Array.of(2, 3, 5, 7, 11);
  for (const [from, to] of [
    [3, 3],
    [3, 1],
    [4, -2],
  ]) {
    const into = new Float64Array(5).fill(9);
    expect(g(into, x, from, to)).toBe(6);
    expect([...into]).toEqual([3, 2, 0, 0, 0]);
  }
});

test("what throws leaves the arguments as the function does", () =>
  check(
    `export function f(x: Float64Array, most: number): number {
      for (let i = 0; i < x.length - 1; i++) {
        if (x[i] > most) throw new RangeError("too large");
        x[i + 1] += x[i] * 0.5;
        x[i] *= 2;
      }
      return x[0] * x[x.length - 1];
    }`,
    {
      points: [
        [Float64Array.of(0.5, 0.6, 0.7, 0.8), 9],
        [Float64Array.of(0.5, 0.6, 2, 0.8), 1],
      ],
      wrt: [0],
    },
  ));
