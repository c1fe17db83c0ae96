/** Kinks, poles and rounding, by their numbers in the list of pitfalls; the conventions are those of docs/language.md. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

/** An expression of `x` (and `y`) with what is known of its derivatives at points where it need not be smooth. */
function kink(
  expression: string,
  points: readonly { readonly at: readonly number[]; readonly gradient: readonly number[] }[],
): void {
  const parameters = points[0].at.length === 1 ? "x: number" : "x: number, y: number";
  check(`export function f(${parameters}): number { return ${expression}; }`, {
    points: points.map(({ at, gradient }) => ({ args: at, gradient })),
    smooth: false,
  });
}

test("48. NaN in the branch that is not taken does not leak", () => {
  check(`export function f(x: number): number { return x > 0 ? Math.log(x) * x : x * x; }`, {
    points: [
      { args: [2], gradient: [Math.log(2) + 1] },
      { args: [-3], gradient: [-6] },
    ],
  });
  check(`export function f(x: number): number { return x > 0 ? Math.log(x) * x : x * x; }`, {
    points: [{ args: [0], gradient: [0] }],
    smooth: false,
  });
  check(
    `export function f(x: number): number {
      let y = 0;
      if (x === 0) y = x;
      else y = Math.sin(x) / x;
      const safe = x !== 0 && Math.sqrt(x * x) > 1 ? 1 / x : 1;
      return y * safe;
    }`,
    { points: [{ args: [0], gradient: [1] }, [2], [-0.5]], smooth: false },
  );
  check(
    `export function f(x: Float64Array): number {
      let s = 0;
      for (let i = 0; i < x.length; i++) {
        if (x[i] <= 0) continue;
        s += Math.sqrt(x[i]) + Math.log(x[i]) + 1 / x[i];
      }
      return s;
    }`,
    {
      points: [{ args: [Float64Array.of(0, -1, 4)], gradient: [Float64Array.of(0, 0, 0.25 + 0.25 - 1 / 16)] }],
      smooth: false,
    },
  );
});

describe("49. powers at zero", () => {
  test("0 ** b", () => {
    kink("x ** y", [
      { at: [0, 2], gradient: [0, 0] },
      { at: [0, 1], gradient: [1, 0] },
      { at: [0, 0.5], gradient: [Number.POSITIVE_INFINITY, 0] },
      { at: [0, 0], gradient: [0, 0] },
      { at: [-2, 3], gradient: [12, Number.NaN] },
    ]);
    kink("Math.pow(x, y)", [{ at: [0, 3], gradient: [0, 0] }]);
  });

  test("x ** 2 to the third derivative at 0", () => {
    const { exports } = compile(`
      import { grad } from "cotangent";
      const square = (x: number): number => x ** 2;
      const cube = (x: number): number => x ** 3;
      const power = (x: number, n: number): number => x ** n;
      export const d1 = grad(square);
      export const d2 = grad(grad(square));
      export const d3 = grad(grad(grad(square)));
      export const c2 = grad(grad(cube));
      export const c3 = grad(grad(grad(cube)));
      export const p2 = grad(grad(power));
      export const p3 = grad(grad(grad(power)));`);
    const at = (name: string, ...args: number[]) => (exports[name] as (...args: number[]) => number)(...args);
    for (const x of [0, 3, -2]) {
      expect(at("d1", x) + 0).toBe(2 * x);
      expect(at("d2", x)).toBe(2);
      expect(at("d3", x) + 0).toBe(0);
      expect(at("c2", x) + 0).toBe(6 * x);
      expect(at("c3", x)).toBe(6);
      expect(at("p2", x, 2)).toBe(2);
      expect(at("p3", x, 2) + 0).toBe(0);
    }
  });

  test("x ** 0", () => {
    kink("x ** 0", [
      { at: [0], gradient: [0] },
      { at: [3], gradient: [0] },
    ]);
    kink("x ** 0 * y", [{ at: [0, 3], gradient: [0, 1] }]);
    kink("x ** 1", [{ at: [0], gradient: [1] }]);
    kink("x ** -1", [{ at: [2], gradient: [-0.25] }]);
  });
});

test("50. sqrt(x*x) at 0", () => {
  kink("Math.sqrt(x * x)", [
    { at: [0], gradient: [Number.NaN] },
    { at: [-2], gradient: [-1] },
  ]);
  kink("Math.sqrt(x)", [{ at: [0], gradient: [Number.POSITIVE_INFINITY] }]);
});

test("51. hypot and norms at 0", () => {
  kink("Math.hypot(x, y)", [
    { at: [0, 0], gradient: [0, 0] },
    { at: [3, 4], gradient: [0.6, 0.8] },
    { at: [0, 2], gradient: [0, 1] },
  ]);
  kink("Math.hypot(x)", [
    { at: [0], gradient: [0] },
    { at: [-3], gradient: [-1] },
  ]);
  check(`export function f(x: number, y: number, z: number): number { return Math.hypot(x, y, z, 2 * x); }`, {
    points: [[1, 2, 3]],
  });
});

test("52. max(x, x) totals 1", () => {
  kink("Math.max(x, x)", [{ at: [3], gradient: [1] }]);
  kink("Math.max(x, y)", [
    { at: [2, 2], gradient: [0.5, 0.5] },
    { at: [3, 2], gradient: [1, 0] },
    { at: [0, -0], gradient: [0.5, 0.5] },
  ]);
  kink("Math.min(x, y)", [
    { at: [2, 2], gradient: [0.5, 0.5] },
    { at: [3, 2], gradient: [0, 1] },
  ]);
  kink("Math.max(x, y, x, 1)", [
    { at: [2, 2], gradient: [2 / 3, 1 / 3] },
    { at: [0, 0.5], gradient: [0, 0] },
  ]);
});

test("53. abs at 0", () => {
  kink("Math.abs(x)", [
    { at: [0], gradient: [0] },
    { at: [-0], gradient: [0] },
    { at: [-2], gradient: [-1] },
  ]);
});

test("54. x % y", () => {
  kink("x % y", [
    { at: [7.5, 2], gradient: [1, -3] },
    { at: [-7.5, 2], gradient: [1, 3] },
    { at: [7.5, -2], gradient: [1, 3] },
    { at: [1, 2], gradient: [1, 0] },
  ]);
  check(`export function f(x: number, y: number): number { return (x % y) * x; }`, { points: [[7.5, 2.2]] });
});

test("55. rounding and discrete functions: 0", () => {
  for (const name of ["floor", "ceil", "round", "trunc", "sign", "clz32"]) {
    kink(`Math.${name}(x) * x`, [
      { at: [2.5], gradient: [(Math as unknown as Record<string, (x: number) => number>)[name](2.5)] },
    ]);
    kink(`Math.${name}(x)`, [{ at: [0], gradient: [0] }]);
  }
  kink("(x | 0) + (x >> 1) + (~x & 3) + x", [{ at: [5.5], gradient: [1] }]);
  kink("(x > 2 ? 1 : 0) * x + +(x > 1)", [{ at: [2.5], gradient: [1] }]);
  kink("Math.floor(x) * y + Math.round(y)", [{ at: [2.5, 1.5], gradient: [0, 2] }]);
});

test("56. x/x, atan2(0, 0), log at 0 behind a guard, -0, NaN comparisons, sort and argmax", () => {
  kink("x / x", [
    { at: [3], gradient: [0] },
    { at: [0], gradient: [Number.NaN] },
  ]);
  kink("Math.atan2(y, x)", [
    { at: [0, 0], gradient: [Number.NaN, Number.NaN] },
    { at: [0, 2], gradient: [-0.5, 0] },
  ]);
  kink("x > 0 ? x * Math.log(x) : 0", [{ at: [0], gradient: [0] }]);
  kink("1 / x", [{ at: [-0], gradient: [Number.NEGATIVE_INFINITY] }]);
  kink("-x * y", [{ at: [0, 0], gradient: [0, 0] }]);
  check(`export function f(x: number): number { return -0 * x; }`, {
    points: [{ args: [3], value: -0, gradient: [0] }],
  });
  check(`export function f(x: number): number { return x < NaN ? x : x > NaN ? 2 * x : 3 * x; }`, {
    points: [{ args: [2], gradient: [3] }],
  });
  check(`export function f(x: number): number { return x === x ? (x !== x ? 0 : x * x) : 5; }`, {
    points: [
      { args: [2], gradient: [4] },
      { args: [Number.NaN], value: 5, gradient: [0] },
    ],
    smooth: false,
  });
  check(
    `export function f(x: Float64Array): number {
      const order = [0, 1, 2, 3];
      for (let i = 1; i < order.length; i++) {
        for (let j = i; j > 0 && x[order[j - 1]] > x[order[j]]; j--) {
          [order[j - 1], order[j]] = [order[j], order[j - 1]];
        }
      }
      let s = 0;
      for (let i = 0; i < order.length; i++) s += x[order[i]] * x[order[i]] * (i + 1);
      return s;
    }`,
    { points: [{ args: [Float64Array.of(3, 1, 4, 2)], gradient: [Float64Array.of(18, 2, 32, 8)] }] },
  );
  check(
    `export function f(x: Float64Array): number {
      let at = 0;
      for (let i = 1; i < x.length; i++) if (x[i] > x[at]) at = i;
      return x[at] * x[at] + at;
    }`,
    { points: [{ args: [Float64Array.of(1, 3, 2)], gradient: [Float64Array.of(0, 6, 0)] }] },
  );
});

describe("the whole of Math, inside and away from the kinks", () => {
  test.each([
    "exp",
    "expm1",
    "log",
    "log1p",
    "log2",
    "log10",
    "sqrt",
    "cbrt",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "atanh",
    "abs",
  ])("%s", (name) => {
    check(`export function f(x: number): number { return Math.${name}(x) * x + Math.${name}(0.5 * x); }`, {
      points: [[0.37]],
    });
  });

  test("those of several arguments", () => {
    check(
      `export function f(x: number, y: number): number {
        return Math.atan2(x, y) + Math.pow(x, y) + Math.hypot(x, y) + Math.max(x, y) * Math.min(x, y, 1) + Math.acosh(1 + x) * x ** y;
      }`,
      {
        points: [
          [0.6, 1.7],
          [1.9, 0.2],
        ],
      },
    );
  });
});
