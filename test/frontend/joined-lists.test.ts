/** Lists of numbers that consist of others. */
import { expect, test } from "vitest";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";

const points = [
  [
    [0.7, -0.4, 1.3],
    [0.9, 0.5],
  ],
  [[0.25], [1.5]],
];

test.each([
  ["a number behind", "const a = [...x, 1];"],
  ["a number in front", "const a = [2, ...x, x[0] * w[0]];"],
  ["two lists", "const a = [...x, ...w];"],
  ["one list twice, and numbers between", "const a = [...x, w[0], x[0], ...x, ...w];"],
  ["what is computed of another", "const a = [...x, ...w.map((v, i) => v * x[i % x.length])];"],
  ["tuples", "const p: [number, number] = [x[0], w[0]]; const a = [...x, ...p, ...w];"],
  ["concat", "const a = x.concat(w, 3, [x[0], w[0] * 2]);"],
  ["concat of one behind the other", "const a = x.concat(w).concat(x, 1);"],
  ["a choice between lists", "const a = [...(w[0] > 0.5 ? x : w), ...(x.length > 1 ? [w[1]] : [])];"],
])("%s", (_, made) => {
  const source = `function f(w: number[], x: number[]): number {
    ${made}
    return a.reduce((s, v, i) => s + v * v * (i + 1), 0) * a.length;
  }`;
  check(`export ${source}`, { points });
  expect(gradientText(source)).not.toMatch(/\.push|\.pop|\.slice|while/);
});

test("typed arrays", () => {
  check(
    `export function f(w: Float64Array, x: Float32Array): number {
      return [...w, ...x].reduce((s, v, i) => s + v * v * (i + 1), 0);
    }`,
    { points: [[Float64Array.of(0.7, -0.4), Float32Array.of(0.5, 1.5, 0.25)]], wrt: [0] },
  );
});

test.each([
  [
    "writes to a list that has been spread",
    "const bump = () => { y[0] = 3 * w[0]; return w[0]; };",
    "[...y, bump(), ...y]",
  ],
  [
    "writes to it in a loop",
    "const bump = () => { for (let i = 0; i < y.length; i++) y[i] *= 2; return w[0]; };",
    "[...y, bump(), ...y]",
  ],
  ["makes such a list longer", "const bump = () => { y.push(2 * w[0]); return w[0]; };", "[...y, bump(), ...y]"],
  [
    "writes to it and is spread itself",
    "const bump = () => { y[0] = w[0]; return [...y, 1]; };",
    "[...y, ...bump(), ...y]",
  ],
])("an element behind it that %s", (_, bump, made) => {
  check(
    `export function f(w: number[], x: number[]): number {
      const y = x.slice();
      ${bump}
      return ${made}.reduce((s, v, i) => s + v * v * (i + 1), 0);
    }`,
    { points },
  );
});

test("an element behind it that a function computes which writes to the list", () => {
  check(
    `function bump(y: number[], w: number[]): number {
      y[0] = 3 * w[0];
      return y[0] * w[0];
    }
    export function f(w: number[], x: number[]): number {
      const y = x.slice();
      return [...y, bump(y, w), ...y].reduce((s, v, i) => s + v * v * (i + 1), 0);
    }`,
    { points },
  );
});

test.each([
  ["is joined with empty lists", "const p = ([] as number[]).concat(x).concat([]).concat(w, []);"],
  ["grows and shrinks", "const a = [...x, ...w]; a.push(w[0] * x[0]); a.pop(); a.push(w[0] * 2); const p = a;"],
  ["is the next turn's", "let p = x; for (let i = 0; i < 3; i++) p = [...p.slice(1), p[0] * w[i % w.length]];"],
  ["gets longer with each turn", "let p: number[] = []; for (const v of w) p = [...p, v * (p.at(-1) ?? x[0])];"],
  [
    "is made by recursion",
    "const go = (k: number): number[] => (k === 0 ? w : [...go(k - 1), x[0] * k, ...x]); const p = go(3);",
  ],
])("a list that %s", (_, made) => {
  check(
    `export function f(w: number[], x: number[]): number {
      ${made}
      return p.reduce((s, v, i) => s + v * v * (i + 1), 0);
    }`,
    { points },
  );
});

test.each([
  ["spread", "const b = [...x, ...a, ...x];"],
  ["spread alone", "const b = [...a];"],
  ["concat", "const b = x.concat(a, x);"],
  ["concat without others", "const b = a.concat();"],
])("holes: %s", (_, made) => {
  check(
    `export function f(w: number[], x: number[]): number {
      const a = new Array<number>(3);
      a[1] = w[0];
      ${made}
      let n = 0;
      let s = 0;
      b.forEach((v, i) => { n++; s += (v ?? 2) * (i + 1) * x[0]; });
      return s * n + b.length;
    }`,
    { points },
  );
});
