/** Functions with a rest parameter: the lists that `jvp` takes and pullbacks return are those of the arguments. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { strictErrors } from "../support/strict.js";

type Call = (...args: unknown[]) => unknown;

function operators(source: string): Record<string, Call> {
  const { code, exports, diagnostics } = compile(`import { grad, jvp, vjp } from "cotangent";\n${source}`);
  expect(diagnostics).toEqual([]);
  expect(strictErrors(code)).toEqual([]);
  return exports as Record<string, Call>;
}

function pulled(of: Call, args: unknown[], cotangent: unknown): unknown {
  return ((of(...args) as unknown[])[1] as Call)(cotangent);
}

const arrays = (...rows: number[][]): Float64Array[] => rows.map((row) => Float64Array.from(row));

describe("an array and numbers", () => {
  const of = operators(`
    function dot(w: Float64Array, ...a: number[]): number {
      let s = 0;
      for (let i = 0; i < w.length; i++) s += w[i] * a[i];
      return s;
    }
    export const dot_jvp = jvp(dot);
    export const dot_vjp = vjp(dot);
    export const twice = jvp(jvp(dot));
    export const back = vjp(jvp(dot));
    export const chosen = grad(dot, { argnums: [2, 0, 1, 2] });
    export const inner = grad((x: number, y: number): number => {
      const [, tangent] = jvp(dot)([Float64Array.of(x, y), x, 3], [Float64Array.of(1, 0), y, 1]);
      const [, pullback] = vjp(dot)(Float64Array.of(x, y), x, y);
      const [w, ...a] = pullback(x);
      return tangent + w[1] * a[0];
    }, { argnums: [0, 1] });
    export const spread = grad((x: number, ys: number[]): number => grad(dot, { argnums: 1 })(Float64Array.of(x * x), ...ys));
  `);
  const [w] = arrays([1, 2]);

  test("jvp takes them side by side", () => {
    expect(of.dot_jvp([w, 3, 4], [Float64Array.of(1, 0), 0, 1])).toStrictEqual([11, 5]);
  });

  test("a pullback returns one entry for each", () => {
    expect(pulled(of.dot_vjp, [w, 3, 4], 2)).toStrictEqual([Float64Array.of(6, 8), 2, 4]);
    expect(pulled(of.dot_vjp, [new Float64Array(0)], 2)).toStrictEqual([new Float64Array(0)]);
  });

  test("argnums in any order, with repetitions", () => {
    expect(of.chosen(w, 3, 4)).toStrictEqual([2, Float64Array.of(3, 4), 1, 2]);
    expect(() => of.chosen(w, 3)).toThrow(RangeError);
  });

  test("operators of operators have lists of lists", () => {
    const [primals, tangents] = [
      [w, 3, 4],
      [Float64Array.of(1, 0), 0, 1],
    ];
    const zero = [new Float64Array(2), 0, 0];
    expect(of.twice([primals, tangents], [[Float64Array.of(0, 1), 1, 0], zero])).toStrictEqual([
      [11, 5],
      [5, 2],
    ]);
    expect(pulled(of.back, [primals, tangents], [0, 1])).toStrictEqual([
      [Float64Array.of(0, 1), 1, 0],
      [Float64Array.of(3, 4), 1, 2],
    ]);
  });

  test("inside differentiated functions", () => {
    // tangent = x + x * y + y, w[1] * a[0] = x * y * x * x
    expect(of.inner(2, 3)).toStrictEqual([1 + 3 + 3 * 12, 2 + 1 + 8]);
    expect(of.spread(3, [5])).toBe(6);
  });

  test("lists that do not fit", () => {
    expect(() => of.dot_jvp([], [])).toThrow(/'primals' must be a tuple of length 1 or more, but is an empty Array/);
    expect(() => of.dot_jvp([w, [3, 4]], [w, [3, 4]])).toThrow(/'primals\[1\]' must be a number/);
    expect(() => of.dot_jvp([w, 3, "4"], [w, 3, 4])).toThrow(/'primals\[2\]' must be a number/);
    expect(() => of.dot_jvp([w, 3, 4], [w, 3])).toThrow(RangeError);
    expect(() => of.dot_jvp([w, 3, 4], [w, 3, null])).toThrow(TypeError);
  });
});

test("numbers only", () => {
  const of = operators(`
    const f = (x: number, ...a: number[]): number => x * a[0] + a[1] ** 2;
    export const f_jvp = jvp(f);
    export const f_vjp = vjp(f);
    export const inner = grad((x: number, y: number): number => jvp(f)([x, y, 3], [1, 2, 0])[1], { argnums: [0, 1] });
    export const pulled = grad((x: number, y: number): number => {
      const g = vjp(f)(x, y, 3)[1](1);
      return g[0] * x + g[2];
    }, { argnums: [0, 1] });
    export const gradient = grad((x: number, y: number): number => grad(f, { argnums: [1, 2] })(x, y, 3)[0] * x);
  `);
  expect(of.f_jvp([2, 3, 4], [1, 0, 1])).toStrictEqual([22, 11]);
  expect(pulled(of.f_vjp, [2, 3, 4], 1)).toStrictEqual([3, 2, 8]);
  expect(of.inner(2, 3)).toStrictEqual([2, 1]);
  expect(of.pulled(2, 3)).toStrictEqual([3, 2]);
  expect(of.gradient(2, 3)).toBe(4);
  expect(() => of.f_jvp([], [])).toThrow(TypeError);
});

test("several arrays, also of single precision", () => {
  const of = operators(`
    function sum(w: Float64Array, ...rows: Float64Array[]): number {
      let s = 0;
      for (const row of rows) s += row[0] * w[0];
      return s;
    }
    const single = (...rows: Float32Array[]): number => rows[0][0] * rows[1][0];
    export const sum_jvp = jvp(sum);
    export const sum_vjp = vjp(sum);
    export const sum_grad = grad(sum, { argnums: [2, 1] });
    export const single_grad = grad(single, { argnums: [1, 0] });
  `);
  const [w, one, two] = arrays([2], [3], [5]);
  expect(of.sum_jvp([w, one, two], arrays([1], [1], [0]))).toStrictEqual([16, 10]);
  expect(pulled(of.sum_vjp, [w, one, two], 1)).toStrictEqual(arrays([8], [2], [2]));
  expect(pulled(of.sum_vjp, [w, w], 1)).toStrictEqual(arrays([2], [2]));
  const [second, first] = of.sum_grad(w, one, two) as Float64Array[];
  expect([second, first]).toStrictEqual(arrays([2], [2]));
  expect(second).not.toBe(first);
  expect(of.single_grad(Float32Array.of(3), Float32Array.of(4))).toStrictEqual([
    Float32Array.of(3),
    Float32Array.of(4),
  ]);
});

test("a rest parameter without a derivative: null for each argument", () => {
  const of = operators(`
    const f = (x: number, ...names: string[]): number => x * names.length;
    const names = (...all: string[]): number => all.length;
    export const f_jvp = jvp(f);
    export const f_vjp = vjp(f);
    export const names_vjp = vjp(names);
  `);
  expect(of.f_jvp([2, "a", "b"], [1, null, 7])).toStrictEqual([4, 2]);
  const [, pullback] = of.f_vjp(2, "a", "b") as [number, Call];
  const first = pullback(1);
  expect(first).toStrictEqual([2, null, null]);
  (first as unknown[])[1] = 1;
  expect(pullback(2)).toStrictEqual([4, null, null]);
  expect(pulled(of.f_vjp, [2], 1)).toStrictEqual([0]);
  expect(pulled(of.names_vjp, ["a"], 1)).toStrictEqual([null]);
});

test("a rest parameter that is a tuple, with optional members", () => {
  const of = operators(`
    const pair = (...p: [w: Float64Array, x: number, s: string]): number => p[0][0] * p[1];
    const maybe = (x: number, ...p: [a?: number, b?: string]): number => x * (p[0] ?? 3);
    export const pair_jvp = jvp(pair);
    export const pair_vjp = vjp(pair);
    export const pair_grad = grad(pair, { argnums: [1, 0] });
    export const maybe_jvp = jvp(maybe);
    export const maybe_vjp = vjp(maybe);
    export const maybe_grad = grad(maybe);
    export const inner = grad((x: number): number => vjp(pair)(Float64Array.of(x), x, "")[1](x)[1]);
  `);
  const [w] = arrays([2]);
  expect(of.pair_jvp([w, 3, "s"], [...arrays([1]), 0, null])).toStrictEqual([6, 3]);
  expect(pulled(of.pair_vjp, [w, 3, "s"], 1)).toStrictEqual([...arrays([3]), 2, null]);
  expect(of.pair_grad(w, 3, "s")).toStrictEqual([2, ...arrays([3])]);
  expect(of.inner(3)).toBe(6);
  expect(of.maybe_jvp([2], [1])).toStrictEqual([6, 3]);
  expect(of.maybe_jvp([2, 4, "s"], [1, 0, null])).toStrictEqual([8, 4]);
  expect(pulled(of.maybe_vjp, [2], 1)).toStrictEqual([3]);
  expect(pulled(of.maybe_vjp, [2, 4, "s"], 1)).toStrictEqual([4, 2, null]);
  expect(of.maybe_grad(2)).toBe(3);
  expect(() => of.maybe_jvp([2, 4, "s", 5], [1, 0, null, 0])).toThrow(/a tuple of length 1 to 3/);
});
