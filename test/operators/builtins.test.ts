/** Functions of the language as operands: what an arrow function that calls them would give. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";
import { strictErrors } from "../support/strict.js";

type Call = (...args: unknown[]) => unknown;

function operators(source: string): Record<string, Call> {
  const { code, exports, diagnostics } = compile(
    `import { grad, jvp, valueAndGrad, vjp } from "cotangent";\n${source}`,
  );
  expect(diagnostics).toEqual([]);
  expect(strictErrors(code)).toEqual([]);
  return exports as Record<string, Call>;
}

const unary =
  "abs exp expm1 log log1p log2 log10 sqrt cbrt sin cos tan asin acos atan sinh cosh tanh asinh atanh fround";

test.each(unary.split(" "))("Math.%s", (name) => {
  const of = operators(`
    export const direct = grad(Math.${name});
    export const second = grad(grad(Math.${name}));
    export const wrapped = grad((x: number) => Math.${name}(x));
    export const wrappedSecond = grad(grad((x: number) => Math.${name}(x)));
  `);
  expect(of.direct(0.4)).toBe(of.wrapped(0.4));
  expect(of.second(0.4)).toBe(of.wrappedSecond(0.4));
});

test("functions of two numbers and of any number of them", () => {
  const of = operators(`
    export const pow = valueAndGrad(Math.pow, { argnums: [0, 1] });
    export const atan2 = vjp(Math.atan2);
    export const max = grad(Math.max, { argnums: [0, 1] });
    export const min = jvp(Math.min);
    export const hypot = jvp(Math.hypot);
    export const floor = grad(Math.floor);
    export const number = grad(Number);
  `);
  expect(of.pow(2, 3)).toStrictEqual([8, [12, 8 * Math.LN2]]);
  expect(((of.atan2(1, 1) as unknown[])[1] as Call)(1)).toStrictEqual([0.5, -0.5]);
  expect(of.max(2, 3, 1)).toStrictEqual([0, 1]);
  expect(of.min([2, 3], [1, 5])).toStrictEqual([2, 1]);
  expect(of.hypot([3, 4], [1, 0])).toStrictEqual([5, 0.6]);
  expect(of.floor(1.5)).toBe(0);
  expect(of.number(3)).toBe(1);
  expect(() => of.number("3")).toThrow("grad(Number): parameter 'value' must be a number, but is a string");
  expect(() => of.max(2)).toThrow(RangeError);
});

test("under other names, and handed to functions", () => {
  const of = operators(`
    const f = Math.exp;
    const { cos, tan: tangent, PI } = Math;
    export const named = grad(f);
    export const member = grad(cos);
    export const renamed = grad(tangent);
    export const table = { sin: grad(Math.sin), both: [grad(Math.sin), grad(Math.cos)] };
    export function inside(x: number): number {
      const g = Math.log;
      const { sqrt } = Math;
      return grad(g)(x) + grad(sqrt)(x);
    }
    const apply = (h: (x: number) => number, x: number): number => h(x) * x;
    const slope = (h: (x: number) => number, x: number): number => apply(h, x) + x;
    export const handed = grad((x: number) => slope(Math.sin, x));
    export const inner = grad((x: number): number => {
      const { sin, SQRT2 } = Math;
      const k = grad(sin);
      return k(x) * SQRT2 * PI;
    });
  `);
  expect(of.named(1)).toBe(Math.E);
  expect(of.member(1)).toBe(-Math.sin(1));
  expect(of.renamed(0)).toBe(1);
  const table = of.table as unknown as { sin: Call; both: Call[] };
  expect([table.sin(0), table.both[1](Math.PI / 2)]).toStrictEqual([1, -1]);
  expect(of.inside(1)).toBe(1.5);
  expect(of.handed(1)).toBeCloseTo(Math.sin(1) + Math.cos(1) + 1, 14);
  expect(of.inner(1)).toBeCloseTo(-Math.sin(1) * Math.SQRT2 * Math.PI, 14);
});

test("what has no derivative is refused at the operand", () => {
  const { diagnostics } = compile(`
    import { grad } from "cotangent";
    export const a = grad(parseInt as unknown as (x: number) => number);
    export const b = grad(isNaN as unknown as (x: number) => number);
  `);
  expect(diagnostics.map(({ code }) => code)).toEqual(["AD4002", "AD1005"]);
});

describe("Math.hypot of a list", () => {
  const source = `export function f(x: number[], y: number): number { return Math.hypot(...x) * y + Math.hypot(...[y, x[0]]); }`;

  test("in all modes", () => {
    check(source, {
      points: [
        [[3, -4], 2],
        [[0.1, 0.7, -0.33], 0.5],
      ],
    });
  });

  test("has the engine's value, and 0 for a derivative at the origin", () => {
    const of = operators(`export const f = valueAndGrad((x: number[]) => Math.hypot(...x));`);
    expect(of.f([])).toStrictEqual([0, []]);
    expect(of.f([0, 0])).toStrictEqual([0, [0, 0]]);
    expect(of.f([-2])).toStrictEqual([2, [-1]]);
    expect(of.f([3e200, 4e200])).toMatchObject([
      Math.hypot(3e200, 4e200),
      [expect.closeTo(0.6, 14), expect.closeTo(0.8, 14)],
    ]);
    for (const x of [
      [0.1, 0.7, 0.33],
      [Number.POSITIVE_INFINITY, 1],
      [Number.NaN, 1],
      [5e-324, 1e-300],
    ]) {
      expect((of.f(x) as unknown[])[0]).toBe(Math.hypot(...x));
    }
  });
});
