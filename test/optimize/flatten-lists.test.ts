import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";

type Program = readonly [name: string, body: string];

const program = (body: string): string => `
class Vec { constructor(readonly x: number, readonly y: number) {}
  add(o: Vec): Vec { return new Vec(this.x + o.x, this.y + o.y); }
  scale(k: number): Vec { return new Vec(this.x * k, this.y * k); } }
interface Point { x: number; y: number }
interface Body { mass: number; at: Point; speed: Point }
const square = (x: number): number => x * x;
export function f(w: number[], given: Point[], n: number): number {
  let s = 0;
  ${body}
  return s;
}`;

const sum = "for (const p of ps) s += p.x * square(p.y);";

/** Where every list that is made becomes an array of numbers. */
const flat: readonly Program[] = [
  ["by map, read twice", `const ps = w.map((v, i) => ({ x: v * i, y: Math.sin(v) })); ${sum} ${sum}`],
  [
    "of instances",
    `let ps = w.map((v) => new Vec(v, v * v)); for (let k = 0; k < 3; k++) ps = ps.map((p, i) => p.add(ps[0]).scale(w[i])); ${sum}`,
  ],
  [
    "of pairs",
    "const ps = w.map((v, i): [number, number] => [v * i, Math.exp(v)]); for (let k = 0; k < 2; k++) for (const [a, b] of ps) s += a * b;",
  ],
  [
    "by push",
    `const ps: Point[] = []; for (let i = 0; i < w.length; i++) ps.push({ x: w[i] * i, y: w[0] }); ${sum} ${sum}`,
  ],
  [
    "by push, from another number on",
    `const ps: Point[] = []; for (let i = 1; i < w.length; i++) ps.push({ x: w[i - 1], y: w[i] }); ${sum} ${sum}`,
  ],
  [
    "by push, to any bound",
    `const ps: Point[] = []; for (let i = 0; i < n; i++) ps.push({ x: w[0] * i, y: w[1] }); ${sum} s += ps.length * w[2] + (ps.length > 1 ? ps[1].x : 0);`,
  ],
  [
    "a loop that reads what it has put in",
    "const ps: Point[] = [{ x: 1, y: w[0] }]; for (let i = 1; i < 4; i++) ps.push({ x: ps[i - 1].x * w[i % 3], y: ps[i - 1].y + 1 }); for (const p of ps) s += p.x * p.y;",
  ],
  [
    "records that are replaced, to the end of the list",
    "const ps = given.map((p) => ({ ...p })); for (let k = 0; k < 2; k++) for (let i = 0; i < ps.length; i++) { const { x, y } = ps[i]; ps[i] = { x: x * w[k], y: y + x }; } for (const p of ps) s += p.x * square(p.y);",
  ],
  [
    "records that are replaced where they have been read",
    "const ps = given.map((p) => ({ ...p })); for (let k = 0; k < 2; k++) for (let i = 0; i < n - 1; i++) { const { x, y } = ps[i]; ps[i] = { x: x * w[k], y: y + x }; } for (const p of ps) s += p.x * square(p.y);",
  ],
  [
    "carried, from a parameter",
    `let ps = given; for (let k = 0; k < 3; k++) ps = ps.map((p, i) => ({ x: p.x + p.y * w[0], y: p.y * ps[0].x })); ${sum}`,
  ],
  [
    "ever shorter",
    "let ps = given; while (ps.length > 1) ps = ps.slice(1).map((q, i) => ({ x: ps[i].x + (q.x - ps[i].x) * w[0], y: ps[i].y * q.y })); s = ps[0].x * ps[0].y;",
  ],
  [
    "written to",
    `const ps = given.map((p) => ({ ...p })); for (let k = 0; k < 2; k++) for (const p of ps) { p.x += p.y * w[0]; p.y -= p.x * w[1]; } ${sum}`,
  ],
  [
    "written to where numbers say",
    "const ps = given.map((p) => ({ ...p })); for (let k = 0; k < 3; k++) { const [a, b] = [ps[k % 2], ps[n - 2]]; a.x += b.y * w[k]; b.y *= a.x; } for (const p of ps) s += p.x * p.y;",
  ],
  [
    "written to through a part that is only looked into",
    "const ps = given.map((p) => ({ ...p })); const qs = ps.slice(1); for (let k = 0; k < 2; k++) for (const q of qs) q.x *= w[0]; for (const p of ps) s += p.x * p.y;",
  ],
  [
    "nested, replaced",
    "const bodies = given.map((p, i) => ({ mass: w[i], at: new Vec(p.x, p.y), speed: new Vec(1, w[i]) })); for (let k = 0; k < 3; k++) for (const b of bodies) { b.at = b.at.add(b.speed.scale(0.1)); b.mass *= 1.5; } for (const b of bodies) s += b.mass * b.at.x * b.at.y;",
  ],
  [
    "nested, written to where they are",
    "const bodies: Body[] = given.map((p, i) => ({ mass: w[i], at: { x: p.x, y: p.y }, speed: { x: 1, y: w[i] } })); for (let k = 0; k < 3; k++) for (const b of bodies) { b.at.x += b.speed.x * b.mass; b.at.y += b.speed.y; b.speed.x *= w[0]; } for (const b of bodies) s += b.mass * b.at.x * b.at.y;",
  ],
  [
    "held while the list goes on",
    "let ps = given.map((p) => new Vec(p.x, p.y)); let best = new Vec(w[0], w[1]); for (let k = 0; k < 3; k++) { const first = ps[0]; ps = ps.map((p, i) => p.scale(w[i])); if (first.x * w[k] > best.x) best = first; } for (const p of ps) s += p.x * best.y;",
  ],
  [
    "passed on from another list",
    "const ps = given.map((p, i) => ({ x: p.x * w[i], y: p.y })); const qs = ps.map((p, i) => (i > 0 ? p : { x: p.y, y: p.x })); for (const p of ps) for (const q of qs) s += p.x * q.y;",
  ],
  [
    "with records from elsewhere",
    "const ps = w.map((v, i) => (v > 1 ? given[i % given.length] : { x: v, y: v * v })); for (const p of ps) for (const q of ps) s += p.x * q.y;",
  ],
  [
    "none of them",
    "const ps = w.slice(0, 0).map((v) => ({ x: v, y: v })); for (const p of ps) for (const q of ps) s += p.x * q.y; s += w[0] * ps.length + w[1] ** 2;",
  ],
  [
    "numbers",
    "let a = w.map((v) => Math.sin(v)); for (let k = 0; k < 3; k++) { const t = a.reduce((u, v) => u + v, 0); a = a.map((v) => v / t + v * v); } for (const v of a) s += v * v;",
  ],
  [
    "numbers, by push",
    "const a: number[] = []; let m = 1; for (const v of w) { m = m * 0.5 + v; a.push(m); } const mean = a.reduce((u, v) => u + v, 0) / a.length; for (const v of a) s += (v - mean) ** 2 * v;",
  ],
  [
    "numbers, changed in place",
    "const a = new Array<number>(5).fill(1); for (let k = 0; k < 3; k++) for (let i = 1; i < 5; i++) a[i] += a[i - 1] * w[k]; for (let i = 0; i < 5; i++) s += a[i] * a[4 - i];",
  ],
]; // prettier-ignore

/** Where lists are in closures, objects and other lists, and under several names. */
const entwined: readonly Program[] = [
  [
    "a list that is not there at first",
    "let ps!: Point[]; for (let k = 0; k < 2; k++) ps = given.map((p) => ({ x: p.x * w[k], y: p.y })); for (const p of ps) for (const q of ps) s += p.x * q.y;",
  ],
  [
    "a list in a closure in a list",
    "const steps = [0, 1, 2].map((k) => { const ps = given.map((p) => ({ x: p.x + k, y: p.y })); return (t: number) => ps.reduce((a, p) => a + p.x * p.y * t, 0); }); outer: for (const step of steps) { for (let i = 0; i < 3; i++) { if (i === n - 2) continue outer; s += step(w[i]); } }",
  ],
  [
    "columns of rows that are written to later",
    "const rows = given.map((p) => [p.x, p.y]); const cols = [0, 1].map((j) => rows.map((r) => r[j])); for (let k = 0; k < 2; k++) for (const r of rows) r[0] *= w[k]; for (let i = 0; i < rows.length; i++) s += rows[i][0] * cols[1][i] * cols[0][i];",
  ],
  [
    "one list under two names",
    "const a = given.map((p) => [p.x, p.y]); let b = a; for (let k = 0; k < 3; k++) { for (const r of a) r[1] += w[k] * r[0]; b = k % 2 ? a : b; } for (const [x, y] of b) s += x * y;",
  ],
  [
    "two lists that change places",
    "let a = given.map((p) => new Vec(p.x, p.y)); let b = a.map((p) => p.scale(w[0])); for (let k = 0; k < 3; k++) { [a, b] = [b, a.map((p, i) => p.add(b[i]))]; } for (const p of a) for (const q of b) s += p.x * q.y;",
  ],
  [
    "a list in an object that is made again",
    "let state = { ps: given.map((p) => new Vec(p.x, p.y)), t: 1 }; while (state.t < n) { const { ps, t } = state; state = { ps: ps.map((p, i) => (i === t - 1 ? p.scale(w[0]) : p.add(ps[0]))), t: t + 1 }; } for (const p of state.ps) s += p.x * p.y * state.t;",
  ],
  [
    "a list that a turn makes and another reads",
    "let last: Point[] = given.slice(); for (let k = 0; k < 3; k++) { const now = last.map((p) => ({ x: p.x * w[k], y: p.y + p.x })); for (let i = 0; i < now.length; i++) { now[i].y += last[i].x; s += now[i].y * last[i].y; } if (k !== 1) last = now; }",
  ],
  [
    "numbers under two names",
    "const a = w.map((v) => v * v); const b = n > 3 ? a : a.slice(); for (let k = 0; k < 2; k++) for (let i = 0; i < a.length; i++) a[i] += b[a.length - 1 - i] * w[k]; for (let i = 0; i < b.length; i++) s += a[i] * b[i];",
  ],
];

/** Where a parameter is read again and again. */
const givenLists: readonly Program[] = [
  ["only read", "for (let k = 0; k < 3; k++) for (const p of given) s += p.x * square(p.y) * w[k];"],
  [
    "read at places that are given",
    "for (let k = 0; k < 2; k++) for (let i = 0; i < given.length; i++) s += given[n - 2 - k].x * given[i].y * w[k];",
  ],
  ["written to", "for (let k = 0; k < 3; k++) for (const p of given) { s += p.x * square(p.y); p.x *= w[k]; }"],
  [
    "with records that are replaced",
    "for (let k = 0; k < 2; k++) { for (const p of given) s += p.x * p.y; given[k] = { x: w[k], y: s }; }",
  ],
  [
    "made longer",
    "for (let k = 0; k < 2; k++) { for (const p of given) s += p.x * p.y; given.push({ x: w[k], y: s }); }",
  ],
  [
    "passed on",
    "let ps = given; for (let k = 0; k < 2; k++) { for (const p of given) s += p.x * p.y; ps = ps.map((p) => ({ x: p.x * w[k], y: p.y })); for (const p of ps) s += p.x * square(p.y); }",
  ],
  [
    "passed on as it is",
    "let ps = given; for (let k = 0; k < 3; k++) { for (const p of given) s += p.x * p.y; if (w[k] > 1) ps = given; for (const p of ps) s += square(p.y) * w[k]; }",
  ],
  ["written to behind", "for (let k = 0; k < 2; k++) for (const p of given) s += p.x * p.y * w[k]; given[0].x = w[0];"],
];

/** Where one of them stays as it is: somebody could tell. */
const kept: readonly Program[] = [
  [
    "records that are compared behind the loops which find them",
    "const ps = given.map((p, i) => ({ x: p.x * w[i], y: p.y })); let [a, b]: Point[] = given; for (const p of ps) if (p.x > 0) a = p; for (const p of ps) if (p.x > 0) b = p; if (a === b) s += w[0] * 10; s += a.x * b.y;",
  ],
  [
    "records of the caller at first, written to",
    "let ps = given; for (let k = 0; k < 3; k++) { if (k > 0) ps = ps.map((p) => ({ ...p })); for (const p of ps) p.x *= w[k]; } for (const p of given) for (const q of ps) s += p.x * q.y * q.x;",
  ],
  [
    "a record that leaves its place and is written to",
    "const ps = Array.from({ length: 6 }, (_, i) => ({ x: w[i % 3], y: i })); const first = ps[0]; ps[0] = { x: w[1], y: 2 }; for (let k = 0; k < 2; k++) first.x *= w[2]; for (const p of ps) for (const q of ps) s += p.x * q.y; s += first.x;",
  ],
  [
    "a number that makes the list longer",
    "const a = w.map((v) => v * v); a[n] = 2 * w[0]; for (let k = 0; k < 2; k++) for (let i = 0; i < a.length; i++) s += i === n - 1 && n > 3 ? i : a[i] * a.length * w[k];",
  ],
  [
    "one record in all places, written to",
    "const p = { x: w[0], y: w[1] }; const ps: Point[] = []; for (let i = 0; i < 6; i++) ps.push(p); for (let k = 0; k < 2; k++) for (const q of ps) q.x *= w[k]; for (const q of ps) s += q.x * q.y;",
  ],
  [
    "a nested record in two lists, written to in one",
    "const bodies: Body[] = given.map((p, i) => ({ mass: w[i], at: { x: p.x, y: p.y }, speed: { x: 1, y: w[i] } })); const others = bodies.map((b) => ({ at: b.at, w: b.mass })); for (let k = 0; k < 2; k++) for (const b of bodies) b.at.x += b.mass; for (const p of others) for (const q of others) s += p.at.x * q.at.y * q.w;",
  ],
  [
    "a record that is written to before",
    "const p = { x: w[0], y: w[1] }; const ps = given.map(() => p); for (let k = 0; k < 2; k++) ps[k].x *= 2; s = p.x * ps[0].y * ps[1].x;",
  ],
  [
    "records of the caller that are written to",
    "const ps = given.map((p) => p); for (let k = 0; k < 2; k++) for (const p of ps) p.x *= w[k]; for (const p of given) s += p.x * p.y;",
  ],
  [
    "records of the caller that are written to under another name",
    "const ps = given.map((p) => p); given[0].x = w[0] * w[1]; for (const p of ps) for (const q of ps) s += p.x * q.y;",
  ],
  [
    "records that are compared",
    "const ps = given.map((p, i) => ({ x: p.x * w[i], y: p.y })); for (const p of ps) for (const q of ps) if (p !== q) s += p.x * q.y;",
  ],
  [
    "a record that may not be there",
    "const ps = given.map((p, i) => ({ x: p.x * w[i], y: p.y })); for (let i = -1; i < 5; i++) { const p = ps[i]; if (p) s += p.x * p.y; }",
  ],
  [
    "a record that may not be there, by a dot",
    "const ps = given.map((p, i) => ({ x: p.x * w[i], y: p.y })); for (let i = -1; i < 5; i++) s += (ps[i]?.x ?? 2) * (i + 3) * w[0];",
  ],
  [
    "a nested record in two places",
    "const bodies: Body[] = given.map((p, i) => ({ mass: w[i], at: { x: p.x, y: p.y }, speed: { x: 1, y: w[i] } })); for (const b of bodies) { b.speed = bodies[0].at; b.speed.x += 1; } for (const b of bodies) s += b.mass * b.at.x * b.speed.x;",
  ],
  [
    "a nested record of the caller",
    "const bodies: Body[] = given.map((p, i) => ({ mass: w[i], at: p, speed: { x: 1, y: w[i] } })); for (let k = 0; k < 2; k++) for (const b of bodies) b.at.x += b.mass; for (const p of given) s += p.x * p.y;",
  ],
  [
    "other records put into the list",
    "const ps = given.map((p) => ({ ...p })); const first = ps[0]; ps[0] = { x: w[0], y: w[1] }; for (let k = 0; k < 2; k++) first.x *= w[2]; for (const p of ps) p.y *= first.x; for (const p of ps) for (const q of ps) s += p.x * q.y;",
  ],
  [
    "a list of the caller that gets another record",
    "let ps = given.slice(0, 1); given[0] = { x: w[0], y: w[1] }; for (let k = 0; k < 2; k++) { if (k > 0) given[1] = { x: w[2], y: 2 }; ps = k > 0 ? ps : given; for (const p of ps) s += p.x * p.y; }",
  ],
  [
    "a record is added later",
    "const ps = given.map((p) => ({ ...p })); ps.push({ x: w[0], y: w[1] }); for (const p of ps) for (const q of ps) s += p.x * q.y;",
  ],
  [
    "only some are put in",
    "const ps: Point[] = []; for (const p of given) if (p.x > 1) ps.push({ x: p.x, y: w[0] }); for (const p of ps) for (const q of ps) s += p.x * q.y; s += ps.length * w[1];",
  ],
  [
    "turned round",
    "const ps = given.map((p, i) => ({ x: p.x * w[i], y: p.y })); ps.reverse(); for (let i = 0; i < ps.length; i++) s += ps[i].x * (i + 1); for (const p of ps) s += p.y * ps[0].x;",
  ],
  [
    "numbers that may be missing",
    "const a = w.map((_, i) => w[i + 1]); for (let k = 0; k < 2; k++) for (let i = 0; i < a.length; i++) s += (a[a.length - 1 - i] ?? 4) * (i + 1) * w[k];",
  ],
  [
    "a number behind the end of the list",
    "const a = w.map((v) => v * v); a[n] = w[0]; for (let k = 0; k < 2; k++) for (let i = 0; i < a.length; i++) s += (a[i] ?? 1) * (i + 1);",
  ],
]; // prettier-ignore

const w = [1.5, 0.5, 2];
const given = [
  { x: 1.25, y: -0.5 },
  { x: 0.75, y: 2 },
  { x: 2.5, y: 1 },
];
const points = [
  [w, given, 3],
  [w, given, 4],
  [[0.25, 3, -1], given.slice(0, 2), 3],
];

/** The lists that the gradient makes, but for the gradient itself and caches. */
const listsOf = (body: string): string[] =>
  [
    ...gradientText(program(body)).matchAll(
      /(?:const|let) (\w+)(?:: [^=]*)? = (?:.*new Array(?:<.*>)?\(|\[|\w+\.slice\()/g,
    ),
  ]
    .map(([, name]) => name)
    .filter((name) => name !== "w_b" && name !== "w_b_1" && !/_(?:cache|pool)/.test(name));

describe("lists that are arrays of numbers", () => {
  test.each(flat)("%s", (_, body) => {
    expect(listsOf(body)).toEqual([]);
  });

  test.each(flat)("%s: derivatives", (_, body) => {
    check(program(body), { points, wrt: [0, 1] });
  });
});

describe("lists in other things", () => {
  test.each(entwined)("%s: derivatives", (_, body) => {
    check(program(body), { points: points.slice(0, 2), wrt: [0, 1] });
  });
});

describe("lists that are given", () => {
  test.each(givenLists)("%s: derivatives", (_, body) => {
    check(program(body), { points, wrt: [0, 1] });
  });
});

describe("lists that somebody could tell from numbers", () => {
  test.each(kept)("%s", (_, body) => {
    expect(listsOf(body)).not.toEqual([]);
  });

  test.each(kept)("%s: derivatives", (_, body) => {
    check(program(body), { points, wrt: [0, 1] });
  });
});

describe("an element that is not there is an error, as in JavaScript", () => {
  const body =
    "const ps = given.map((p) => ({ ...p })); for (let k = 0; k < 2; k++) ps[n].x += ps[0].y * w[k]; for (const p of ps) s += p.x * p.y;";

  test.each([3, -1, 0.5, Number.NaN])("%s", (n) => {
    check(program(body), { points: [[w, given, n]], throws: true });
  });

  const make = "const ps = given.map((p) => ({ ...p })); for (let k = 0; k < 2; k++) for (const p of ps) p.x *= w[k]; ";

  test.each([
    "for (let i = 0; i < 5; i++) if (i < ps.length) s += ps[i].x * w[0];",
    "for (let i = -1; i < 5; i++) s += i >= 0 && i < ps.length ? ps[i].x * w[0] : w[1] * i;",
    "for (let i = 0; i < 5; i++) { const v = i < ps.length ? ps[i].x : 1; s += v * w[0] * v; }",
    "s += n < ps.length ? ps[n].x * ps[n].y : w[1];",
    "for (let i = 0; i < n - 3; i++) for (let k = 0; k < 2; k++) s += ps[n - 4].x * w[0] * (i + k);",
    "let i = 0; while (i < ps.length && ps[i].x < 100) { s += ps[i].y * w[0]; i++; }",
    "for (let i = 0; i < 4; i++) { if (i >= ps.length) break; s += ps[i].x * w[i]; }",
  ])("unless the program asks before: %s", (rest) => {
    check(program(make + rest), { points, wrt: [0, 1] });
  });

  test("unless the program finds out first", () => {
    const found =
      'const ps = given.map((p) => ({ ...p })); for (let k = 0; k < 2; k++) { const p = ps[n]; if (n > 2) throw new RangeError("no such particle"); p.x += w[k]; } for (const p of ps) s += p.x * p.y;';
    check(program(found), { points: [[w, given, 3]], throws: true });
    check(program(found), { points: [[w, given, 1]], wrt: [0, 1] });
  });

  test("unless nobody looks", () => {
    check(
      program(
        `for (let k = 0; k < n; k++) { const ps = given.map((p) => ({ ...p })); for (let i = 0; i < k; i++) ps[i + k].x *= w[0]; for (const p of ps) s += p.x * p.y; }`,
      ),
      {
        points: [[w, given, 2]],
        wrt: [0, 1],
      },
    );
  });

  test("the position is the program's", () => {
    const { exports } = compile(`import { grad } from "cotangent";\n${program(body)}\nexport const d = grad(f);`);
    const d = exports.d as (...args: unknown[]) => unknown;
    expect(() => d(w, given, 7)).toThrow(TypeError);
  });
});
