/** Reads past the end of an array whose value is not used: no derivative goes there, and gradients keep their shape. */
import { test } from "vitest";
import { check } from "../support/harness.js";
test("of a neighbour, in front of the test for it", () =>
  check(
    `
export function f(x: number[]): number {
  let s = 0;
  for (let i = 0; i < x.length; i++) {
    const next = x[i + 1];
    s += i + 1 < x.length ? next * x[i] : x[i];
  }
  return s;
}`,
    { points: [[[1, 2, 3]]] },
  ));
test("in rows of different lengths", () =>
  check(
    `
export function f(x: number[][]): number {
  let s = 0;
  for (let i = 0; i < x.length; i++) for (let j = 0; j < x[i].length; j++) {
    const left = x[i][j - 1], right = x[i][j + 1];
    s += (j > 0 ? left : 0) * x[i][j] + (j < x[i].length - 1 ? right : 1);
  }
  return s;
}`,
    { points: [[[[1, 2, 3], [4]]]] },
  ));
test("of an array made here", () =>
  check(
    `
export function f(x: number): number {
  const xs = [x, 2 * x];
  const y = xs[2];
  const n = xs.length;
  return n > 2 ? y : xs[0] * xs[1];
}`,
    { points: [[3]] },
  ));
test("through a record", () =>
  check(
    `
export function f(x: number[]): number {
  const t = x[5];
  const u = { t };
  return x.length > 5 ? u.t : x[0] * x[1];
}`,
    { points: [[[1, 2, 3]]] },
  ));
test("of the next element, one turn ahead", () =>
  check(
    `
export function f(x: number[]): number {
  let s = 0, next = x[0];
  for (let i = 0; i < x.length; i++) { const cur = next; next = x[i + 1]; s += cur * cur * (i + 1); }
  return s;
}
`,
    { points: [[[1, 2, 3]]] },
  ));
test("one turn ahead in a loop that depends on data", () =>
  check(
    `
export function f(x: number[]): number {
  let s = 0, i = 0, next = x[0];
  while (i < x.length && s < 50) { const cur = next; i++; next = x[i]; s += cur * cur; }
  return s;
}
`,
    { points: [[[1, 2, 3]]] },
  ));
test("handed to a function that does not use it", () =>
  check(
    `
function pick(a: number, b: number, k: number): number { if (k <= 0) return a * a; return k > 100 ? pick(a, b, k - 1) : b; }
export function f(x: number[]): number { let s = 0; for (let i = 0; i < x.length; i++) s += pick(x[i], x[i + 1], i + 1 < x.length ? 1 : 0); return s; }
`,
    { points: [[[1, 2, 3]]] },
  ));
test("overwritten by a later turn", () =>
  check(
    `
export function f(x: number[], k: Int32Array): number {
  let y = 0;
  for (let i = 0; i < k.length; i++) y = x[k[i]];
  return y * x[0];
}
`,
    { points: [[[1, 2, 3], Int32Array.of(99, 7, 1)]] },
  ));
test("returned by a function that is not inlined, to a caller that does not use it", () =>
  check(
    `
function after(x: number[], i: number, k: number): number { return k > 0 ? after(x, i, k - 1) : x[i + 1] * 2; }
export function f(x: number[]): number {
  let s = 0;
  for (let i = 0; i < x.length; i++) {
    const next = after(x, i, 2);
    if (i + 1 < x.length) s += next * next;
  }
  return s;
}
`,
    { points: [[[1, 2, 3]]] },
  ));

test.each([
  ["the next one", "u[i + 1] - u[i]", "(flux[i + 1] - flux[i]) ** 2", "0", "n - 2"],
  ["the one before", "u[i] - u[i - 1]", "(flux[i] - flux[i - 1]) ** 2", "2", "n"],
  ["two turns ahead, squared", "(u[i + 2] - u[i]) ** 2", "flux[i]", "0", "n - 2"],
])("kept in an array in which nobody reads it: %s", (_, difference, term, first, end) =>
  check(
    `
export function f(u: Float64Array, k: number): number {
  const n = u.length, flux = new Float64Array(n), scaled = new Float64Array(n);
  for (let i = 0; i < n; i++) flux[i] = k * (${difference});
  for (let i = 0; i < n; i++) scaled[i] = flux[i] * k;
  let s = 0;
  for (let i = ${first}; i < ${end}; i++) s += ${term} + scaled[i];
  return s;
}`,
    { points: [[Float64Array.of(1, 2, 4, -1), 0.3]] },
  ),
);
test.each(["flux.pop();", "flux.length--;", "flux.splice(n - 1);"])("and taken away: %s", (removal) =>
  check(
    `
export function f(u: number[], k: number): number {
  const n = u.length;
  const flux = u.map((v, i) => k * (u[i + 1] - v));
  ${removal}
  return flux.reduce((sum, v) => sum + v * v, 0);
}`,
    { points: [[[1, 2, 4], 0.3]] },
  ),
);
test("counting down", () =>
  check(
    `
export function f(u: number[], k: number): number {
  const flux: number[] = u.slice();
  for (let i = u.length; i >= 0; i--) flux[i] = k * u[i];
  return flux[0] * flux[1];
}`,
    { points: [[[1, 2, 4], 0.3]] },
  ));
