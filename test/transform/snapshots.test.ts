/** Arrays that a loop hands on by turns: one copy for each turn serves all reads of the reverse sweep. */
import { describe, expect, test } from "vitest";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";

const swap = "const t = u; u = v; v = t;";
const program = (turn: string, outer = "for (let k = 0; k < 3; k++)"): string =>
  `export function f(x: Float64Array, a: number, m: number): number {
    const n = x.length;
    let u = x.slice();
    let v = new Float64Array(n);
    let k = 0;
    ${outer} { ${turn} ${swap} }
    let s = 0;
    for (let i = 0; i < n; i++) s += u[i] * u[i] * (i + 1);
    return s;
  }`;

const upwind = "for (let i = 1; i < n; i++) v[i] = u[i] - a * u[i] * (u[i] - u[i - 1]); v[0] = u[0] * u[0];";
const all =
  "for (let i = 0; i < n; i++) { v[i] = 0; for (let j = 0; j < n; j++) v[i] += a * u[(i + j) % n] * u[j] * 0.3; }";

const copied: [string, string][] = [
  ["neighbours", program(upwind)],
  ["neighbours, as long as a condition holds", program(`${upwind} k++;`, "while (k < m && u[1] < 9)")],
  ["each by each", program(all)],
  ["in a branch", program(`if (u[0] > a - 1) { ${upwind} } else { ${all} }`)],
  [
    "of which the arguments do not say that they are as long",
    program(all).replace("x.slice()", "x.slice(0, m + 2)").replace("n = x.length", "n = Math.min(x.length, 4)"),
  ],
];

describe("is copied", () => {
  test.each(copied)("%s", (_, source) => {
    expect(gradientText(source, "{ argnums: [0, 1] }")).toMatch(/\.set\(u\)|u\.slice\(\)/);
    check(source, { points: [[Float64Array.of(0.5, -0.7, 1.1, 0.3), 0.4, 2]], wrt: [0, 1] });
  });
});

describe("is not copied", () => {
  test.each([
    ["for the sake of a value that waits for itself", program("for (let i = 0; i < n; i++) v[i] = Math.sin(u[i]);")],
    ["what is linear", program("for (let i = 1; i < n; i++) v[i] = u[i] - 0.5 * u[i - 1]; v[0] = u[0];")],
    ["for a few of many", program("for (let i = 0; i < 3; i++) v[i] = u[i] * u[i + 1] * u[i + 2]; v[3] = u[3];")],
    ["outside of inner loops", program("v[0] = u[0] * u[1]; v[1] = u[1] * u[2]; v[2] = u[0] * u[2]; v[3] = u[3];")],
    [
      "what the turn writes to itself",
      program("for (let i = 1; i < n; i++) { v[i] = u[i] * u[i - 1]; u[i] = v[i] * u[i]; } v[0] = 1;"),
    ],
  ])("%s", (_, source) => {
    expect(gradientText(source, "{ argnums: [0, 1] }")).not.toMatch(/\.set\(u\)|u\.slice\(\)|u_\d\.slice/);
    check(source, { points: [[Float64Array.of(0.5, -0.7, 1.1, 0.3), 0.4, 2]], wrt: [0] });
  });
});
