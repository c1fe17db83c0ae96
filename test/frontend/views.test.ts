/** Typed arrays that share memory: `subarray`. */
import { expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

test("a view shares its memory", () => {
  check(
    `export function f(x: Float64Array) {
      const v = x.subarray(1, 3);
      v[0] *= x[0];
      x[2] += v[0] * v[1];
      return v[0] * v[1] * x[3] + v.length;
    }`,
    { points: [[Float64Array.of(1.5, -2, 3, 0.5)]] },
  );
});

test("a view from the end, of a view", () => {
  check(
    `export function f(x: Float64Array) {
      const v = x.subarray(-3).subarray(1);
      v[0] = v[1] * x[0];
      return v.reduce((a, b) => a * b + x[2], 0);
    }`,
    { points: [[Float64Array.of(1.5, -2, 3, 0.5)]] },
  );
});

test("views of local memory in a loop", () => {
  check(
    `export function f(x: Float64Array) {
      const m = new Float64Array(8);
      for (let i = 0; i < 4; i++) {
        const row = m.subarray(2 * i, 2 * i + 2);
        row[0] = x[i] * x[i];
        row[1] = row[0] * (i > 0 ? m[2 * i - 1] : 1);
      }
      return m[7] * m[2] + m[4];
    }`,
    { points: [[Float64Array.of(1.5, -2, 3, 0.5)]] },
  );
});

test("views passed to functions", () => {
  check(
    `function scale(v: Float64Array, by: number) {
      for (let i = 0; i < v.length; i++) v[i] *= by;
      return v;
    }
    export function f(x: Float64Array, a: number) {
      const w = scale(x.subarray(0, 2), a);
      scale(x.subarray(1), w[1]);
      return x[0] * x[1] + x[3] * w[0];
    }`,
    { points: [[Float64Array.of(1.5, -2, 3, 0.5), 1.25]] },
  );
});

test("overlapping set and copyWithin through views", () => {
  check(
    `export function f(x: Float64Array) {
      x.set(x.subarray(0, 3), 1);
      x.subarray(1).copyWithin(0, 1);
      const y = x.slice();
      y.subarray(1, 3).reverse();
      return x[0] * x[1] * x[2] * x[3] + y[1] * y[2] ** 2;
    }`,
    { points: [[Float64Array.of(1.5, -2, 3, 0.5)]] },
  );
});

test("single precision views", () => {
  check(
    `export function f(x: Float32Array) {
      const v = x.subarray(1, 3);
      v[0] *= x[0];
      return v[0] * v[1] * x[1];
    }`,
    { points: [[Float32Array.of(1.5, -2, 3, 0.5)]], smooth: false },
  );
});

test("views in arrays and records", () => {
  check(
    `export function f(x: Float64Array) {
      const rows = [x.subarray(0, 2), x.subarray(2)];
      const r = { v: rows[1] };
      r.v[0] = rows[0][0] * rows[0][1];
      return x[2] * rows[1][1] + rows.map((w) => w.reduce((a, b) => a + b * b, 0)).reduce((a, b) => a * b);
    }`,
    { points: [[Float64Array.of(1.5, -2, 3, 0.5)]] },
  );
});

test("views that are returned", () => {
  check(
    `export function f(x: Float64Array) {
      const v = x.subarray(1, 3);
      v[1] = v[0] * x[0];
      return [v, x.subarray(2).slice()];
    }`,
    { points: [[Float64Array.of(1.5, -2, 3, 0.5)]] },
  );
});

test("sorted views", () => {
  check(
    `export function f(x: Float64Array) {
      x.subarray(1).sort();
      x.subarray(0, 2).fill(x[2] * 2);
      return x[0] * x[1] + x[2] * x[3];
    }`,
    { points: [[Float64Array.of(1.5, -2, 3, 0.5)]] },
  );
});

test("made by a function", () => {
  check(
    `function parts(n: number): { m: Float64Array; v: Float64Array } {
      if (n > 9) return parts(n - 1);
      const m = new Float64Array(n);
      return { m, v: m.subarray(1, 3) };
    }
    export function f(x: Float64Array) {
      const { m, v } = parts(4);
      v[0] = x[0];
      m[2] = v[0] * x[1];
      return m[1] * v[1];
    }`,
    { points: [[Float64Array.of(1.5, -2, 3, 0.5)]] },
  );
});

test("choice", () => {
  check(
    `export function f(x: Float64Array, y: Float64Array, k: number) {
      const v = k > 0 ? x.subarray(1) : y;
      v[0] *= 2;
      return x[1] * y[0] * v[0];
    }`,
    {
      points: [
        [Float64Array.of(1.5, -2, 3), Float64Array.of(2, 3), 1],
        [Float64Array.of(1.5, -2, 3), Float64Array.of(2, 3), -1],
      ],
      wrt: [0, 1],
    },
  );
});

test.each([
  ["a new buffer", "new Float64Array(new ArrayBuffer(32), 8, 2)"],
  ["a buffer that has no other view", "new Float64Array(buffer)", "const buffer = new ArrayBuffer(16);"],
])("of %s", (_, view, before = "") => {
  check(
    `export function f(x: number) {
      ${before}
      const v = ${view};
      v[0] = x * x;
      v[1] = v[0] * x;
      return v[0] * v[1] + v.length;
    }`,
    { points: [[1.5], [-2]] },
  );
});

const storage = `
class Storage {
  top = 0;
  constructor(readonly buffer: ArrayBuffer) {}
  take(n: number): Float64Array { const part = new Float64Array(this.buffer, this.top, n); this.top += 8 * n; return part; }
}
const shared = new ArrayBuffer(16);`;

test.each([
  "const b = new ArrayBuffer(16); const v = new Float64Array(b), w = new Float64Array(b); v[0] = x * x; return w[0] * w[0];",
  "const s = new Storage(new ArrayBuffer(64)); const v = s.take(2); s.top = 0; const w = s.take(2); v[0] = x; return w[0] * w[0];",
  "const b = new ArrayBuffer(16); let s = 0; for (let i = 0; i < 2; i++) { const v = new Float64Array(b); s += v[0]; v[0] = x; } return s;",
  "const v = new Float32Array(shared); v[0] = x; return new Int32Array(shared)[0] * x;",
])("of a buffer that may have others are refused: %s", (body) => {
  const { diagnostics } = compile(`import { grad } from "cotangent";${storage}
    export function f(x: number): number { ${body} }
    export const g = grad(f);`);
  expect(diagnostics.map(({ code }) => code)).toContain("AD3010");
});
