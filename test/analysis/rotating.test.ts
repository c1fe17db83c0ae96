import { describe, expect, test } from "vitest";
import { rotatingArrays } from "../../plugin/src/analysis/rotating.js";
import { check } from "../support/harness.js";
import { lowerF } from "../support/ir.js";

const start = "let u: Float64Array = x.slice(); let v: Float64Array = new Float64Array(x.length);";
const turn = "for (let i = 1; i < n; i++) v[i] = u[i - 1] * 0.5 + Math.sin(u[i]) * u[0];";
const swap = "const t = u; u = v; v = t;";

/** What is known to differ in a turn, by name. */
function rotating(body: string): string[] {
  const source = `const keep: Float64Array[] = []; function other(u: Float64Array): Float64Array { return u; }
    export function f(x: Float64Array, n: number): number { ${body} return u[1]; }`;
  const names = [...rotatingArrays(lowerF(source)).keys()].map(({ name }) => name ?? "");
  return [...new Set(names)].sort();
}

const loop = (body: string): string => `${start} for (let k = 0; k < 3; k++) { ${body} }`;

describe("differ in each turn", () => {
  test.each<[string, string, string[]]>([
    ["two that change places", loop(`${turn} ${swap}`), ["u", "v"]],
    ["two that change places by a pattern", loop(`${turn} [u, v] = [v, u];`), ["u", "v"]],
    ["as long as a condition holds", `${start} while (u[0] > n) { ${turn} ${swap} }`, ["u", "v"]],
    [
      "three by turns",
      `${start} let w: Float64Array = x.slice(); ${loop("").slice(start.length).replace("{ ", `{ ${turn} const t = u; u = v; v = w; w = t;`)}`,
      ["u", "v", "w"],
    ],
    [
      "one that each turn makes",
      `let u: Float64Array = x.slice(); for (let k = 0; k < 3; k++) { const v = new Float64Array(u.length); ${turn} u = v; }`,
      ["u"],
    ],
    [
      "in a loop around",
      `let u: Float64Array = x; for (let j = 0; j < 2; j++) { const a: Float64Array = x.slice(); let w: Float64Array = a; let v: Float64Array = new Float64Array(9); for (let k = 0; k < 3; k++) { v[k] = w[0]; const t = w; w = v; v = t; } u = w; }`,
      ["v", "w"],
    ],
  ])("%s", (_, body, names) => expect(rotating(body)).toEqual(names));

  test.each<[string, string]>([
    [
      "one of the caller",
      `let u: Float64Array = x; let v: Float64Array = new Float64Array(x.length); for (let k = 0; k < 3; k++) { ${turn} ${swap} }`,
    ],
    [
      "one twice",
      `let u: Float64Array = x.slice(); let v: Float64Array = u; for (let k = 0; k < 3; k++) { ${turn} ${swap} }`,
    ],
    ["one that becomes both", loop(`${turn} u = v; v = u;`)],
    ["one that only one of both may become", loop(`${turn} v = u;`)],
    ["what a branch chooses", loop(`${turn} if (u[0] > 0) { ${swap} }`)],
    [
      "what is looked at by another name",
      `const a: Float64Array = x.slice(); let u: Float64Array = a; let v: Float64Array = new Float64Array(9); for (let k = 0; k < 3; k++) { v[k] = a[k]; ${swap} }`,
    ],
    [
      "what is looked at behind by another name",
      `const a: Float64Array = x.slice(); let u: Float64Array = a; let v: Float64Array = new Float64Array(9); for (let k = 0; k < 3; k++) { ${turn} ${swap} } u[1] += a[0];`,
    ],
    ["what a list holds as well", loop(`${turn} keep.push(u); ${swap}`)],
    ["parts", loop(`const w = u.subarray(1); w[0] = v[0]; ${swap}`)],
    ["what a function is given", loop(`v = other(v); ${turn} ${swap}`)],
    ["what a turn finds", `let u: Float64Array = x.slice(); for (let k = 0; k < 3; k++) { u = keep[k]; }`],
  ])("but not %s", (_, body) => expect(rotating(body)).not.toContain("u"));
});

describe("derivatives of loops with arrays by turns", () => {
  const x = Float64Array.of(0.5, -1.2, 0.8, 1.5);
  test.each<[string, string]>([
    ["that change places", loop(`${turn} v[0] = u[0] * u[3]; ${swap}`)],
    [
      "of which elements are read again behind a store",
      loop(`for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) { v[j] += u[i] * u[j]; u[i] *= 0.9; } ${swap}`),
    ],
    [
      "that one turn makes and the next adds to",
      `let u: Float64Array = x.slice(); for (let k = 0; k < 3; k++) { const v = new Float64Array(4); for (let i = 0; i < 4; i++) for (let j = 0; j < 3; j++) { v[i] += u[j] * u[i]; u[j] += 0.1; } u = v; }`,
    ],
    [
      "until a condition holds",
      `${start} let k = 0; while (k < n && u[0] < 9) { ${turn} v[0] = u[0] * u[1]; ${swap} k++; }`,
    ],
    ["of which the last are both read", `${loop(`${turn} v[0] = u[0] * u[3]; ${swap}`)} u[1] += v[0] * v[2];`],
    [
      "made in a loop around",
      `let u: Float64Array = x; for (let j = 0; j < 2; j++) { let w: Float64Array = u.slice(); let v: Float64Array = new Float64Array(4); for (let k = 0; k < 3; k++) { for (let i = 0; i < 4; i++) for (let l = 0; l < 2; l++) v[i] += w[l] * w[i]; const t = w; w = v; v = t; v.fill(0.1); } u = w; }`,
    ],
  ])("%s", (_, body) =>
    check(`export function f(x: Float64Array, n: number): number { ${body} return u[1] + u[3]; }`, {
      points: [[x, 3]],
      wrt: [0],
    }),
  );
});
