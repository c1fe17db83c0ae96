/** Unknowns, equations and parameters that are records: the same derivatives as by differences, to the second order. */
import { inverse, root } from "cotangent/implicit";
import { describe, expect, expectTypeOf, test } from "vitest";
import { compile } from "../../support/compile.js";
import { slopes } from "../../support/slopes.js";
import { close, difference, reals } from "../../support/trees.js";

type Call = (...args: unknown[]) => unknown;

const problem = `import { grad, hessian, jvp, mapFields } from "cotangent";
  import { argmin, argminConstrained, fixedPoint, inverse, minValue, root } from "cotangent/implicit";
  import { reversible } from "cotangent/reversible";
  interface P { w: Float64Array; b: number; in: { c: number[] } }
  interface T { a: number; k: Float64Array }
  const energy = (p: P, t: T): number => (p.w[0] - t.a) ** 4 / 4 + (p.w[0] - 1) ** 2 + (p.w[1] * t.a - t.k[0]) ** 2 + (p.b - p.w[0] * t.k[1]) ** 2 + (p.in.c[0] - p.b * t.a) ** 2;
  // The fields of a solution are in another order than those of the type.
  const solver = (t: T): P => {
    let u = 1;
    for (let i = 0; i < 100; i++) u -= ((u - t.a) ** 3 + 2 * (u - 1)) / (3 * (u - t.a) ** 2 + 2);
    return { in: { c: [u * t.k[1] * t.a] }, b: u * t.k[1], w: Float64Array.of(u, t.k[0] / t.a) };
  };
  const ofP = (p: P): number => p.w[0] * p.w[1] + Math.sin(p.b) * p.in.c[0] + p.in.c[0] ** 2;
  interface XY { x: number; y: number[] }`;

const solutions: Readonly<Record<string, string>> = {
  argmin: "ofP(argmin(energy, solver)(t))",
  "argmin by products": `ofP(argmin(energy, solver, { method: "cg", tolerance: 1e-13 })(t))`,
  root: "ofP(root((p: P, t: T) => ({ z: p.in.c[0] - p.b * t.a, u: (p.w[0] - t.a) ** 3 + 2 * (p.w[0] - 1), v: [p.w[1] * t.a - t.k[0], p.b - p.w[0] * t.k[1]] }), solver)(t))",
  fixedPoint:
    "ofP(fixedPoint((p: P, t: T): P => ({ w: Float64Array.of(p.w[0] - 0.2 * ((p.w[0] - t.a) ** 3 + 2 * (p.w[0] - 1)), t.k[0] / t.a), b: p.w[0] * t.k[1], in: { c: [p.b * t.a] } }), solver)(t))",
  argminConstrained: `((p: XY) => p.x * p.y[0] ** 2)(argminConstrained(
    (p: XY, t: T) => (p.x - t.a) ** 2 + (p.y[0] - t.k[0]) ** 2,
    { equality: (p: XY, t: T) => ({ e: p.x + p.y[0] - t.k[1] }) },
    (t: T): XY => { const d = (t.k[1] - t.a - t.k[0]) / 2; return { y: [t.k[0] + d], x: t.a + d }; })(t))`,
  inverse: `((p: XY) => p.x * p.y[0] ** 2)(inverse(
    (p: XY, a: number) => ({ u: p.x * 2, v: [p.y[0] + a * p.x] }),
    (q: { u: number; v: number[] }, a: number): XY => ({ x: q.u / 2, y: [q.v[0] - (a * q.u) / 2] }))({ u: t.a * t.k[0], v: [t.k[1]] }, t.k[0]))`,
  minValue: "minValue(energy, solver)(t) * t.a + t.a * t.k[0]",
  reversible: `((s: { q: number; p: Float64Array }) => s.q * s.p[0] + s.p[1])(reversible(
    (s: { q: number; p: Float64Array }, _: number, t: T) => { const p = s.p.map((v) => v - t.a * Math.sin(s.q)); return { q: s.q + 0.1 * p[0] * t.k[0], p }; },
    (s: { q: number; p: Float64Array }, _: number, t: T) => { const q = s.q - 0.1 * s.p[0] * t.k[0]; return { q, p: s.p.map((v) => v + t.a * Math.sin(q)) }; })({ q: t.k[1], p: Float64Array.of(t.k[0], t.a) }, 5, t))`,
};

test.each(Object.entries(solutions))("%s", (_, solution) => {
  const { exports, diagnostics } = compile(`${problem}
    export function f(a: number, b: number, c: number): number { const t: T = { a, k: Float64Array.of(b, c) }; return ${solution}; }
    export const g = grad(f, { argnums: [0, 1, 2] });
    export const h = hessian(f, { argnums: [0, 1, 2] });
    export const j = jvp(f);`);
  expect(diagnostics).toEqual([]);
  const of = exports as Record<string, Call>;
  const x = [0.8, 1.1, 0.6];
  const along = (run: Call): number[][] =>
    x.map((_, i) => slopes((t) => reals(run(...x.map((each, k) => (k === i ? each + t : each)))), 0.02));
  const gradient = along(of.f).flat();
  expect(difference(reals(of.g(...x)), gradient, close(1e-7))).toBeUndefined();
  expect(
    difference((of.j(x, [1, 2, 3]) as number[])[1], gradient[0] + 2 * gradient[1] + 3 * gradient[2], close(1e-7)),
  ).toBeUndefined();
  expect(difference(reals(of.h(...x)), along(of.g).flat(), close(1e-7))).toBeUndefined();
});

describe("types", () => {
  test("unknowns are numbers, vectors, and arrays and records of these", () => {
    interface P {
      w: Float64Array;
      in: { c: readonly number[]; d: [number, Float64Array] };
    }
    const check = (_: () => void): void => {};
    check(() => {
      const solve = root(
        (p: P, a: number) => p.w[0] - a,
        (_: number): P => ({ w: new Float64Array(1), in: { c: [], d: [0, new Float64Array(1)] } }),
      );
      expectTypeOf(solve).toEqualTypeOf<(a: number) => P>();
      const named = (p: { name: string }, a: number): string => p.name + a;
      const counted = (p: { at: { k: Int32Array } }): number => p.at.k[0];
      const tested = (x: number): { is: boolean } => ({ is: x > 0 });
      // @ts-expect-error A text is no unknown.
      root(named, () => ({ name: "" }));
      // @ts-expect-error Whole numbers have no derivative.
      root(counted, () => ({ at: { k: new Int32Array(1) } }));
      // @ts-expect-error
      inverse(tested, () => 0);
    });
  });
});

test("mapFields goes through fields in one order, with the compiler and without", () => {
  const { exports, diagnostics } = compile(`import { grad, mapFields } from "cotangent";
    interface R { b: number; a: number[]; c: { d: number } }
    const sizes = (r: R): number => {
      let names = "";
      const doubled = mapFields(r, (value, name) => { names += name; return typeof value === "number" ? 2 * value : Array.isArray(value) ? value[0] : value.d ** 2; });
      return (doubled.b * doubled.a + doubled.c) * (names.length === 3 ? 1 : Number.NaN);
    };
    export const primal = sizes;
    export const g = grad(sizes);`);
  expect(diagnostics).toEqual([]);
  const r = { c: { d: 5 }, a: [4], b: 3 };
  expect((exports.primal as Call)(r)).toBe(49);
  expect((exports.g as Call)(r)).toEqual({ b: 8, a: [6], c: { d: 10 } });
});
