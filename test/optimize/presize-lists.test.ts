import { describe, expect, test } from "vitest";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";

const program = (body: string): string => `
interface State { x: number; v: number }
const step = ({ x, v }: State, k: number): State => ({ x: x + 0.1 * v, v: v - 0.1 * k * x });
export function f(w: number[], n: number): number {
  let s = 0;
  ${body}
  return s;
}`;

const states = "for (const p of path) s += p.x * p.v;";
const numbers = "for (let i = 0; i < a.length; i++) s += a[i] * a[i] * (i + 1);";

type Program = readonly [name: string, body: string];

/** Where a list grows by loops, and is an array of numbers for that. */
const presized: readonly Program[] = [
  [
    "the last state is read by its turn",
    `const path: State[] = [{ x: w[0], v: w[1] }]; for (let i = 0; i < 6; i++) path.push(step(path[i], w[2])); ${states}`,
  ],
  [
    "the last state is read by the length",
    `const path: State[] = [{ x: w[0], v: w[1] }]; for (let i = 0; i < n; i++) path.push(step(path[path.length - 1], w[2])); ${states}`,
  ],
  [
    "the last state is carried",
    `let p: State = { x: w[0], v: w[1] }; const path = [p]; for (let i = 0; i < n; i++) { p = step(p, w[2]); path.push(p); } ${states}`,
  ],
  [
    "the first states are pushed",
    `const path: State[] = []; path.push({ x: w[0], v: w[1] }); path.push({ x: w[2], v: 2 }); for (let i = 2; i <= n; i++) path.push(step(path[i - 2], w[2])); ${states}`,
  ],
  [
    "numbers that follow from two others",
    `const a = [w[0], w[1]]; for (let i = 2; i < 8; i++) a.push(w[2] * a[i - 1] - a[i - 2]); ${numbers}`,
  ],
  [
    "numbers that follow from all others",
    `const a: number[] = []; for (let i = 0; i < 6; i++) { let t = w[i % 3]; for (let j = 0; j < i; j++) t += a[j] * w[0]; a.push(Math.sin(t)); } ${numbers}`,
  ],
  [
    "a turn reads what it has added",
    `const a = [w[0]]; for (let i = 0; i < 5; i++) { a.push(a[i] * w[1]); s += a[i + 1] * a[a.length - 1] * a.length; } ${numbers}`,
  ],
  [
    "several elements in a turn",
    `const a = [w[0]]; for (let i = 0; i < 4; i++) { const last = a[a.length - 1]; a.push(last * w[1]); a.push(a[a.length - 1] + last, w[2] * i); } ${numbers}`,
  ],
  [
    "downwards",
    `const a = [w[0]]; for (let i = 5; i > 0; i--) a.push(a[5 - i] * w[1] + i); ${numbers} s += a.length * a[4];`,
  ],
  [
    "points of a grid",
    `const path: State[] = []; for (let i = 0; i < w.length; i++) for (let j = 0; j < n; j++) path.push({ x: w[i] * j, v: w[0] + i }); ${states} ${states}`,
  ],
  [
    "points of a grid with others between them",
    `const path: State[] = [{ x: 1, v: w[0] }]; for (let i = 0; i <= n; i++) { path.push({ x: w[1], v: i }); for (let j = n; j > 0; j--) path.push({ x: w[2] * j, v: i }); path.push({ x: i, v: w[0] }); } ${states} s += path.length * path[path.length - 1].v;`,
  ],
  [
    "as many as are between two numbers",
    `const a = [w[0]]; for (let i = 1; i <= n / 0.7; i++) a.push(a[i - 1] + 0.7 * Math.sin(a[i - 1] * w[1])); ${numbers} s /= a.length;`,
  ],
  [
    "in each turn of a loop around",
    `for (let k = 0; k < 3; k++) { const a = [w[k]]; for (let i = 0; i < k + 2; i++) a.push(a[i] * w[0] + i); ${numbers} }`,
  ],
];

/** Where it stays a list that grows. */
const growing: readonly Program[] = [
  [
    "a place is read that has no element yet",
    `const a = [w[0]]; for (let i = 0; i < 5; i++) { if (a[i + 1] === undefined) s += w[1]; a.push(a[i] * w[2]); } ${numbers}`,
  ],
  [
    "some turns add nothing",
    `const a = [w[0]]; for (let i = 0; i < 6; i++) if (w[i % 3] > 0.5) a.push(a[a.length - 1] * w[1]); ${numbers}`,
  ],
  [
    "each turn adds one more than the last",
    `const a: number[] = []; for (let i = 0; i < 5; i++) for (let j = 0; j < i; j++) a.push(w[i % 3] - w[j % 3]); ${numbers}`,
  ],
  [
    "the loop may end early",
    `const a = [w[0]]; for (let i = 0; i < 9; i++) { if (a[i] > 3) break; a.push(a[i] * w[1] + 1); } ${numbers} s *= a.length;`,
  ],
  [
    "an element is taken away again",
    `const a = [w[0], w[1]]; for (let i = 0; i < 5; i++) { a.push(a[i] * w[2]); if (i === 2) a.pop(); } ${numbers}`,
  ],
  [
    "a store makes it longer",
    `const a = [w[0]]; for (let i = 0; i < 3; i++) { a.push(a[i] * w[1]); a[a.length + 1] = w[2]; } for (const v of a) s += v === undefined ? w[0] : v * v; s *= a.length;`,
  ],
];

const w = [0.7, 1.3, -0.4];
const points = [3, 5.5, 1].map((n) => [w, n]);

describe("a list that grows in a loop is made with its length", () => {
  test.each(presized)("%s", (_, body) => {
    check(program(body), { points, wrt: [0] });
    expect(gradientText(program(body))).not.toMatch(/push|Stack|new Array\(/);
  });
});

describe("a list that grows otherwise stays as it is", () => {
  test.each(growing)("%s", (_, body) => {
    check(program(body), { points, wrt: [0] });
    expect(gradientText(program(body))).toMatch(/\.push\(/);
  });
});

test("a loop that does not turn adds nothing", () => {
  const path = `const path: State[] = [{ x: w[0], v: w[1] }]; for (let i = 0; i < n; i++) path.push(step(path[i], w[2])); ${states}`;
  check(program(`${path} s += path.length * w[2];`), {
    points: [0, -2, Number.NaN, -0.5].map((n) => [w, n]),
    wrt: [0],
  });
});

test("elements may be pushed behind the loop, and the list handed on", () => {
  const make =
    "const make = (): number[] => { const a = [w[0]]; for (let i = 0; i < 4; i++) a.push(a[i] * w[1]); return a; };";
  check(
    program(`${make} const a = make(); a.push(3 * w[2]); const b = a.concat(make()); ${numbers} s += b[7] * b.length;`),
    {
      points,
      wrt: [0],
    },
  );
});

test("records in it may be written to afterwards", () => {
  const path =
    "const path: State[] = [{ x: w[0], v: w[1] }]; for (let i = 0; i < 5; i++) { const p = path[i]; path.push({ x: p.x * w[2], v: p.v + p.x }); p.v *= w[1]; }";
  check(program(`${path} for (const p of path) p.x *= 2; ${states}`), { points, wrt: [0] });
});

test("a list that the next loop alone reads is gone", () => {
  const list = "const path: State[] = []; for (let i = 0; i + 1 < w.length; i++) path.push({ x: w[i], v: w[i + 1] });";
  check(program(`${list} ${states}`), { points, wrt: [0] });
  expect(gradientText(program(`${list} ${states}`))).not.toMatch(/path/);
});
