import { expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { gradientText } from "../support/gradient-text.js";

test("arrays that turns hand on are parts of blocks", () => {
  const text = gradientText(`export function f(x: Float64Array): number {
    let a = x.map(Math.sin);
    while (a.length > 1) {
      const next = new Float64Array(a.length - 1);
      for (let i = 0; i < next.length; i++) next[i] = a[i] * a[i + 1];
      a = next;
    }
    return a[0];
  }`);
  expect(text).toMatch(/= scratch\(/);
});

test("arrays that somebody sees are not", () => {
  const { exports, code } = compile(`import { jvp } from "cotangent";
  let shown = new Float64Array(0);
  export function show(): Float64Array { return shown; }
  export function f(x: Float64Array): Float64Array[] {
    const rows: Float64Array[] = [];
    let n = 12;
    while (n > 9) {
      const row = new Float64Array(n);
      for (let i = 0; i < n; i++) row[i] = x[0] * i;
      rows.push(row);
      shown = new Float64Array(n);
      n--;
    }
    return rows;
  }
  export const d = jvp(f);`);
  const { d, show } = exports as Record<string, (...args: unknown[]) => unknown>;
  expect(code["main.ts"]).not.toMatch(/= scratch\(/);
  const [values, tangents] = d([Float64Array.of(2)], [Float64Array.of(1)]) as Float64Array[][];
  expect(values[2]).toEqual(Float64Array.from({ length: 10 }, (_, i) => 2 * i));
  for (const array of [...values, ...tangents, show() as Float64Array])
    expect(array.buffer.byteLength).toBe(array.byteLength);
});
