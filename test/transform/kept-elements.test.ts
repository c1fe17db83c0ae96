/** What the reverse sweep reads again where the program has it, as no later turn of a loop writes to that element. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";

interface Case {
  readonly name: string;
  /** With a matrix `M`, a vector `y` and a size `n`. */
  readonly body: string;
  /** How many caches there are, if the matrix is one array, and if it is a list of rows. */
  readonly caches: readonly [array: number, rows: number];
}

const eliminate = `for (let k = 0; k < n; k++) for (let i = k + 1; i < n; i++) {
  const f = M[i, k] / M[k, k];
  for (let j = k; j < n; j++) M[i, j] -= f * M[k, j];
}`;

const cases: readonly Case[] = [
  { name: "elimination keeps the factors", body: `${eliminate} s += M[n - 1, n - 1];`, caches: [1, 1] },
  {
    name: "substitution from the end keeps nothing",
    body: `for (let i = n - 1; i >= 0; i--) {
      let v = y[i];
      for (let j = i + 1; j < n; j++) v -= M[i, j] * y[j];
      y[i] = v / M[i, i];
      s += y[i] * y[i];
    }`,
    caches: [0, 0],
  },
  {
    name: "a Cholesky factor keeps its roots and what is divided",
    body: `for (let j = 0; j < n; j++) {
      for (let k = 0; k < j; k++) for (let i = j; i < n; i++) M[i, j] -= M[i, k] * M[j, k];
      const pivot = Math.sqrt(4 + M[j, j] * M[j, j]);
      for (let i = j; i < n; i++) M[i, j] /= pivot;
    }
    for (let i = 0; i < n; i++) s += M[i, i] * M[n - 1, i];`,
    caches: [2, 2],
  },
  {
    name: "a table keeps nothing",
    body: `for (let i = 1; i < n; i++) for (let j = 1; j < n; j++) M[i, j] += M[i - 1, j] * M[i, j - 1] + M[i - 1, j - 1] * M[0, 0];
    s += M[n - 1, n - 1];`,
    caches: [0, 0],
  },
  {
    name: "states in rows, one behind the other, keep the sines",
    body: `for (let t = 1; t < n; t++) for (let i = 0; i < n; i++) M[t, i] = Math.sin(M[t - 1, i]) * M[t - 1, n - 1 - i];
    for (let i = 0; i < n; i++) s += M[n - 1, i] * M[n - 1, i];`,
    caches: [1, 1],
  },
  {
    name: "neighbours that a choice finds: what is stored is kept, as the matrix may be too small for it",
    body: `for (let t = 1; t < n; t++) for (let i = 0; i < n; i++) {
      const v = M[t - 1, i] > 0 ? M[t - 1, i] : -0.5 * M[t - 1, i];
      const l = i === 0 ? n - 1 : i - 1;
      M[t, i] = v;
      s += v * v * b[l] * b[i];
    }`,
    caches: [1, 1],
  },
  {
    name: "elements that are written to again are kept",
    body: `for (let k = 0; k < 2; k++) for (let i = 1; i < n; i++) M[i, 0] = M[i - 1, 0] * M[i, 0]; s += M[n - 1, 0];`,
    caches: [2, 2],
  },
  {
    name: "the last state is written over the first, so they are kept, and where",
    body: `for (let t = 0; t < n; t++) for (let i = 0; i < n; i++) M[(t + 1) % n, i] = M[t, i] * M[t, i]; s += M[0, 0] + M[n - 1, 1];`,
    caches: [2, 2],
  },
  {
    name: "rows that change places",
    body: `for (let k = 0; k < n; k++) {
      let p = k;
      for (let i = k + 1; i < n; i++) if (Math.abs(M[i, k]) > Math.abs(M[p, k])) p = i;
      for (let j = 0; j < n; j++) { const t = M[k, j]; M[k, j] = M[p, j]; M[p, j] = t; }
      for (let i = k + 1; i < n; i++) {
        const f = M[i, k] / M[k, k];
        for (let j = k; j < n; j++) M[i, j] -= f * M[k, j];
      }
    }
    s += M[n - 1, n - 1] * M[0, 0];`,
    caches: [Number.NaN, Number.NaN],
  },
];

const array = (body: string): string => `export function f(A: Float64Array, b: Float64Array): number {
  let s = 0;
  const n = b.length, M = A.slice(), y = b.slice();
  ${body.replace(/M\[([^,\]]+), ([^\]]+)\]/g, "M[($1) * n + ($2)]")}
  return s;
}`;
const rows = (body: string): string => `export function f(A: number[][], b: number[]): number {
  let s = 0;
  const n = b.length, M = A.map((row) => row.slice()), y = b.slice();
  ${body.replace(/M\[([^,\]]+), ([^\]]+)\]/g, "M[$1][$2]")}
  return s;
}`;

const matrix = (n: number): number[][] =>
  Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => Math.sin(1 + 2 * i + 3 * j + i * j) + (i === j ? 2 : 0)),
  );
const vector = (n: number): number[] => Array.from({ length: n }, (_, i) => Math.cos(1 + i));

const countCaches = (source: string): number => new Set(gradientText(source).match(/\bkept_\w*cache\w*/g)).size;

describe.each(cases)("$name", ({ body, caches }) => {
  test("as an array", () => {
    const points = [2, 3, 6].map((n) => [Float64Array.from(matrix(n).flat()), Float64Array.from(vector(n))]);
    check(array(body), { points, wrt: [0, 1] });
    if (!Number.isNaN(caches[0])) expect(countCaches(array(body))).toBe(caches[0]);
  });

  test("as rows", () => {
    check(rows(body), { points: [2, 3, 6].map((n) => [matrix(n), vector(n)]), wrt: [0, 1] });
    if (!Number.isNaN(caches[1])) expect(countCaches(rows(body))).toBe(caches[1]);
  });
});

test("a choice that is stored where it can be read again", () => {
  const source = `export function f(x: Float64Array): number {
    const n = x.length, y = new Float64Array(n);
    let s = 0;
    for (let i = 0; i < n; i++) {
      const v = x[i] > 0.2 ? Math.exp(x[i]) * x[i] : Math.sin(x[i]);
      y[i] = v;
      s += v * v * x[i === 0 ? n - 1 : i - 1];
    }
    for (let i = 0; i < n; i++) s += y[i] * y[i];
    return s;
  }`;
  check(source, { points: [[Float64Array.of(0.5, -0.3, 0.1, 1.2)]] });
  // The exponential functions.
  expect(countCaches(source)).toBe(1);
});

test("rows that are exchanged", () => {
  const body = `for (let k = 1; k < n; k++) { const t = M[k]; M[k] = M[k - 1]; M[k - 1] = t; }
    for (let i = 1; i < n; i++) M[i][0] *= M[i - 1][0];
    const first = M[0]; M[0] = M[1];
    for (let i = 1; i < n; i++) { M[i][1] = Math.sin(M[i - 1][1]) + first[1]; s += M[i][0] * M[i][1]; }`;
  check(rows(body), { points: [2, 3, 6].map((n) => [matrix(n), vector(n)]), wrt: [0, 1] });
});

describe("lengths that change", () => {
  const gradient = (body: string): number => {
    const { exports } = compile(`import { grad } from "cotangent";
      export const d = grad((p: number): number => { let s = 0; ${body} return s; });`);
    return (exports.d as (p: number) => number)(0.5);
  };

  test("an index by the length of a list that has grown", () => {
    // What is stored behind the end of a typed array is nowhere.
    const body =
      "const x = new Float64Array(2), a: number[] = []; a.push(p, p * p, 2); const v = Math.exp(p); x[a.length] = v;";
    expect(gradient(`${body} s = x[0] + v * v + a[1];`)).toBeCloseTo(2 * Math.E + 1, 12);
  });

  test("an index by the length of a list that shrinks", () => {
    const body = `const a = [1, 2, 3], x = Float64Array.of(p, 2 * p, 3 * p);
      for (let k = 0; k < 3; k++) { s += x[a.length - 1] ** 2; a.pop(); if (a.length > 0) x[a.length - 1] = s; }`;
    // 9 p^2, then its square, then that of the sum of both
    const [first, second] = [9 * 0.25, (9 * 0.25) ** 2];
    const [dFirst, dSecond] = [9, 2 * 9 * 0.25 * 9];
    expect(gradient(body)).toBeCloseTo(dFirst + dSecond + 2 * (first + second) * (dFirst + dSecond), 9);
  });

  test("a row that is made longer by what is read beside it", () => {
    const short = [[1, 2], [3]];
    const source = (body: string) => `import { grad } from "cotangent";
      export const f = (A: number[][]): number => {
        let s = 0;
        const M = A.map((row) => row.slice());
        for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) M[i][j] *= M[0][j];
        ${body}
        return s;
      };
      export const d = grad(f);`;
    // A number that is computed from a missing one is NaN, and the row has it then.
    const all = compile(source("for (const row of M) for (const v of row) s += v;")).exports as Record<
      string,
      (a: unknown) => unknown
    >;
    expect(all.f(short)).toBeNaN();
    expect(all.d(short)).toEqual([[expect.anything(), expect.anything()], [expect.anything()]]);
    const one = compile(source("s = M[1][0] + M[0][1];")).exports as Record<string, (a: unknown) => unknown>;
    expect(one.d(short)).toEqual([[6, Number.NaN], [1]]);
  });
});
