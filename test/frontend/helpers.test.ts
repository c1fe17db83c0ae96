/** Small helpers as people write them: generic, recursive, and with types that the checker does not know. */
import { test } from "vitest";
import { check } from "../support/harness.js";

const programs: Record<string, string> = {
  "parts by recursion, of any type": `const chunk = <T>(xs: T[], n: number): T[][] => xs.length ? [xs.slice(0, n), ...chunk(xs.slice(n), n)] : []; return chunk(a, 2)[0][1] ** 2;`,
  "parts by recursion": `const chunk = (xs: number[], n: number): number[][] => xs.length ? [xs.slice(0, n), ...chunk(xs.slice(n), n)] : []; return chunk(a, 2)[0][1] ** 2;`,
  "parts by recursion with an early return": `const chunk = <T>(xs: T[], n: number): T[][] => { if (xs.length === 0) return []; return [xs.slice(0, n), ...chunk(xs.slice(n), n)]; }; return chunk(a, 2)[0][1] ** 2;`,
  "parts of any type": `const chunk = <T>(xs: T[], n: number): T[][] => { const out: T[][] = []; for (let i = 0; i < xs.length; i += n) out.push(xs.slice(i, i + n)); return out; }; return chunk(a, 2)[0][1] ** 2;`,
  "reversed by recursion": `const qs = <T>(xs: T[]): T[] => xs.length ? [...qs(xs.slice(1)), xs[0]] : []; return qs(a)[0] ** 2;`,
  "rows of zeros, flattened": `const m = [...Array(3)].map(() => Array(3).fill(0)); for (let i = 0; i < 2; i++) m[i][i] = a[i]; const f = m.flat(); return f[0] * f[4];`,
  "rows of zeros, row by row": `const m = [...Array(3)].map(() => Array(3).fill(0)); for (let i = 0; i < 2; i++) m[i][i] = a[i]; return m.map((r) => r.reduce((s, v) => s + v * v, 0)).reduce((s, v) => s + v, 0);`,
  "flattened without a type": `const m: any[] = [a, a]; return m.flat().reduce((s, v) => s + v * v, 0);`,
  quicksort: `const qs = (xs: number[]): number[] => { if (xs.length < 2) return xs; const [p, ...r] = xs; return [...qs(r.filter((v) => v < p)), p, ...qs(r.filter((v) => v >= p))]; }; return qs(a)[0] ** 2 + qs(a)[1];`,
  zip: `const zip = <A, B>(p: A[], q: B[]): [A, B][] => p.map((v, i) => [v, q[i]]); return zip(a, [1, 2, 3]).reduce((s, [p, q]) => s + p * p * q, 0);`,
  transpose: `const tr = <T>(m: T[][]): T[][] => m[0].map((_, j) => m.map((r) => r[j])); const m = tr([a, a.map((v) => v * v)]); return m[0][1] * m[1][0];`,
  groups: `const group = <T, K>(xs: T[], key: (x: T) => K): Map<K, T[]> => { const m = new Map<K, T[]>(); for (const x of xs) { const k = key(x); if (!m.has(k)) m.set(k, []); m.get(k)!.push(x); } return m; }; let s = 0; for (const [, v] of group(a, (x) => x > 0.5)) s += v.reduce((p, q) => p + q * q, 0); return s;`,
  "concat with a spread": `const m = a.map((v) => [v, v * v]); const f = ([] as number[]).concat(...m); return f[0] * f[3];`,
  "the first few by recursion": `const take = <T>(xs: readonly T[], n: number): T[] => n === 0 ? [] : [xs[0], ...take(xs.slice(1), n - 1)]; return take(a, 2).reduce((s, v) => s * v, 1);`,
  "a tree without a type": `const build = (n: number): { v: number; kids: any[] } => ({ v: a[n], kids: n > 0 ? [build(n - 1)] : [] }); const sum = (t: { v: number; kids: any[] }): number => t.v * t.v + t.kids.reduce((s, k) => s + sum(k), 0); return sum(build(2));`,
  pairs: `const pairs = <T>(xs: T[]): [T, T][] => xs.flatMap((x, i) => xs.slice(i + 1).map((y): [T, T] => [x, y])); return pairs(a).reduce((s, [x, y]) => s + (x - y) ** 2 * x, 0);`,
  "rows of zeros from a function": `const zeros = (r: number, c: number) => Array.from({ length: r }, () => new Array(c).fill(0)); const m = zeros(2, 2); m[0][0] = a[0]; m[1][1] = a[1]; const n = zeros(2, 2); for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) for (let k = 0; k < 2; k++) n[i][j] += m[i][k] * m[k][j]; return n[0][0] + n[1][1];`,
  "an identity matrix": `const eye = (n: number): number[][] => [...Array(n).keys()].map((i) => [...Array(n).keys()].map((j) => (i === j ? 1 : 0))); const m = eye(3); m[1][0] = a[0]; return m[1].reduce((s, v, j) => s + v * v * a[j], 0);`,
  "rows by a spread of nothing": `const m = [...Array(3)].map(() => Array(3).fill(0)); for (let i = 0; i < 3; i++) m[i][i] = a[i]; return m.flat().reduce((s: number, v: number) => s + v * v, 0);`,
  "products by two maps": `const m = Array(3).fill(0).map((_, i) => Array(3).fill(0).map((_, j) => a[i] * a[j])); return m[1][2] + m[0][0];`,
  "indices by keys()": `const m = Array.from(Array(3).keys()).map((i) => a[i] * i); return m[1] + m[2];`,
  "a dictionary by keys of run time": `const o: Record<string, number> = {}; a.forEach((v, i) => { o["k" + i] = v * v; }); return Object.keys(o).reduce((s, k) => s + o[k], 0);`,
  "memo in a map": `const memo = new Map<number, number>(); const f = (n: number): number => { if (n <= 1) return a[n]; const c = memo.get(n); if (c !== undefined) return c; const r = f(n - 1) + a[0] * f(n - 2); memo.set(n, r); return r; }; return f(8);`,
  composition: `const compose = (...fs: ((x: number) => number)[]) => (x: number) => fs.reduce((v, f) => f(v), x); return compose(Math.sin, (x) => x * a[1], Math.exp)(a[0]);`,
  "lists in a map": `const m = new Map<string, number[]>(); a.forEach((v, i) => { const k = i % 2 ? "odd" : "even"; const l = m.get(k) ?? []; l.push(v); m.set(k, l); }); let r = 1; for (const [, l] of m) r *= l.reduce((s, v) => s + v, 0); return r;`,
  "operations by name": `const ops: Record<string, (x: number, y: number) => number> = { add: (x, y) => x + y, mul: (x, y) => x * y }; return ["add", "mul"].reduce((s, k) => ops[k](s, a[1]), a[0]);`,
  "zip with itself reversed": `const zip = (p: number[], q: number[]) => p.map((v, i) => [v, q[i]] as const); return zip(a, a.slice().reverse()).reduce((s, [p, q]) => s + p * q, 0);`,
  "a range": `const range = (n: number) => [...Array(n).keys()]; return range(a.length).reduce((s, i) => s + a[i] * i, 0);`,
  "equal steps": `const lin = (x0: number, x1: number, n: number) => Array.from({ length: n }, (_, i) => x0 + (x1 - x0) * i / (n - 1)); return lin(a[0], a[1], 5).reduce((s, v) => s + v * v, 0);`,
  "running sums": `const cum: number[] = []; a.reduce((s, v, i) => (cum[i] = s + v), 0); return cum.reduce((s, v) => s + v * v, 0);`,
  "a table of dynamic programming": `const dp: number[][] = []; for (let i = 0; i <= a.length; i++) { dp[i] = []; for (let j = 0; j <= i; j++) dp[i][j] = j === 0 ? 1 : j === i ? (dp[i - 1]?.[j - 1] ?? 0) * a[i - 1] : dp[i - 1][j] + dp[i - 1][j - 1] * a[i - 1]; } return dp[a.length].reduce((s, v) => s + v, 0);`,
  entries: `const o = Object.fromEntries(a.map((v, i) => [\`v\${i}\`, v * v])); return o.v0 + o["v1"];`,
};

test.each(Object.entries(programs))("%s", (_, body) =>
  check(`export function f(a: number[]): number { ${body} }`, { points: [[[0.7, 0.3, 0.95]]] }),
);

test("structuredClone", () =>
  check(
    `export function f(a: number[]): number {
      const row = [a[0], a[1]];
      const given = { rows: [row, row], weights: Float64Array.from(a) };
      // @ts-ignore: of the host
      const own: typeof given = structuredClone(given);
      own.rows[0][0] *= 2;
      own.weights[1] *= own.rows[1][0];
      // @ts-ignore
      const last: number = structuredClone(a[2]);
      return own.weights[1] * given.weights[1] + own.rows[1][0] * row[0] + last;
    }`,
    { points: [[[0.7, 0.3, 0.95]]] },
  ));
