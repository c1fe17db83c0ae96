/** Wrong arguments at run time: a clear TypeError or RangeError, or a correct result; never a silent wrong number. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";

type Call = (...args: unknown[]) => unknown;

const { exports } = compile(`
  import { grad, jvp, valueAndGrad, vjp } from "cotangent";
  function loss(w: Float64Array, xs: number[][], scale: number): number {
    let s = 0;
    for (let i = 0; i < w.length; i++) s += w[i] * scale;
    for (const row of xs) for (const x of row) s += x * x;
    return s;
  }
  function field(x: Float64Array): Float64Array {
    const y = new Float64Array(x.length);
    for (let i = 0; i < x.length; i++) y[i] = x[i] * x[i];
    return y;
  }
  function optional(x: number, y: number = 2, z?: number): number { return x * y * (z ?? 1); }
  function record(p: { a: number; list: [number, boolean] }): number { return p.list[1] ? p.a * p.list[0] : p.a; }
  export const loss_grad = grad(loss);
  export const loss_both = valueAndGrad(loss, { argnums: [0, 1, 2] });
  export const loss_vjp = vjp(loss);
  export const loss_jvp = jvp(loss);
  export const field_vjp = vjp(field);
  export const field_jvp = jvp(field);
  export const optional_grad = grad(optional, { argnums: [0, 1] });
  export const optional_vjp = vjp(optional);
  export const optional_jvp = jvp(optional);
  export const record_grad = grad(record);
  export const single_vjp = vjp((x: Float32Array): number => x[0]);
`);
const call = (name: string, ...args: unknown[]) => (exports[name] as Call)(...args);
const good = () => [Float64Array.of(1, 2), [[3], [4, 5]], 2];

describe("arguments of the wrong kind", () => {
  test.each([
    ["a plain array for a Float64Array", [[1, 2], [[3]], 2], /'w' must be a Float64Array/],
    ["a Float32Array for a Float64Array", [Float32Array.of(1), [[3]], 2], /'w' must be a Float64Array/],
    ["a string for a number", [Float64Array.of(1), [[3]], "2"], /'scale' must be a number/],
    ["nothing for a number", [Float64Array.of(1), [[3]]], /'scale' must be a number/],
    ["a number for an array", [Float64Array.of(1), 3, 2], /'xs' must be an Array/],
    ["a string in a nested array", [Float64Array.of(1), [[3], ["4"]], 2], /'xs\[1\]\[0\]' must be a number/],
    ["a hole in a nested array", [Float64Array.of(1), [[3], [undefined]], 2], /'xs\[1\]\[0\]' must be a number/],
    ["a typed array for a row", [Float64Array.of(1), [Float64Array.of(3)], 2], /'xs\[0\]' must be an Array/],
    ["null for an array", [null, [[3]], 2], /'w' must be a Float64Array/],
  ])("%s", (_, args, message) => {
    for (const name of ["loss_grad", "loss_both", "loss_vjp"]) {
      expect(() => call(name, ...args)).toThrow(TypeError);
      expect(() => call(name, ...args)).toThrow(message);
    }
  });

  test("the message names the operator and the function", () => {
    expect(() => call("loss_grad", 1, [], 2)).toThrow("grad(loss)");
    expect(() => call("loss_both", 1, [], 2)).toThrow("valueAndGrad(loss)");
    expect(() => call("loss_vjp", 1, [], 2)).toThrow("vjp(loss)");
    expect(() => call("loss_jvp", [1, [], 2], [1, [], 2])).toThrow("jvp(loss)");
  });

  test("members of records", () => {
    expect(call("record_grad", { a: 3, list: [5, true] })).toStrictEqual({ a: 5, list: [3, null] });
    expect(call("record_grad", { a: 3, list: [5, false], more: 1 })).toMatchObject({ a: 1, list: [0, null] });
    expect(() => call("record_grad", { list: [5, true] })).toThrow(TypeError);
    expect(() => call("record_grad", { a: 1, list: [5] })).toThrow(TypeError);
    expect(() => call("record_grad", { a: 1, list: [5, 1] })).toThrow(TypeError);
    expect(() => call("record_grad", null)).toThrow(TypeError);
  });
});

describe("what is unusual but right", () => {
  test("NaN passes", () => {
    const [value, [w, , scale]] = call("loss_both", Float64Array.of(1, Number.NaN), [], 2) as [
      number,
      [Float64Array, unknown, number],
    ];
    expect(value).toBeNaN();
    expect(w).toStrictEqual(Float64Array.of(2, 2));
    expect(scale).toBeNaN();
  });

  test("empty arrays", () => {
    expect(call("loss_both", new Float64Array(0), [], 2)).toStrictEqual([0, [new Float64Array(0), [], 0]]);
    expect(call("loss_both", new Float64Array(0), [[], []], 2)).toStrictEqual([0, [new Float64Array(0), [[], []], 0]]);
    expect(call("field_jvp", [new Float64Array(0)], [new Float64Array(0)])).toStrictEqual([
      new Float64Array(0),
      new Float64Array(0),
    ]);
  });

  test("views, and more arguments than parameters", () => {
    const buffer = Float64Array.of(9, 1, 2, 9);
    expect(call("loss_grad", buffer.subarray(1, 3), [], 2)).toStrictEqual(Float64Array.of(2, 2));
    expect(call("loss_grad", ...good(), "ignored")).toStrictEqual(Float64Array.of(2, 2));
    expect(buffer).toStrictEqual(Float64Array.of(9, 1, 2, 9));
  });

  test("optional parameters that are left out", () => {
    // The default is a constant: nothing is known of the argument that is not there.
    expect(call("optional_grad", 3)).toStrictEqual([2, 0]);
    expect(call("optional_grad", 3, 5)).toStrictEqual([5, 3]);
    expect(call("optional_grad", 3, undefined, 7)).toStrictEqual([14, 0]);
    expect(() => call("optional_grad", 3, "5")).toThrow(TypeError);
    const [value, pullback] = call("optional_vjp", 3) as [number, Call];
    expect(value).toBe(6);
    expect((pullback(1) as unknown[])[0]).toBe(2);
    expect(call("optional_jvp", [3, 5], [1, 0])).toStrictEqual([15, 5]);
  });
});

describe("cotangents", () => {
  test("of a number", () => {
    const [, pullback] = call("loss_vjp", ...good()) as [number, Call];
    expect(() => pullback("1")).toThrow(TypeError);
    expect(() => pullback()).toThrow(TypeError);
    expect(() => pullback([1])).toThrow(TypeError);
    expect(pullback(2)).toStrictEqual([Float64Array.of(4, 4), [[12], [16, 20]], 6]);
  });

  test("of an array: length, kind", () => {
    const [, pullback] = call("field_vjp", Float64Array.of(1, 2)) as [Float64Array, Call];
    expect(() => pullback(Float64Array.of(1))).toThrow(RangeError);
    expect(() => pullback(Float64Array.of(1, 2, 3))).toThrow(RangeError);
    expect(() => pullback([1, 2])).toThrow(TypeError);
    expect(() => pullback(Float32Array.of(1, 2))).toThrow(TypeError);
    expect(() => pullback(1)).toThrow(TypeError);
    expect(() => pullback(null)).toThrow(TypeError);
    expect(pullback(Float64Array.of(1, 1))).toStrictEqual([Float64Array.of(2, 4)]);
  });

  test("what the caller does with the value does not confuse the check", () => {
    const x = Float64Array.of(1, 2);
    const [y, pullback] = call("field_vjp", x) as [Float64Array, Call];
    y.fill(0);
    x.fill(0);
    expect(pullback(Float64Array.of(1, 1))).toStrictEqual([Float64Array.of(2, 4)]);
  });
});

describe("tangents", () => {
  test("are like their primals", () => {
    const tangents = () => [Float64Array.of(1, 0), [[0], [0, 0]], 0];
    expect(call("loss_jvp", good(), tangents())).toStrictEqual([56, 2]);
    expect(() => call("loss_jvp", good(), [Float64Array.of(1), [[0], [0, 0]], 0])).toThrow(RangeError);
    expect(() => call("loss_jvp", good(), [Float64Array.of(1, 0), [[0]], 0])).toThrow(RangeError);
    expect(() => call("loss_jvp", good(), [Float64Array.of(1, 0), [[0], [0]], 0])).toThrow(RangeError);
    expect(() => call("loss_jvp", good(), [[1, 0], [[0], [0, 0]], 0])).toThrow(TypeError);
    expect(() => call("loss_jvp", good(), [Float64Array.of(1, 0), [[0], [0, 0]], null])).toThrow(TypeError);
    expect(() => call("loss_jvp", good(), [Float64Array.of(1, 0)])).toThrow();
    expect(() => call("loss_jvp", good())).toThrow(TypeError);
    expect(() => call("loss_jvp", ...good())).toThrow(TypeError);
  });
});
