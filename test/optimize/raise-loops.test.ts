import { describe, expect, test } from "vitest";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";

const program = (body: string): string => `
interface Cell { x: number; y: number }
export function f(w: number[], b: number[], cells: Cell[]): number {
  let s = 0;
  ${body}
  for (const v of w) s += v * v;
  for (const v of b) s += 3 * v;
  return s;
}`;

type Program = readonly [name: string, body: string];

/** Loops to the length of a list that they write to. */
const counted: readonly Program[] = [
  ["the element of the turn", "for (let i = 0; i < w.length; i++) w[i] = Math.sin(w[i] * b[0]);"],
  ["elements before", "for (let i = 1; i < w.length; i++) { w[i - 1] *= w[i]; w[i] += b[0]; }"],
  ["elements within", "for (let i = 1; i < w.length - 1; i++) w[i + 1] = w[i] * w[i - 1] + w[i + 1];"],
  ["up to the last, inclusive", "for (let i = 0; i <= w.length - 1; i++) w[i] *= w[0];"],
  ["the element behind, which the test asks for", "for (let i = 0; i + 1 < w.length; i++) w[i + 1] += w[i] * w[i];"],
  ["another list, which may be the same", "for (let i = 0; i < w.length; i++) b[i] = w[i] * b[0];"],
  ["all of it", "for (let i = 0; i < w.length; i++) { s += w[i] * i; w.fill(b[0]); }"],
  ["in a loop", "for (let k = 0; k < 3; k++) for (let i = 0; i < w.length; i++) w[i] = w[i] * b[k] + k;"],
  [
    "records where they have been read",
    "for (let i = 0; i < cells.length - 1; i++) { const { x, y } = cells[i]; cells[i] = { x: x * y, y: w[0] }; } for (const c of cells) s += c.x * c.y;",
  ],
];

/** Loops that may make the list longer. */
const open: readonly Program[] = [
  ["the element behind", "for (let i = 0; i < w.length && i < 6; i++) w[i + 1] = (w[i + 1] ?? 1) * w[i];"],
  [
    "the element behind, in some turns",
    "for (let i = 0; i < w.length; i++) if (i < 5) w[i + 1] = (w[i + 1] ?? 1) * w[i];",
  ],
  [
    "a place that some turns have read",
    "for (let i = 0; i < cells.length; i++) { const j = i + 3; if (w[0] > 9) s += cells[j].x; if (i < 2) cells[j] = { x: w[i], y: 1 }; } for (const c of cells) s += c.x * c.y;",
  ],
  ["push", "for (let i = 0; i < w.length; i++) if (w.length < 6) w.push(w[i] * b[0]);"],
  ["pop", "for (let i = 0; i < w.length; i++) { s += w[i] * i; if (i === 0) s *= w.pop()!; }"],
  ["the length itself", "for (let i = 0; i < w.length; i++) { s += w[i] * w[i]; if (i === 1) w.length = 2; }"],
  ["an index that is computed", "for (let i = 0; i < w.length; i++) w[(i * 2) % 5] = w[i] * b[0];"],
]; // prettier-ignore

const cells = (): { x: number; y: number }[] => [
  { x: 1.5, y: -0.5 },
  { x: 0.25, y: 2 },
  { x: -1, y: 0.75 },
];
const points = [
  [[0.7, 1.3, -0.4], [0.5, -1.1, 0.8, 0.3], cells()],
  [[0.9, -0.2, 1.4], [1.2, 0.3, -0.6, 0.1], cells()],
];

describe("a loop to the length of a list that it writes to is counted", () => {
  test.each(counted)("%s", (_, body) => {
    check(program(body), { points, wrt: [0, 1] });
    expect(gradientText(program(body), "{ argnums: [0, 1] }")).not.toMatch(/while|trips|new \w*Stack/);
  });
});

describe("a loop that may change the length is not", () => {
  test.each(open)("%s", (_, body) => {
    check(program(body), { points, wrt: [0, 1] });
  });
});

test("the length of a list of lists is not that of one of them", () => {
  const body =
    "const rows = cells.map((c) => [{ ...c }]); for (let t = 0; t < 2; t++) for (let i = 0; i < rows.length; i++) { const { x, y } = rows[i][0]; rows[i][0] = { x: x * w[t], y: y + x }; } for (const [c] of rows) s += c.x * c.y;";
  check(program(body), { points, wrt: [0, 1] });
  expect(gradientText(program(body), "{ argnums: [0, 1] }")).not.toMatch(/while|trips|new \w*Stack/);
});
