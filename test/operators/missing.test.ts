/** What may be missing, and leaves without a derivative: no derivative there, and none is made up. */
import { expect, test } from "vitest";
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

test("optional fields", () => {
  const of = operators(`
    interface P { a?: number; b: number }
    const f = (p: P): number => p.b * (p.a ?? 3);
    const fill = (p: P): number => {
      if (p.a === undefined) p.a = p.b * 2;
      return p.a * p.b;
    };
    export const f_grad = grad(f);
    export const f_vjp = vjp(f);
    export const f_jvp = jvp(f);
    export const fill_grad = grad(fill);
    export const fill_vjp = vjp(fill);
    export const fill_jvp = jvp(fill);
    export const second = jvp(grad((p: P) => p.b * p.b * (p.a ?? 3)));
    export const inner = grad((b: number): number => grad((p: P) => p.b * p.b * (p.a ?? 3))({ b }).b);
  `);
  expect(of.f_grad({ b: 2 })).toStrictEqual({ b: 3 });
  expect(of.f_grad({ b: 2, a: 4 })).toStrictEqual({ b: 4, a: 2 });
  expect(pulled(of.f_vjp, [{ b: 2 }], 2)).toStrictEqual([{ b: 6 }]);
  expect(of.f_jvp([{ b: 2 }], [{ b: 1 }])).toStrictEqual([6, 3]);
  expect(of.f_jvp([{ b: 2, a: 4 }], [{ b: 1, a: 1 }])).toStrictEqual([8, 6]);
  expect(() => of.f_jvp([{ b: 2, a: 4 }], [{ b: 1 }])).toThrow(RangeError);
  expect(of.fill_grad({ b: 2 })).toMatchObject({ b: 8 });
  expect(of.fill_grad({ b: 2, a: 5 })).toStrictEqual({ b: 5, a: 2 });
  const [, pullback] = of.fill_vjp({ b: 2 }) as [number, Call];
  for (const cotangent of [1, 3]) expect(pullback(cotangent)).toMatchObject([{ b: 8 * cotangent }]);
  expect(of.fill_jvp([{ b: 2 }], [{ b: 1 }])).toStrictEqual([8, 8]);
  expect(of.second([{ b: 2 }], [{ b: 1 }])).toStrictEqual([{ b: 12 }, { b: 6 }]);
  expect(of.inner(2)).toBe(6);
});

test("optional fields beside arrays of single precision, which gradients convert", () => {
  const of = operators(`
    interface R { a: number; f: Float32Array; d?: Date; g?: Float64Array; h?: number[]; i?: number; j?: { k: Float32Array }; n: Float32Array | null }
    function f(r: R): number {
      return r.a * r.f[0] * (r.g ? r.g[0] : 1) * (r.h ? r.h[0] : 1) * (r.i ?? 1) * (r.j ? r.j.k[0] : 1) * (r.n ? r.n[0] : 1);
    }
    export const f_grad = grad(f);
    export const f_vjp = vjp(f);
    export const f_jvp = jvp(f);
  `);
  const single = (x: number) => Float32Array.of(x);
  const bare = () => ({ a: 2, f: single(3), n: null });
  const missing = { d: null, g: null, h: null, i: null, j: null, n: null };
  expect(of.f_grad(bare())).toStrictEqual({ a: 3, f: single(2), ...missing });
  expect(pulled(of.f_vjp, [bare()], 2)).toStrictEqual([{ a: 6, f: single(4), ...missing }]);
  expect(of.f_jvp([bare()], [{ a: 1, f: single(0) }])).toStrictEqual([6, 3]);
  const full = () => ({
    ...bare(),
    d: new Date(0),
    g: Float64Array.of(2),
    h: [2],
    i: 2,
    j: { k: single(2) },
    n: single(2),
  });
  const expected = { d: null, g: Float64Array.of(96), h: [96], i: 96, j: { k: single(96) }, n: single(96) };
  expect(of.f_grad(full())).toStrictEqual({ a: 96, f: single(64), ...expected });
});

test("null where the type has it, and only there", () => {
  const of = operators(`
    export const field = grad((p: { a: number | null; b: number }) => p.b * (p.a ?? 3));
    export const number = grad((x: number, y: number | null) => x * (y ?? 2));
    export const array = vjp((x: number, y: Float64Array | null) => x * (y ? y[0] : 2));
    export const left = vjp((x: number, y?: Float64Array) => x * (y ? y[0] : 2));
    export const leftOut = jvp((x: number, y?: Float64Array) => x * (y ? y[0] : 2));
    export const optional = grad((x: number, y?: number) => x * (y ?? 2));
  `);
  expect(of.field({ a: null, b: 2 })).toStrictEqual({ b: 3, a: null });
  expect(of.field({ a: 1, b: 2 })).toStrictEqual({ b: 1, a: 2 });
  expect(of.number(3, null)).toBe(2);
  expect(pulled(of.array, [3, null], 1)).toStrictEqual([2, null]);
  expect(pulled(of.array, [3, Float64Array.of(5)], 1)).toStrictEqual([5, Float64Array.of(3)]);
  expect(pulled(of.left, [3], 1)).toStrictEqual([2, null]);
  expect(of.leftOut([3], [1])).toStrictEqual([6, 2]);
  expect(of.leftOut([3, undefined], [1, 7])).toStrictEqual([6, 2]);
  expect(() => of.optional(3, null)).toThrow(/'y' must be a number, but is null/);
});

test("what is given for leaves without a derivative is ignored, and null comes back", () => {
  const of = operators(`
    interface P { a: number; s: string; l: Float64Array; i: Int32Array }
    const f = (p: P) => ({ b: p.a * p.l[0], s: p.s, p });
    export const f_jvp = jvp(f);
    export const f_vjp = vjp((p: P) => ({ b: p.a, s: p.s, l: p.l }));
    export const slots_jvp = jvp((x: number, s: string, i: Int32Array, g: () => number, b: boolean) => x * s.length + i[0]);
    export const text_jvp = jvp((x: number): string => String(x));
    export const tuple_vjp = vjp((x: number): [number, string, Float32Array] => [x, "s", Float32Array.of(x)]);
  `);
  const p = () => ({ a: 2, s: "x", l: Float64Array.of(3), i: Int32Array.of(1) });
  const expected = { b: 3, s: null, p: { a: 1, s: null, l: Float64Array.of(0), i: null } };
  for (const junk of [{ s: "junk", i: 5 }, { s: null, i: null }, {}]) {
    const [, tangent] = of.f_jvp([p()], [{ a: 1, l: Float64Array.of(0), ...junk }]) as unknown[];
    expect(tangent).toStrictEqual(expected);
    expect(pulled(of.f_vjp, [p()], { b: 1, l: Float64Array.of(1), ...junk, i: undefined })).toStrictEqual([
      { a: 1, s: null, l: Float64Array.of(1), i: null },
    ]);
  }
  const args = [2, "ab", Int32Array.of(3), () => 1, true];
  expect(of.slots_jvp(args, [1, null, null, null, null])).toStrictEqual([7, 2]);
  expect(of.slots_jvp(args, [1, "x", 5, "y", {}])).toStrictEqual([7, 2]);
  expect(of.text_jvp([2], [1])).toStrictEqual(["2", null]);
  expect(pulled(of.tuple_vjp, [2], [1, "junk", Float32Array.of(1)])).toStrictEqual([2]);
  expect(() => pulled(of.tuple_vjp, [2], [1, null])).toThrow(RangeError);
  expect(() => pulled(of.tuple_vjp, [2], [1, null, Float64Array.of(1)])).toThrow(TypeError);
});

test("rows that the arguments share have one tangent", () => {
  const of = operators(`
    function f(rows: Float64Array[]): number {
      rows[0][0] *= 2;
      return rows[1][0];
    }
    export const f_jvp = jvp(f);
  `);
  const row = () => Float64Array.of(3);
  const shared = row();
  expect(of.f_jvp([[shared, shared]], [[Float64Array.of(1), Float64Array.of(1)]])).toStrictEqual([6, 2]);
  expect(of.f_jvp([[row(), row()]], [[Float64Array.of(1), Float64Array.of(5)]])).toStrictEqual([3, 5]);
  const [one, other] = [row(), row()];
  const tangent = Float64Array.of(1);
  expect(of.f_jvp([[one, other]], [[tangent, tangent]])).toStrictEqual([3, 1]);
  expect(() => of.f_jvp([[one, one]], [[Float64Array.of(1), Float64Array.of(5)]])).toThrow("two different tangents");
});

test("fields that the type of an object has not, but that it is taken to have", () => {
  const of = operators(`
    interface B { x: number; v?: number; in?: { q: number } }
    const total = (bs: B[]): number => {
      let s = 0;
      for (const { x, v = 3, ...rest } of bs) s += x * x + v * x + (rest.in?.q ?? 0);
      for (const b of bs) if (b.v !== undefined) s += b.v; else s += 2 * b.x + (b.in ? b.in.q : 0);
      return s;
    };
    const f = (xs: number[], k: number): number => total(xs.map((x) => ({ x: x * k })));
    const h = (p: { x: number }, k: number): number => { const b: B = p; return b.x * (b["v"] ?? k); };
    export const f_grad = grad(f);
    export const h_grad = grad(h);
  `);
  expect(of.f_grad([1, 2], 3)).toEqual([33, 51]);
  expect(of.h_grad({ x: 2 }, 3)).toEqual({ x: 3 });
  expect(() => of.h_grad({ x: 2, v: 5 }, 3)).toThrow("the object has v, which its type has not");
});
