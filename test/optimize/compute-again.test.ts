import { describe, expect, test } from "vitest";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";

const program = (body: string): string =>
  `export function f(x: Float64Array, m: Float64Array): number {
     const n = x.length; const d = new Float64Array(n); const q = new Float64Array(n); const y = x.slice(); let s = 0; ${body} return s; }`;

/** Two loops that cannot become one: what the second writes in its first turns is written by the last ones of the first. */
const fill = (element: string, before = ""): string =>
  `for (let i = 0; i < n; i++) { ${before} d[i] = ${element}; q[i] = 2 * x[i]; }`;
const read = (at = "i", loop = "let i = 0; i < n"): string =>
  `for (${loop}; i++) { for (let j = i + 1; j < n; j++) q[j] += d[${at}] * x[j] ** 2; s += q[i] ** 2; }`;

const again: readonly (readonly [string, string])[] = [
  ["a difference", `${fill("x[i] - m[i]")} ${read()}`],
  ["in two loops", `${fill("x[i] * m[i]")} ${read()} ${read()}`],
  ["in turns of a loop", `for (let k = 0; k < 3; k++) { ${fill("x[i] - k * m[0]")} ${read()} }`],
  ["of what is made in front of the loops", `const t = Math.exp(m[0]); ${fill("t * x[i]")} ${read()}`],
  ["of what is written before", `y[1] = 3; ${fill("y[i] / m[i]")} ${read()} y[0] = s; s += y[0] * y[1];`],
  ["the same for all", `const t = Math.exp(m[0]) * x[0]; ${fill("t / 2")} ${read()}`],
  ["by numbers", `${fill("i + 0.5")} ${read()}`],
];

const kept: readonly (readonly [string, string])[] = [
  ["at another index", `${fill("x[i] - m[i]")} ${read("n - 1 - i")}`],
  ["from another start", `${fill("x[i] - m[i]")} ${read("i", "let i = 1; i < n")}`],
  ["of what has been written since", `${fill("y[i] - m[i]")} y[1] = 3; ${read()}`],
  ["of what is written there", `${fill("y[i] - m[i]")} ${read().replace(/q\[j\] .*?;/, "{ y[j] = q[j]; $& }")}`],
  [
    "of what is written by the loop that fills it",
    `${fill("y[n - 1 - i] - m[i]").replace("q[i]", "y[i] = m[i]; q[i]")} ${read()}`,
  ],
  ["of what is dear", `${fill("Math.exp(x[i])")} ${read()}`],
  ["of too many", `${fill("x[i] * m[i] + y[i] + q[i]")} ${read()}`],
  ["of what is carried", `let c = 1; ${fill("c + m[i]", "c = Math.sin(c * x[i]);")} ${read()}`],
  ["written twice", `${fill("x[i] - m[i]")} d[2] = 7; ${read()}`],
  ["in some turns", `${fill("x[i] - m[i]").replace("d[i] =", "if (x[i] > 1) d[i] =")} ${read()}`],
  ["an element as it is", `${fill("m[i]")} ${read()}`],
];

const gradient = (body: string): string => gradientText(program(body));

describe("what is cheap is computed where it is read", () => {
  test.each(again)("%s", (_, body) => {
    expect(gradient(body)).not.toMatch(/\bd\b|\bd_b\b/);
  });

  test.each(kept)("not %s", (_, body) => {
    expect(gradient(body)).toMatch(/\bd\b/);
  });

  test("not what is rounded where it is stored", () => {
    expect(gradientText(program(again[0][1]).replace("d = new Float64Array", "d = new Float32Array"))).toMatch(/\bd\b/);
  });
});

describe("derivatives", () => {
  const points = [4, 7, 1, 0].map((length) => [
    Float64Array.from({ length }, (_, k) => Math.cos(k * k) + 0.8),
    Float64Array.from({ length }, (_, k) => Math.sin(3 * k) + 1.4),
  ]);

  test.each([...again, ...kept])("%s", (_, body) => {
    check(program(body), { points: /y\[1\]|d\[2\]|m\[0\]/.test(body) ? points.slice(0, 2) : points });
  });
});
