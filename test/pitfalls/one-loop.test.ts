/** Programs on which one loop in place of two, or one branch in place of two, would be wrong. */
import { expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";
const x = Float64Array.of(0.5, 0.8, 1.1, 0.3);

test.each<[string, string, unknown[][], number[]?]>([
  [
    "triangular",
    `export function f(x: Float64Array): number {
  let s = 0;
  for (let i = 0; i < x.length; i++) {
    let t = 1;
    for (let j = 0; j <= i; j++) for (let k = 0; k <= i; k++) t = Math.sin(t * x[j] + x[k]);
    if (x[i] > 0.2) s += t; else s -= t * t;
  }
  return s;
}`,
    [[x]],
  ],
  [
    "triangular sum",
    `export function f(x: Float64Array): number {
  let s = 0;
  for (let i = 0; i < x.length; i++) {
    let t = 1;
    for (let j = 0; j <= i; j++) for (let k = 0; k <= i; k++) t = Math.sin(t * x[j] + x[k]);
    s += t;
  }
  return s;
}`,
    [[x]],
  ],
  [
    "fraction",
    `export function f(x: Float64Array, n: number): number {
  const a = new Float64Array(n);
  let s = 0;
  for (let i = 0; i < n; i++) { a[i] = x[i] * x[i]; s += a[i] > 0 ? a[i] * x[i] : x[i]; }
  return s;
}`,
    [[x, 3]],
    [0],
  ],
  [
    "nullable",
    `export function f(x: number, w: number[] | null, n: number): number {
  let s = x * x;
  for (let i = 0; i < n; i++) for (let j = 0; j < w!.length; j++) s += w![j] * x;
  return s;
}`,
    [
      [1.5, null, 0],
      [1.5, [1, 2], 2],
    ],
    [0],
  ],
  [
    "guard",
    `interface P { w: number }
export function f(x: number[], ps: P[]): number {
  let s = 0;
  for (let i = 0; i < x.length; i++) s += x[i] ** 3;
  if (ps.length === 0) throw new RangeError("none");
  return s * ps[0].w;
}`,
    [
      [[1.5, 2], [{ w: 2 }]],
      [[1.5, 2], []],
    ],
    [0],
  ],
  [
    "branches",
    `export function f(x: Float64Array, a: Float64Array, b: Float64Array): number {
  let s = 0;
  const p = x[0] > 0, q = x[1] > 0, r = x[2] > 0;
  if (q) { a[0] = x[1] * 2; }
  if (r) { s += b[1]; }
  if (p) { s += x[0]; b[0] = x[2]; }
  if (r) { s += x[2]; }
  if (p) { a[0] = x[0] * 3; s += a[0]; }
  if (q) { s += a[0] * x[1]; }
  return s + a[0] * b[0];
}`,
    [[x, new Float64Array(2), new Float64Array(2)]],
    [0],
  ],
  [
    "rows in map",
    `export function f(m: number[][], w: Float64Array): number {
  const views = m.map((row, i) => ({ row, scale: w[i % w.length], sum: row.reduce((a, b) => a + b * w[0], 0) }));
  views.forEach((view, i) => { if (i > 0) view.row[0] = views[i - 1].sum * view.scale; });
  const same = [views[0], ...views];
  return same.map(({ row, sum }) => row[0] * sum).reduce((p, q) => p * 0.5 + q, 0);
}`,
    [
      [
        [
          [1, 2],
          [3, 4],
          [0.5, -1],
        ],
        Float64Array.of(0.7, 1.3),
      ],
    ],
  ],
  [
    "guard between branches",
    `interface P { w: number }
export function f(x: number, p: P | undefined, deep: boolean): number {
  let s = 0;
  const ok = x > 0;
  if (ok) s += Math.exp(x);
  if (deep && p === undefined) throw new RangeError("none");
  if (ok) s += x * p!.w;
  return s;
}`,
    [
      [1.5, { w: 2 }, true],
      [1.5, undefined, true],
      [-1, undefined, false],
    ],
    [0],
  ],
  [
    "square blocks",
    `export function f(x: Float64Array, n: number): number {
  let s = 0;
  for (let i = 1; i < n; i++) {
    let t = x[i];
    for (let j = 2; j < n; j++) for (let k = 0; k < 3; k++) t = Math.cos(t * x[j] + x[k]);
    s += t > 0 ? t * t : Math.exp(t);
  }
  return s;
}`,
    [
      [x, 4],
      [x, 1],
      [x, 3],
    ],
    [0],
  ],
  [
    "scratch left dirty",
    `export function f(x: Float64Array, n: number): number {
  const y = new Float64Array(n);
  let s = 0;
  for (let i = 0; i < x.length; i++) {
    for (let k = 0; k < n; k++) y[k] = y[k] * 0.5 + x[i] * (k + 1);
    let t = 0;
    for (let k = 0; k < n; k++) t += Math.sin(y[k]);
    s += t * t;
  }
  return s;
}`,
    [
      [x, 3],
      [x, 0],
    ],
    [0],
  ],
  [
    "scratch of a part",
    `export function f(x: Float64Array, n: number): number {
  const y = new Float64Array(n);
  let s = 0;
  for (let i = 0; i < x.length; i++) {
    for (let k = 0; k < n - 1; k++) y[k] = x[i] * (k + 1);
    y[n - 1] += x[i];
    let t = 0;
    for (let k = 0; k < n; k++) t += Math.sin(y[k]);
    s += t * t;
  }
  return s;
}`,
    [
      [x, 3],
      [x, 1],
    ],
    [0],
  ],
  [
    "shared element",
    `export function f(x: number[]): number {
  const shared = { v: x[0] };
  const list = x.map((v, i) => (i % 2 === 0 ? shared : { v }));
  list.forEach((p, i) => { p.v = p.v * x[i] + 1; });
  return list.map((p) => p.v * p.v).reduce((a, b) => a + b, 0);
}`,
    [[[1.5, -0.5, 2, 0.75]]],
  ],
  [
    "sum and last",
    `export function f(x: Float64Array): number {
  let s = 0, last = 0;
  for (let i = 0; i < x.length; i++) { const e = Math.exp(x[i]); s += e; if (e > 2) last = e; }
  return s + last * last;
}`,
    [[x]],
  ],
  [
    "writes its input",
    `export function f(x: Float64Array): number {
  let s = 0;
  for (let i = 0; i < x.length; i++) { s += x[i] * x[(i + 1) % x.length]; x[i] = Math.sin(x[i]); }
  for (let i = 0; i < x.length; i++) s += x[i] ** 3;
  return s;
}`,
    [[x]],
  ],
])("%s", (_, source, points, wrt) => {
  check(source, { points: points as never, wrt });
});

test("an array of a length that is no whole number has fewer elements than the loop has turns", () => {
  const { d, f } = compile(`import { valueAndGrad } from "cotangent";
    export function f(x: Float64Array, n: number): number {
      const a = new Float64Array(n);
      let s = 0;
      for (let i = 0; i < n; i++) {
        a[i] = x[i] * x[i];
        s += a[i] > 0 ? a[i] * x[i] : x[i];
      }
      return s;
    }
    export const d = valueAndGrad(f);`).exports as Record<string, (...args: unknown[]) => unknown>;
  const [value] = d(x, 2.5) as [number, unknown];
  expect(value).toBe(f(x, 2.5));
});
