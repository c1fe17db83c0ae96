/** Memory on which automatic differentiation has been wrong, by their numbers in the list of pitfalls. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

test("38. arr[i] = arr[i] + 1 and local v[i] = v[i] + x", () => {
  check(
    `export function f(arr: Float64Array): number {
      for (let i = 0; i < arr.length; i++) arr[i] = arr[i] + 1;
      let s = 0;
      for (let i = 0; i < arr.length; i++) s += arr[i] * arr[i];
      return s;
    }`,
    { points: [{ args: [Float64Array.of(1, 2)], gradient: [Float64Array.of(4, 6)] }] },
  );
  check(
    `export function f(x: number): number {
      const v = [0, 0, 0];
      for (let i = 0; i < 3; i++) v[i] = v[i] + x;
      for (let i = 0; i < 3; i++) v[i] = v[i] * v[(i + 1) % 3];
      return v[0] * v[1] * v[2];
    }`,
    { points: [[1.5]] },
  );
  check(
    `export function f(x: Float64Array): Float64Array {
      const v = new Float64Array(x.length);
      for (let k = 0; k < 3; k++) {
        for (let i = 0; i < x.length; i++) {
          v[i] = Math.sin(v[i] + x[i]);
          x[i] = x[i] * v[i];
        }
      }
      return v;
    }`,
    { points: [[Float64Array.of(0.4, 1.3)]] },
  );
});

test("39. inputs that change between the forward pass and the pullback", () => {
  const { exports } = compile(`
    import { vjp } from "cotangent";
    export const f_vjp = vjp((x: Float64Array, rows: number[][], point: { a: number }): number => {
      let s = 0;
      for (let i = 0; i < x.length; i++) s += x[i] * x[i] * rows[i][0] * point.a;
      return s;
    });`);
  const f_vjp = exports.f_vjp as (...args: unknown[]) => [number, (cotangent: number) => unknown];
  const [x, rows, point] = [Float64Array.of(1, 2), [[3], [4]], { a: 5 }];
  const [value, pullback] = f_vjp(x, rows, point);
  expect(value).toBe(95);
  x.fill(100);
  rows[1][0] = -1;
  rows[0] = [7, 7];
  point.a = 0;
  expect(pullback(1)).toEqual([Float64Array.of(30, 80), [[5], [20]], { a: 19 }]);
});

describe("40. the same array in two arguments", () => {
  const { exports } = compile(`
    import { grad, jvp, valueAndGrad, vjp } from "cotangent";
    function dot(x: Float64Array, y: Float64Array): number {
      let s = 0;
      for (let i = 0; i < x.length; i++) s += x[i] * x[i] * y[i];
      return s;
    }
    function axpy(x: Float64Array, y: Float64Array): number {
      let s = 0;
      for (let i = 0; i < x.length; i++) { y[i] += x[i] * 2; s += y[i] * x[i]; }
      return s;
    }
    export const dot_grad = grad(dot, { argnums: [0, 1] });
    export const dot_vjp = vjp(dot);
    export const dot_jvp = jvp(dot);
    export const axpy_grad = grad(axpy);
    export const axpy_both = valueAndGrad(axpy, { argnums: [0, 1] });
    export const axpy_vjp = vjp(axpy);
    export const axpy_jvp = jvp(axpy);
    export const rows_grad = grad((rows: Float64Array[], y: Float64Array): number => {
      for (const row of rows) row[0] *= y[0];
      return rows[0][0] + y[0];
    });`);
  const call = (name: string, ...args: unknown[]) => (exports[name] as (...args: unknown[]) => unknown)(...args);
  const x = () => Float64Array.of(1, 2, 3);

  test("separate partial derivatives where it is only read", () => {
    const shared = x();
    const expected = [Float64Array.of(2, 8, 18), Float64Array.of(1, 4, 9)];
    expect(call("dot_grad", shared, shared)).toEqual(expected);
    const [value, pullback] = call("dot_vjp", shared, shared) as [number, (cotangent: number) => unknown];
    expect(value).toBe(36);
    expect(pullback(1)).toEqual(expected);
    expect(call("dot_jvp", [shared, shared], [x().fill(1), x().fill(0)])).toEqual([36, 28]);
    expect(call("dot_jvp", [shared, shared], [x().fill(0), x().fill(1)])).toEqual([36, 14]);
  });

  test.each(["axpy_grad", "axpy_both", "axpy_vjp"])("an error where the function writes to it: %s", (name) => {
    const shared = x();
    expect(() => call(name, shared, shared)).toThrow(/'x'.*'y'|'y'.*'x'/);
    expect(shared).toEqual(x());
    expect(() => call(name, shared, x())).not.toThrow();
  });

  test("an error where the function writes to it: jvp", () => {
    const shared = x();
    expect(() => call("axpy_jvp", [shared, shared], [x(), x()])).toThrow();
    expect(shared).toEqual(x());
    expect(() => call("axpy_jvp", [x(), x()], [x(), x()])).not.toThrow();
  });

  test("an error where the parameters share a row, or a buffer", () => {
    const shared = x();
    expect(() => call("rows_grad", [shared], shared)).toThrow();
    const buffer = new Float64Array(6);
    expect(() => call("axpy_grad", buffer.subarray(0, 3), buffer.subarray(2, 5))).toThrow();
    expect(() => call("axpy_grad", buffer.subarray(0, 3), buffer.subarray(3, 6))).not.toThrow();
  });
});

test("41. shadows do not share memory with the primal", () => {
  check(
    `export function f(x: Float64Array, n: number): Float64Array {
      let y = x;
      for (let i = 0; i < n; i++) {
        const z = new Float64Array(y.length);
        for (let j = 0; j < y.length; j++) z[j] = y[j] * x[j];
        y = z;
      }
      return y;
    }`,
    {
      points: [
        [Float64Array.of(1.5, -2), 0],
        [Float64Array.of(1.5, -2), 3],
      ],
      wrt: [0],
    },
  );
  check(
    `export function f(rows: number[][]): number[][] {
      const last = rows[rows.length - 1];
      rows[0] = last;
      rows[0][0] *= 2;
      return [last, rows[0], rows[1]];
    }`,
    {
      points: [
        [
          [
            [1, 2],
            [3, 4],
            [5, 6],
          ],
        ],
      ],
    },
  );
});

test("42. stopGradient of an array that is written later", () => {
  check(
    `import { stopGradient } from "cotangent";
    export function f(x: Float64Array, a: number): number {
      const y = stopGradient(x);
      y[0] = y[0] * a;
      x[1] = x[1] * 3;
      y[1] += x[1];
      return y[0] * x[0] + y[1] * x[1] + stopGradient(a) * a;
    }`,
    {
      points: [{ args: [Float64Array.of(2, 3), 5], gradient: [Float64Array.of(10, 3 * (12 + 9)), 2 * 2 + 5] }],
      smooth: false,
    },
  );
});

test("43. the returned array is the input; active and inactive mixed", () => {
  check(`export function f(x: Float64Array): Float64Array { return x; }`, { points: [[Float64Array.of(1, 2)]] });
  check(
    `export function f(x: Float64Array, a: number): Float64Array {
      for (let i = 0; i < x.length; i++) x[i] *= a;
      return x;
    }`,
    { points: [[Float64Array.of(1, 2), 3]] },
  );
  check(
    `const table = Float64Array.of(4, 5, 6);
    export function f(x: Float64Array, first: boolean): number {
      const chosen = first ? x : table;
      const copy = new Float64Array(3);
      for (let i = 0; i < 3; i++) copy[i] = chosen[i] * x[0];
      return copy[0] + copy[1] * copy[2];
    }`,
    {
      points: [
        [Float64Array.of(1, 2, 3), true],
        [Float64Array.of(1, 2, 3), false],
      ],
    },
  );
  check(
    `export function f(x: number[], labels: string[]): [number[], string[], number] {
      const mixed: [number, string] = [x[0] * x[1], labels[0]];
      return [x, labels, mixed[0] * mixed[1].length];
    }`,
    { points: [[[2, 3], ["ab"]]] },
  );
  check(
    `export function f(x: number, keep: boolean): number {
      const constant = new Float64Array(2).fill(2);
      const active = new Float64Array(2).fill(x);
      let chosen = constant;
      for (let i = 0; i < 2; i++) {
        chosen[i] += x * i;
        if (!keep) chosen = active;
      }
      return constant[0] * active[1] + constant[1] * chosen[1];
    }`,
    {
      points: [
        [3, true],
        [3, false],
      ],
    },
  );
});

test("45. one cotangent that goes to two places", () => {
  check(`export function f(x: number): number { return x + x; }`, { points: [{ args: [3], gradient: [2] }] });
  check(
    `export function f(x: Float64Array): Float64Array {
      const y = new Float64Array(x.length);
      for (let i = 0; i < x.length; i++) y[i] = x[i] + x[i];
      return y;
    }`,
    { points: [[Float64Array.of(1, 2)]] },
  );
  check(
    `function pair(x: Float64Array): [Float64Array, Float64Array] { return [x, x]; }
    export function f(x: Float64Array): number {
      const [a, b] = pair(x);
      a[0] *= 2;
      return a[0] * b[0] + b[1];
    }`,
    { points: [{ args: [Float64Array.of(3, 1)], gradient: [Float64Array.of(24, 1)] }] },
  );
});

describe("46. methods of arrays", () => {
  test("push and pop, then use", () => {
    check(
      `export function f(x: number): number {
        const stack: number[] = [];
        for (let i = 0; i < 4; i++) stack.push(x * (i + 1));
        const top = stack.pop()!;
        stack.push(top * x);
        let s = 0;
        while (stack.length > 1) s = s * 0.5 + stack.pop()!;
        return s * stack[0];
      }`,
      { points: [[1.7]] },
    );
  });
});

test("47. integer arrays, and Float32 stores that round", () => {
  check(
    `export function f(x: Float64Array, index: Uint8Array): number {
      const counts = new Int32Array(3);
      let s = 0;
      for (let i = 0; i < index.length; i++) {
        counts[index[i]]++;
        s += x[index[i]] * counts[index[i]];
      }
      const rounded = new Int16Array(1);
      rounded[0] = x[0] * 10;
      return s + rounded[0];
    }`,
    {
      points: [
        { args: [Float64Array.of(0.51, 2, 3), Uint8Array.of(0, 2, 2, 1)], gradient: [Float64Array.of(1, 1, 3), null] },
      ],
      step: 1e-3,
    },
  );
  check(
    `export function f(x: Float32Array): number {
      let s = 0;
      for (let i = 0; i < x.length; i++) { x[i] = x[i] * x[i]; s += x[i] * 0.1; }
      return s;
    }`,
    {
      points: [{ args: [Float32Array.of(1.5, 2.5)], gradient: [Float32Array.from([0.3, 0.5])] }],
      tolerance: 1e-4,
      step: 0.25,
    },
  );
  check(
    `export function f(x: number): number {
      const single = new Float32Array(2);
      single[0] = x;
      single[1] = single[0] * x;
      return single[1] - x * x;
    }`,
    { points: [{ args: [0.1], gradient: [0.1 + Math.fround(0.1) - 0.2] }], smooth: false },
  );
  check(`export function f(x: number): number { return Math.fround(x) * x; }`, {
    points: [{ args: [0.5] }],
    smooth: false,
  });
});
