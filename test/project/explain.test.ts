/** What `cotangent explain` says of each line. */
import { expect, test } from "vitest";
import { catalogue } from "../../plugin/src/diagnostics/index.js";
import { type Explanation, explain } from "../../plugin/src/project/explain.js";
import { functionsOf } from "../../plugin/src/project/inspect.js";
import { FOLDER, programOf } from "../support/program.js";

function explained(source: string, name = "f"): Explanation {
  const program = programOf({ "main.ts": source });
  const file = program.getSourceFile(`${FOLDER}/main.ts`)!;
  return explain(program, file, functionsOf(file).find((found) => found.name === name)!);
}

/** The notes on the line that has `text`. */
function notes({ lines }: Explanation, text: string): string {
  return lines
    .filter((line) => line.text.includes(text))
    .flatMap((line) => line.notes)
    .join("\n");
}

test("activity, and why not", () => {
  const found = explained(`export function f(x: Float64Array, k: number): number {
  const grid = [1, 2, 3];
  const n = x.length - 1;
  const y = Math.sin(x[0]) * grid[n];
  const text = "scale";
  return y * k + text.length;
}`);
  expect(found.title).toBe("f, differentiated by `valueAndGrad` in x, k");
  expect(found.lines.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(notes(found, "const grid")).toBe("inactive: does not depend on what is differentiated");
  expect(notes(found, "const n")).toContain("inactive: integers and tests");
  expect(notes(found, "const y")).toMatch(/^active: `y` from `x`/);
  expect(notes(found, "return y")).toMatch(/^active: from `y`, `k`/);
});

test("what is cached, recomputed and inlined", () => {
  const found = explained(`function square(u: number): number { return u * u; }
function long(u: number, n: number): number { return n === 0 ? u : long(u * u, n - 1); }
export function f(x: number, n: number): number {
  let y = x;
  for (let i = 0; i < 5; i++) {
    const z = x * i;
    y = Math.exp(y * z) + square(z);
  }
  while (y > n) {
    y = Math.sqrt(y) * y;
  }
  return y + long(x, 3);
}`);
  expect(notes(found, "y = Math.exp")).toContain("cached for each iteration");
  expect(notes(found, "y = Math.exp")).toContain("`square` is inlined");
  expect(notes(found, "const z")).toContain("`z`: recomputed in the reverse sweep");
  expect(notes(found, "while (y > n)")).toContain("`y`: cached on a stack");
  expect(notes(found, "return y")).toContain("`long` has an adjoint of its own");
  expect(found.ratio).toBeGreaterThan(1);
  expect(found.ratio).toBeLessThan(6);
});

test("every zero by convention has its line, its code and its reason", () => {
  const found = explained(`import { stopGradient } from "cotangent";
export function f(x: number): number {
  const compared = x > 1 ? 1 : 2;
  const rounded = Math.round(x);
  const bits = new Int32Array([x]);
  const text = \`x is \${x}\`;
  const still = stopGradient(x);
  return x * compared * rounded + bits[0] + text.length + still;
}`);
  const code = (text: string): string | undefined => /AD\d{4}/.exec(notes(found, text))?.[0];
  expect(["const compared", "const rounded", "const bits", "const text", "const still"].map(code)).toEqual([
    "AD5001",
    "AD5002",
    "AD5003",
    "AD5004",
    "AD5005",
  ]);
  expect(notes(found, "const rounded")).toContain(
    "AD5002 zero by convention: the derivative does not go through `Math.round(x)`: rounding is piecewise constant",
  );
  const all = Object.entries(catalogue).filter(([, { when }]) => when === "note");
  expect(all.map(([name]) => name)).toEqual(["AD5001", "AD5002", "AD5003", "AD5004", "AD5005"]);
});

test("loops that run both sweeps at once say so, and what they have at hand", () => {
  const found = explained(`export function f(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const power = Math.exp(x[i]);
    sum += power * power;
  }
  let state = sum;
  for (let i = 0; i < x.length; i++) {
    state = Math.sin(state);
  }
  return state;
}`);
  expect(notes(found, "let i = 0")).not.toContain("fused");
  expect(notes(found, "const power")).toContain("`power`: cached for each iteration");
  const alone = explained(`export function f(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const power = Math.exp(x[i]);
    sum += power * power;
  }
  return sum;
}`);
  expect(notes(alone, "let i = 0")).toContain("fused: the adjoint of each iteration runs right behind it");
  expect(notes(alone, "const power")).toContain("`power`: at hand: its adjoint runs in the same iteration");
});

test("what a rule leaves out on the way is no zero", () => {
  const found = explained(
    "export function f(xs: number[]): number {\n  return Math.hypot(...xs) * Math.max(...xs);\n}",
  );
  expect(notes(found, "return")).not.toContain("AD5");
});

test("a function that is refused is explained as far as it goes", () => {
  const found = explained(`declare function outside(x: number): number;
export function f(x: number): number {
  const y = 2 * x;
  return outside(y);
}`);
  expect(found.diagnostics.map(({ code }) => code)).toEqual(["AD4001"]);
  expect(found.ratio).toBeUndefined();
  expect(notes(found, "const y")).toContain("active: `y` from `x`");
});
