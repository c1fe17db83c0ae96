/** What the operators return: shapes, order, ownership. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";

type Call = (...args: unknown[]) => unknown;

function operators(source: string): Record<string, Call> {
  const { exports, diagnostics } = compile(`import { grad, jvp, valueAndGrad, vjp } from "cotangent";\n${source}`);
  expect(diagnostics).toEqual([]);
  return exports as Record<string, Call>;
}

describe("argnums", () => {
  const of = operators(`
    function f(x: number, w: Float64Array, y: number): number { return x * w[0] * w[1] + y * y; }
    export const by0 = grad(f);
    export const byNumber0 = grad(f, { argnums: 0 });
    export const byNumber1 = grad(f, { argnums: 1 });
    export const byList0 = grad(f, { argnums: [0] });
    export const byList = grad(f, { argnums: [2, 0, 1] });
    export const twice = grad(f, { argnums: [1, 0, 1] });
    export const value1 = valueAndGrad(f, { argnums: 1 });
    export const valueList = valueAndGrad(f, { argnums: [0, 2] });
    export const valueList0 = valueAndGrad(f, { argnums: [0] });
  `);
  const args = () => [2, Float64Array.of(3, 5), 7];

  test.each([
    ["by0", 15],
    ["byNumber0", 15],
    ["byNumber1", Float64Array.of(10, 6)],
    ["byList0", [15]],
    ["byList", [14, 15, Float64Array.of(10, 6)]],
    ["twice", [Float64Array.of(10, 6), 15, Float64Array.of(10, 6)]],
    ["value1", [79, Float64Array.of(10, 6)]],
    ["valueList", [79, [15, 14]]],
    ["valueList0", [79, [15]]],
  ])("%s", (name, expected) => {
    expect(of[name](...args())).toStrictEqual(expected);
  });

  test("of rest parameters", () => {
    const rest = operators(`
      const f = (...a: number[]): number => a[0] * a[1] * a[2];
      const g = (x: number, ...a: number[]): number => { let s = x; for (const v of a) s *= v; return s; };
      export const first = grad(f);
      export const third = grad(f, { argnums: 2 });
      export const some = grad(f, { argnums: [2, 0] });
      export const mixed = valueAndGrad(g, { argnums: [0, 1, 3] });
      export const pulled = vjp(f);
      export const pushed = jvp(f);
      export const pulledMixed = vjp(g);
      export const pushedMixed = jvp(g);
    `);
    expect(rest.first(2, 3, 5)).toBe(15);
    expect(rest.third(2, 3, 5)).toBe(6);
    expect(rest.some(2, 3, 5)).toStrictEqual([6, 15]);
    expect(rest.mixed(2, 3, 5, 7)).toStrictEqual([210, [105, 70, 30]]);
    expect((rest.pulled(2, 3, 5) as [number, Call])[1](1)).toStrictEqual([15, 10, 6]);
    expect(rest.pushed([2, 3, 5], [1, 0, 1])).toStrictEqual([30, 21]);
    expect((rest.pulledMixed(2, 3, 5) as [number, Call])[1](1)).toStrictEqual([15, 10, 6]);
    expect(rest.pushedMixed([2, 3, 5], [1, 0, 1])).toStrictEqual([30, 21]);
  });

  test("of a rest parameter that is not there", () => {
    const rest = operators(`
      const f = (...a: number[]): number => { let s = 1; for (const v of a) s *= v; return s; };
      export const third = grad(f, { argnums: 2 });
      export const some = grad(f, { argnums: [0, 2] });
    `);
    expect(() => rest.third(2, 3)).toThrow(
      new RangeError("grad(f): argnums selects parameter 2, but the call has 2 arguments"),
    );
    expect(() => rest.some(2)).toThrow(RangeError);
    expect(rest.third(2, 3, 4)).toBe(6);
  });
});

describe("hasAux", () => {
  const of = operators(`
    interface Aux { readonly predictions: Float64Array; readonly name: string; readonly half: number }
    function f(x: number, w: Float64Array): [number, Aux] {
      const predictions = new Float64Array(2);
      predictions[0] = x * w[0];
      predictions[1] = x * w[1];
      return [predictions[0] * predictions[1], { predictions, name: "two", half: x / 2 }];
    }
    function pair(x: number): [number, number] { return [x * x, x + 1]; }
    export const g = grad(f, { hasAux: true });
    export const gList = grad(f, { hasAux: true, argnums: [1, 0] });
    export const v = valueAndGrad(f, { hasAux: true });
    export const v1 = valueAndGrad(f, { hasAux: true, argnums: 1 });
    export const numbers = grad(pair, { hasAux: true });
    export const both = valueAndGrad(pair, { hasAux: true });
    export const inline = grad((x: number) => [x * x * x, "text"] as [number, string], { hasAux: true });
  `);
  const args = () => [2, Float64Array.of(3, 5)];
  const aux = { predictions: Float64Array.of(6, 10), name: "two", half: 1 };

  test.each([
    ["g", args(), [60, aux]],
    ["gList", args(), [[Float64Array.of(20, 12), 60], aux]],
    ["v", args(), [[60, aux], 60]],
    ["v1", args(), [[60, aux], Float64Array.of(20, 12)]],
    ["numbers", [3], [6, 4]],
    ["both", [3], [[9, 4], 6]],
    ["inline", [2], [12, "text"]],
  ])("%s", (name, given, expected) => {
    expect(of[name](...given)).toStrictEqual(expected);
  });
});

describe("containers of tangents", () => {
  const of = operators(`
    interface Model { scale: number; rows: number[][]; single: Float32Array; label: string; on: boolean; index: Int32Array }
    function f(m: Model, text: string, pair: [number, string], flags: boolean[], x: Float32Array): number {
      let s = m.scale * m.single[0] * pair[0] * x[1] + text.length;
      for (const row of m.rows) for (const v of row) s += v * v * m.index[0];
      return m.on && flags[0] ? s : 0;
    }
    function g(m: { a: number; b: string }, x: Float32Array): { sum: Float32Array; parts: [number, string]; count: Int32Array } {
      const sum = new Float32Array(2);
      sum[0] = m.a * x[0];
      return { sum, parts: [m.a * x[1], m.b], count: new Int32Array(1) };
    }
    export const pulled = vjp(f);
    export const pushed = jvp(f);
    export const all = grad(f, { argnums: [0, 2, 4] });
    export const pulledRecord = vjp(g);
    export const pushedRecord = jvp(g);
  `);
  const model = () => ({
    scale: 2,
    rows: [[1, 2], [], [3]],
    single: Float32Array.of(3, 4),
    label: "l",
    on: true,
    index: Int32Array.of(5),
  });
  const args = () => [model(), "ab", [7, "c"], [true], Float32Array.of(1, 0.5)];
  const byModel = {
    scale: 3 * 7 * 0.5,
    rows: [[10, 20], [], [30]],
    single: Float32Array.of(2 * 7 * 0.5, 0),
    label: null,
    on: null,
    index: null,
  };

  test("null for what has no derivative, Float32Array for Float32Array", () => {
    const [value, pullback] = of.pulled(...args()) as [number, Call];
    expect(value).toBe(2 * 3 * 7 * 0.5 + 2 + 5 * 14);
    const [m, text, pair, flags, x] = pullback(1) as unknown[];
    expect(m).toStrictEqual(byModel);
    expect(text).toBeNull();
    expect(pair).toStrictEqual([3, null]);
    expect(flags === null || (Array.isArray(flags) && flags.every((flag) => flag === null))).toBe(true);
    expect(x).toStrictEqual(Float32Array.of(0, 42));
    expect(of.all(...args())).toStrictEqual([byModel, [3, null], Float32Array.of(0, 42)]);
  });

  test("what is passed where there is no derivative is ignored", () => {
    const zero = (inert: unknown) => [
      { scale: 1, rows: [[0, 0], [], [1]], single: new Float32Array(2), label: inert, on: inert, index: inert },
      inert,
      [0, inert],
      inert,
      new Float32Array(2),
    ];
    const expected = [of.pulled(...args()), 3 * 7 * 0.5 + 30].map((entry) => (Array.isArray(entry) ? entry[0] : entry));
    expect(of.pushed(args(), zero(null))).toStrictEqual(expected);
    expect(of.pushed(args(), zero("anything"))).toStrictEqual(expected);
  });

  test("values that are records", () => {
    const given = () => [{ a: 2, b: "b" }, Float32Array.of(3, 5)];
    const [value, tangent] = of.pushedRecord(given(), [{ a: 1, b: null }, Float32Array.of(0, 1)]) as unknown[];
    const primal = { sum: Float32Array.of(6, 0), parts: [10, "b"], count: new Int32Array(1) };
    expect(value).toStrictEqual(primal);
    expect(tangent).toStrictEqual({ sum: Float32Array.of(3, 0), parts: [7, null], count: null });
    const [same, pullback] = of.pulledRecord(...given()) as [unknown, Call];
    expect(same).toStrictEqual(primal);
    expect(pullback({ sum: Float32Array.of(1, 1), parts: [10, null], count: null })).toStrictEqual([
      { a: 3 + 50, b: null },
      Float32Array.of(2, 20),
    ]);
  });
});

describe("ownership", () => {
  test("what is asked for twice is there twice", () => {
    const { twice } = operators(`
      export const twice = grad((x: Float64Array): number => x[0] * x[1], { argnums: [0, 0] });`);
    const [first, second] = twice(Float64Array.of(2, 3)) as Float64Array[];
    expect(first).not.toBe(second);
    expect(first).toStrictEqual(second);
  });

  const of = operators(`
    function f(x: Float64Array): number { let s = 0; for (let i = 0; i < x.length; i++) s += x[i] * x[i]; return s; }
    function same(x: Float64Array): Float64Array { return x; }
    export const g = grad(f);
    export const pulled = vjp(same);
    export const pushed = jvp(same);
  `);

  test("gradients are fresh at each call", () => {
    const x = Float64Array.of(1, 2);
    const first = of.g(x) as Float64Array;
    const second = of.g(Float64Array.of(5, 6)) as Float64Array;
    expect(first).toStrictEqual(Float64Array.of(2, 4));
    first.fill(9);
    expect(second).toStrictEqual(Float64Array.of(10, 12));
    expect(of.g(x)).toStrictEqual(Float64Array.of(2, 4));
  });

  test("tangents and gradients never are what was passed", () => {
    const [x, t] = [Float64Array.of(1, 2), Float64Array.of(3, 4)];
    const [value, tangent] = of.pushed([x], [t]) as [Float64Array, Float64Array];
    expect(value).toBe(x);
    expect(tangent).toStrictEqual(t);
    expect(tangent).not.toBe(t);
    const [, pullback] = of.pulled(x) as [unknown, Call];
    const [gradient] = pullback(t) as [Float64Array];
    expect(gradient).toStrictEqual(t);
    expect(gradient).not.toBe(t);
    expect(gradient).not.toBe((pullback(t) as [Float64Array])[0]);
  });
});

test("of functions that return nothing", () => {
  const of = operators(`
    function scale(x: Float64Array, y: number): void { for (let i = 0; i < x.length; i++) x[i] *= y; }
    export const pushed = jvp(scale);
    export const pulled = vjp(scale);
  `);
  expect(of.pushed([Float64Array.of(1, 2), 3], [Float64Array.of(1, 0), 1])).toStrictEqual([undefined, null]);
  const x = Float64Array.of(1, 2);
  const [value, pullback] = of.pulled(x, 3) as [undefined, Call];
  expect([value, x]).toStrictEqual([undefined, Float64Array.of(3, 6)]);
  expect(pullback(null)).toStrictEqual([new Float64Array(2), 0]);
});
