/** Calls whose arguments share memory: what a callee may read again depends on its caller. */
import { expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

/** Recursive, so that it is never inlined; right in place and out of place. */
const square = `function square(out: Float64Array, x: Float64Array, depth: number): void {
    if (depth <= 0) return;
    for (let i = 0; i < x.length; i++) out[i] = x[i] * x[i] * Math.sin(x[i]);
    square(x, out, depth - 1);
  }`;

test("one array as source and destination of a call", () => {
  check(
    `${square}
    export function f(x: Float64Array): number {
      const a = x.slice();
      square(a, a, 2);
      return a[0] * a[1];
    }`,
    { points: [[Float64Array.of(0.9, 1.2)]] },
  );
});

test("two arrays that are one on some paths", () => {
  check(
    `${square}
    export function f(x: Float64Array, flag: number): number {
      const a = x.slice();
      const b = flag > 0 ? a : new Float64Array(x.length);
      square(b, a, 2);
      return a[0] * a[1] + b[0];
    }`,
    {
      points: [
        [Float64Array.of(0.9, 1.2), 1],
        [Float64Array.of(0.9, 1.2), -1],
      ],
      wrt: [0],
    }, // prettier-ignore
  );
});

test("an array beside another that holds it", () => {
  check(
    `function scale(rows: Float64Array[], row: Float64Array, depth: number): void {
      if (depth <= 0) return;
      for (let i = 0; i < row.length; i++) rows[0][i] = row[i] * row[i] + rows[1][i];
      scale(rows, row, depth - 1);
    }
    export function f(x: Float64Array): number {
      const rows = [x.slice(), x.slice()];
      scale(rows, rows[0], 2);
      return rows[0][0] * rows[0][1];
    }`,
    { points: [[Float64Array.of(0.9, 1.2)]] },
  );
});

test("an operator's own arguments: thrown where the function writes to one of them", () => {
  const { exports } = compile(`
    import { grad, jvp, vjp } from "cotangent";
    export const TABLE = Float64Array.of(1, 2);
    function f(x: Float64Array, y: Float64Array): number { x[0] = y[0] * y[1]; return x[0] * x[1] * TABLE[0]; }
    export const g = grad(f), j = jvp(f), v = vjp(f);
    export const inner = grad((x: Float64Array): number => grad(f)(x, x)[1]);
    export const captured = (y: Float64Array) => grad((x: Float64Array): number => f(x, y));
  `);
  const [g, j, v, inner, captured] = ["g", "j", "v", "inner", "captured"].map(
    (name) => exports[name] as (...args: unknown[]) => unknown,
  );
  const x = Float64Array.of(1, 2);
  expect(() => g(x, x)).toThrow(/share/);
  expect(() => v(x, x)).toThrow(/share/);
  expect(() => j([x, x], [x, x])).toThrow(/share/);
  expect(() => inner(x)).toThrow(/share/);
  expect(() => (captured(x) as typeof g)(x)).toThrow(/share/);
  expect(() => g(exports.TABLE, Float64Array.of(1, 2))).toThrow(/share/);
  expect(g(Float64Array.of(1, 2), Float64Array.of(3, 4))).toEqual(Float64Array.of(0, 12));
});
