import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";
import { Random } from "../support/random.js";

const program = (body: string): string => `export function f(x: Float64Array, w: number): number { ${body} }`;

/** The gradient into the caller's memory. */
function gradient(body: string): string {
  const { code } = compile(`
    import { valueAndGradInto } from "cotangent";
    ${program(body)}
    export const g = valueAndGradInto(f);`);
  return code["main.ts"].split("function f_valueAndGradInto")[1];
}

const chain = (terms: string, bounds = "let i = 0; i < x.length - 1; i++"): string =>
  `let s = 0; for (${bounds}) s += ${terms}; return s;`;

/** The adjoint of such a loop runs behind it, in the other direction. */
const recurrence = (terms: string, bounds = "let i = 0; i < x.length; i++"): string =>
  `let s = w; for (${bounds}) s = Math.sin(s + ${terms}); return s;`;

const assigned: readonly (readonly [string, string])[] = [
  ["neighbours", chain("x[i] * x[i + 1] * w")],
  ["a function of each element", chain("w * Math.sin(x[i])", "let i = 0; i < x.length; i++")],
  ["a start behind the first element", chain("x[i - 1] * x[i] * w", "let i = 1; i < x.length; i++")],
  ["elements behind that are not reached", chain("x[i] * x[i + 1] * w", "let i = 0; i < x.length - 3; i++")],
  ["three in a row", chain("x[i] * x[i + 1] * x[i + 2] * w", "let i = 0; i < x.length - 2; i++")],
  ["backwards", recurrence("x[i] * w")],
  ["backwards, neighbours", recurrence("x[i] * w + x[i + 1]", "let i = 0; i < x.length - 1; i++")],
  ["backwards, from the second on", recurrence("x[i - 1] * w + x[i]", "let i = 1; i < x.length; i++")],
  ["a function that goes down", recurrence("x[i] * w", "let i = x.length - 1; i >= 0; i--")],
  ["a function that goes down to the second", recurrence("x[i] * x[i - 1]", "let i = x.length - 1; i > 0; i--")],
  [
    "two loops, the second of which goes first backwards",
    `let s = 0; for (let i = 0; i < 2; i++) s += x[i] * w; for (let i = 0; i < x.length; i++) s *= x[i]; return s;`,
  ],
  ["less than all, backwards", recurrence("x[i] * w", "let i = 1; i < x.length - 2; i++")],
];

describe("what a loop adds first is assigned", () => {
  test.each(assigned)("%s", (_, body) => {
    const text = gradient(body);
    expect(text).not.toContain("fill(0)");
    expect(text).toMatch(/x_b\[[^\]]*\] = [^0]/);
  });
});

const added: readonly (readonly [string, string])[] = [
  ["steps of two", chain("x[i] * x[i + 1] * w", "let i = 0; i < x.length - 1; i += 2")],
  ["another index in the same loop", chain("x[i] * x[x.length - 1 - i] * w", "let i = 0; i < x.length; i++")],
  ["some turns only", chain("(i > 1 ? x[i] ** 2 : w)", "let i = 0; i < x.length; i++")],
  ["a bound that may be no number", `const n = Math.floor(w); ${chain("x[i] ** 2 * w", "let i = 0; i < n; i++")}`],
  ["backwards, another index", recurrence("x[i] * x[x.length - 1 - i]")],
  ["far from the beginning", chain("x[i + 5] * w", "let i = 0; i < x.length - 5; i++")],
  [
    "an element before the loop",
    "let s = w; for (let i = 0; i < x.length; i++) s = Math.sin(s + x[i]); return s * x[0];",
  ],
];

describe("what may have been added to before, or is not written in each turn, is cleared", () => {
  test.each(added)("%s", (_, body) => {
    expect(gradient(body)).toContain("fill(0)");
  });
});

test("an exception leaves no memory half cleared", () => {
  expect(
    gradient(
      `let s = 0; for (let i = 0; i < x.length; i++) { if (x[i] > 9) throw new Error("large"); s += x[i] ** 2; } return s * w;`,
    ),
  ).toContain("fill(0)");
});

const points = [0, 1, 2, 3, 7].map((length) => [Float64Array.from({ length }, (_, k) => 0.5 + k / 3), 2.5]);

describe("derivatives", () => {
  test.each([...assigned, ...added])("%s", (_, body) => {
    // Beyond the end of a typed array there is nothing.
    const isLong = /floor|x\[0\]|i < 2;/.test(body);
    check(program(body), { points: isLong ? points.slice(2) : points, wrt: body.includes("floor") ? [0] : [0, 1] });
  });

  test.each([1, 2, 3, 4, 5, 6])("of random sums over neighbours, %i", (seed) => {
    const random = new Random(seed);
    const pick = (below: number): number => random.below(below);
    const factors = Array.from({ length: 1 + pick(4) }, () => pick(4) - 1);
    const [start, less] = [pick(3), pick(5)];
    const read = (offset: number): string => `x[i ${offset < 0 ? "-" : "+"} ${Math.abs(offset)}]`;
    const terms = factors.map((offset, k) => (k % 2 === 0 ? `${read(offset)} ** 2` : `w * ${read(offset)}`));
    const first = Math.max(start, -Math.min(0, ...factors));
    const last = Math.max(less, ...factors);
    const body = chain(terms.join(" - "), `let i = ${first}; i < x.length - ${last}; i++`);
    check(program(body), { points });
  });
});
