import { describe, expect, test } from "vitest";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";

const program = (body: string): string => `export function f(x: number[], n: number): number { ${body} }`;

const points = [0, 1, 2, 5].map((n) => [[0.5, -0.7, 0.3, 0.9], n]);

const variables: readonly (readonly [name: string, body: string])[] = [
  [
    "map",
    `let u = [1, x[0], 0.25];
    for (let t = 0; t < n; t++) { const w = [u[1], u[2], u[0]]; u = u.map((v, i) => v + x[1] * w[i] * v); }
    return u[0] * u[1] + u[2];`,
  ],
  [
    "two lists, of which one is made of the other",
    `let p = [x[0], x[1]], v = [1, 0.5];
    for (let t = 0; t < n; t++) { v = v.map((each, i) => each - 0.1 * p[i]); p = p.map((each, i) => each + 0.1 * v[i]); }
    return p[0] * v[1] + p[1] * v[0];`,
  ],
  [
    "lists that change places",
    `let a = [x[0], x[1]], b = [x[2], x[3]];
    for (let t = 0; t < n; t++) { const c = a.map((v, i) => v * b[i]); a = b; b = c; }
    return a[0] + a[1] * b[0] * b[1];`,
  ],
  [
    "made in the arms of a branch",
    `let u = [x[0], x[1]];
    for (let t = 0; t < n; t++) { if (u[0] < 0.8) u = u.map((v) => v * v + 0.3); else u = u.map((v) => 0.5 * v); }
    return u[0] * u[1];`,
  ],
];

const lists: readonly (readonly [name: string, body: string])[] = [
  [
    "a typed array",
    `let u = Float64Array.of(x[0], x[1]);
    for (let t = 0; t < n; t++) u = u.map((v) => v * v + 0.3);
    return u[0] * u[1];`,
  ],
  [
    "a list that grows",
    `let u = [x[0], x[1]];
    for (let t = 0; t < n; t++) { u = u.map((v) => v * 0.9); u.push(x[2] * t); }
    return u.reduce((s, v, i) => s + v * v * i, 0) + u.length;`,
  ],
  [
    "a list that is made longer by each turn",
    `let u = [x[0], x[1]];
    for (let t = 0; t < n; t++) u = [x[2], ...u.map((v) => v * 0.9)];
    return u.reduce((s, v, i) => s + v * v * i, 0) * u.length;`,
  ],
  [
    "of one length at first, of another then",
    `let u = [x[0], x[1]], w = [x[2], x[3], x[0]];
    for (let t = 0; t < n; t++) { const z = u.map((v) => v * 0.9); u = w; w = z; }
    return u.reduce((s, v, i) => s + v * v * (i + 1), 0) * w.length;`,
  ],
  [
    "a list that loses elements in one arm",
    `let u = [x[0], x[1], x[2]];
    for (let t = 0; t < n; t++) u = t > 2 ? u.filter((v) => v > 0) : u.map((v) => v * v - 0.1);
    return u.reduce((s, v) => s + v * v, 0) * (u.length + 1);`,
  ],
  [
    "what is stored behind the end",
    `let u = [x[0], x[1]];
    for (let t = 0; t < n; t++) { u = u.map((v) => v * 0.9); if (t === 2) u[2] = x[3]; }
    return u.reduce((s, v, i) => s + v * v * i, 0) * u.length;`,
  ],
  [
    "a list that others have as well",
    `let u = [x[0], x[1]];
    const all: number[][] = [];
    for (let t = 0; t < n; t++) { u = u.map((v) => v * 0.9 + x[2]); all.push(u); if (t === 1) all[0][1] = x[3]; }
    return all.reduce((s, [a, b]) => s + a * b, u[0]);`,
  ],
];

describe("lists of a length that stays become variables", () => {
  test.each(variables)("%s", (_, body) => {
    const text = gradientText(program(body));
    expect(text).not.toMatch(/\.of\(|scratch|cleared|pool|\[\d\]\s*=|u\.length|new Array\(/);
  });
  test.each(variables)("derivatives: %s", (_, body) => check(program(body), { points, wrt: [0] }));
});

describe("others are what they were", () => {
  test.each(lists)("%s", (_, body) => check(program(body), { points, wrt: [0] }));
});
