/** Taylor mode against nested forward mode, and against expansions that are known. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { close, difference, reals } from "../support/trees.js";

type Call = (...args: unknown[]) => unknown;

const head = 'import { customJvp, customVjp, grad, jet, jvp, nondifferentiable, taylor } from "cotangent";\n';

function run(source: string, level: 0 | 1 = 1): Record<string, Call> {
  const { exports, diagnostics } = compile(head + source, level);
  expect(diagnostics).toEqual([]);
  return exports as Record<string, Call>;
}

describe("every primitive", () => {
  test.each([
    ["x + y * 2 - -x", 0.4, 1.2],
    ["x * y * x", 0.4, 1.2],
    ["x / y + y / x + 1 / x", 0.4, 1.2],
    ["x % 3 + (x + 7) % y", 0.4, 1.2],
    ["x ** 2 + x ** 3 + x ** 7 + x ** 0 + x ** 1", -0.4, 1.2],
    ["x ** -1 + x ** -3", -0.4, 1.2],
    ["x ** 2 * x ** 5", 0, 1.2],
    ["x ** 0.5 + x ** 1.5 + x ** -0.7 + x ** 2.5", 0.4, 1.2],
    ["x ** y + 2 ** x", 0.4, 1.2],
    ["Math.pow(x, Math.floor(y + 3))", 0, 1.2],
    ["Math.sqrt(x) + Math.cbrt(y)", 0.4, 1.2],
    ["Math.exp(x) + Math.expm1(y * x)", 0.4, 1.2],
    ["Math.log(x) + Math.log1p(y) + Math.log2(x) + Math.log10(y)", 0.4, 1.2],
    ["Math.sin(x) * Math.cos(y) + Math.tan(x)", 0.4, 1.2],
    ["Math.asin(x) + Math.acos(x * y) + Math.atan(y)", 0.4, 1.2],
    ["Math.sinh(x) + Math.cosh(y) + Math.tanh(x * y)", 0.4, 1.2],
    ["Math.asinh(x) + Math.acosh(y) + Math.atanh(x)", 0.4, 1.2],
    ["Math.atan2(x, y) + Math.hypot(x, y, 2)", 0.4, 1.2],
    ["Math.abs(x) * y + Math.max(x, y, 0.1) * Math.min(x, y)", -0.4, 1.2],
    ["Math.floor(x) * y + Math.sign(y) * x + Math.fround(0.5) * x", 0.4, 1.2],
  ])("%s", (body, x, y) => {
    const source = `const f = (x: number, y: number): number => ${body};
      const along = (t: number, x: number, y: number): number => f(x + 0.7 * t, y - 0.3 * t);
      const d1 = (t: number, x: number, y: number): number => jvp(along)([t, x, y], [1, 0, 0])[1];
      const d2 = (t: number, x: number, y: number): number => jvp(d1)([t, x, y], [1, 0, 0])[1];
      const d3 = (t: number, x: number, y: number): number => jvp(d2)([t, x, y], [1, 0, 0])[1];
      export const nested = (x: number, y: number): number[] => [f(x, y), d1(0, x, y), d2(0, x, y) / 2, d3(0, x, y) / 6];
      export const series = taylor(f, 3);`;
    for (const level of [1, 0] as const) {
      const text = `${source.replace("export const nested", "const nested")}
        export const direct = grad((k: number, x: number, y: number): number => k * nested(x, y)[3]);
        export const second = grad((k: number, x: number, y: number): number => k * nested(x, y)[2]);
        export const first = grad((k: number, x: number, y: number): number => k * nested(x, y)[1]);
        export const zeroth = grad((k: number, x: number, y: number): number => k * nested(x, y)[0]);`;
      const of = run(text, level);
      const wanted = [of.zeroth, of.first, of.second, of.direct].map((each) => each(1, x, y));
      const found = of.series([x, y], [0.7, -0.3]);
      expect([body, level, difference(found, wanted, close(1e-12))]).toEqual([body, level, undefined]);
    }
  });
});

describe("expansions that are known", () => {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

  test("to order ten, with loops and branches", () => {
    const of = run(`function f(x: number): number {
        let sum = 0; let term = 1;
        for (let k = 1; k < 60; k++) { sum += term; term *= x / k; }
        return sum > 0 ? sum : -sum;
      }
      function newton(a: number): number { let x = a; while (Math.abs(x * x - a) > 1e-14) x = 0.5 * (x + a / x); return x + 0 * a; }
      export const exp = taylor(f, 10);
      export const root = taylor((a: number): number => newton(newton(a) * newton(a)), 10);
      export const geometric = taylor((x: number): number => 1 / (1 - x), 10);
      export const tangent = taylor(Math.tan, 9);`);
    const orders = Array.from({ length: 11 }, (_, k) => k);
    const near = (found: unknown, wanted: number[]): void =>
      expect(difference(found, wanted, close(1e-10))).toBeUndefined();
    near(
      of.exp([0.5], [1]),
      orders.map((k) => Math.exp(0.5) / factorial(k)),
    );
    near(
      of.geometric([0], [1]),
      orders.map(() => 1),
    );
    near(of.tangent([0], [1]), [0, 1, 0, 1 / 3, 0, 2 / 15, 0, 17 / 315, 0, 62 / 2835]);
  });

  test("of arrays, records, memory that is written to, calls and recursion", () => {
    const of = run(`interface S { at: Float64Array; name: string; speed: number }
      function power(x: number, n: number): number { return n === 0 ? 1 : x * power(x, n - 1); }
      function f(s: S, t: number): S {
        const at = new Float64Array(2);
        for (let i = 0; i < 2; i++) { at[i] = s.at[i] * t; at[i] += power(s.at[0], 3); }
        at[1] = at[0] * at[1];
        return { at, name: s.name, speed: Math.exp(s.speed * t) };
      }
      export const series = taylor(f, 4);
      export const inPlace = taylor((x: number[]): number[] => { x[1] *= x[0]; x.push(x[1] * x[1]); return x; }, 3);`);
    const found = of.series(
      [{ at: Float64Array.of(1, 2), name: "s", speed: 0 }, 1],
      [{ at: Float64Array.of(1, 0), name: null, speed: 1 }, 0],
    ) as Record<string, unknown>[];
    // at[0] = (1 + e) + (1 + e) ** 3, at[1] = at[0] * (2 + (1 + e) ** 3), speed = exp(e)
    expect(found.map(({ at }) => Array.from(at as Float64Array))).toEqual([
      [2, 6],
      [4, 18],
      [3, 27],
      [1, 26],
      [0, 16],
    ]);
    expect(found.map(({ name }) => name)).toEqual(Array(5).fill(null));
    expect(reals(found.map(({ speed }) => speed))).toEqual([1, 1, 1 / 2, 1 / 6, 1 / 24]);
    expect(of.inPlace([[2, 3]], [[1, 0]])).toEqual([
      [2, 6, 36],
      [1, 3, 36],
      [0, 0, 9],
      [0, 0, 0],
    ]);
  });
});

describe("jet", () => {
  test("is the derivatives of the image of a curve", () => {
    const of = run(
      `export const d = jet((x: number, y: Float64Array): Float64Array => Float64Array.of(Math.sin(x) * y[0], x), 3);`,
    );
    // x = 1 + 2 t + t ** 2, y = 3 - t
    const series = [
      [2, Float64Array.of(-1)],
      [2, Float64Array.of(0)],
      [0, Float64Array.of(0)],
    ];
    const [value, derivatives] = of.d([1, Float64Array.of(3)], series) as [Float64Array, Float64Array[]];
    const [s, c] = [Math.sin(1), Math.cos(1)];
    expect(value).toEqual(Float64Array.of(3 * s, 1));
    const wanted = [
      Float64Array.of(6 * c - s, 2),
      Float64Array.of(3 * (2 * c - 4 * s) - 2 * 2 * c, 2),
      Float64Array.of(3 * (-12 * s - 8 * c) - 3 * (2 * c - 4 * s), 0),
    ];
    expect(difference(derivatives, wanted, close(1e-13))).toBeUndefined();
    expect(() => of.d([1, Float64Array.of(3)], series.slice(1))).toThrow(RangeError);
    expect(() => of.d([1, Float64Array.of(3)], [...series.slice(1), [0, Float64Array.of(0, 0)]])).toThrow(RangeError);
  });

  test("is differentiated, and stands in differentiated code", () => {
    const of =
      run(`const third = (x: number): number => jet((t: number): number => t ** 5, 3)([x], [[1], [0], [0]])[1][2];
      export const d = grad(third);
      export const e = grad((x: number): number => taylor((t: number): number => Math.exp(2 * t), 2)([x], [1])[2]);`);
    expect(of.d(2)).toBeCloseTo(120 * 2, 10);
    expect(of.e(0.3)).toBeCloseTo(4 * Math.exp(0.6), 10);
  });
});

test("costs the square of the order", () => {
  const cost = (order: number): number => {
    let count = 0;
    const run = compile(
      `${head}export const d = taylor((x: number): number => { let y = x; for (let i = 0; i < 20; i++) y = Math.sin(y) * Math.exp(y) / (1 + y * y); return y; }, ${order});`,
    ).interpreted("d", () => count++);
    run([0.3], [1]);
    return count;
  };
  const [four, eight, sixteen] = [4, 8, 16].map(cost);
  expect(eight / four).toBeLessThan(4);
  expect(sixteen / eight).toBeLessThan(4.2);
});

describe("of functions with rules of their own", () => {
  const plain = `(x: number, w: Float64Array): number => { const v = inner(Float64Array.of(x * w[0], Math.sin(x)), w[1]); return v[0] * v[1] + outer(x); }`;
  const functions = `const innerOf = (u: Float64Array, k: number): Float64Array => Float64Array.of(Math.exp(u[0]) * u[1], k * u[0] * u[1]);
    const outerOf = (x: number): number => x ** 3 * Math.cos(x);`;
  const tangent = `([u, k]: [Float64Array, number], [du, dk]: [Float64Array, number]): [Float64Array, Float64Array] => {
      const e = Math.exp(u[0]);
      return [innerOf(u, k), Float64Array.of(e * u[1] * du[0] + e * du[1], k * (du[0] * u[1] + u[0] * du[1]) + dk * u[0] * u[1])];
    }`;
  const rules = {
    none: "const inner = innerOf; const outer = outerOf;",
    forward: `const inner = customJvp(innerOf, ${tangent});
      const outer = customJvp(outerOf, ([x], [dx]) => [outerOf(x), (3 * x * x * Math.cos(x) - x ** 3 * Math.sin(x)) * dx]);`,
    reverse: `const inner = customVjp(innerOf, (u, k): [Float64Array, [Float64Array, number]] => [innerOf(u, k), [u, k]], ([u, k], c) => {
        const e = Math.exp(u[0]);
        return [Float64Array.of(c[0] * e * u[1] + c[1] * k * u[1], c[0] * e + c[1] * k * u[0]), c[1] * u[0] * u[1]];
      });
      const outer = customVjp(outerOf, (x): [number, number] => [outerOf(x), x], (x, c) => [(3 * x * x * Math.cos(x) - x ** 3 * Math.sin(x)) * c]);`,
    "that call themselves": `const inner = customJvp(innerOf, ${tangent});
      const outer: (x: number) => number = customJvp(outerOf, ([x], [dx]) => [outer(x), (x === 0 ? 0 : 3 * outer(x) / x) * dx - x ** 3 * Math.sin(x) * dx]);`,
  };

  const coefficients = (rule: string): unknown => {
    const of = run(`${functions} ${rule}
      const f = ${plain};
      export const d = taylor(f, 5);
      export const e = grad((x: number): number => taylor((t: number): number => f(t, Float64Array.of(0.5, 2)), 3)([x], [1])[3]);`);
    return [of.d([0.7, Float64Array.of(0.5, -1.5)], [1, Float64Array.of(0.25, -2)]), of.e(0.4)];
  };

  test.each(["forward", "reverse", "that call themselves"] as const)("%s", (kind) => {
    expect(difference(coefficients(rules[kind]), coefficients(rules.none), close(1e-12))).toBeUndefined();
  });

  test("the zero of an equation", () => {
    const of = run(`import { root } from "cotangent/implicit";
      const squareRoot = root((x: number, a: number) => x * x - a, (a: number) => Math.sqrt(a));
      export const d = taylor((a: number): number => squareRoot(a), 4);
      export const e = taylor((a: number): number => Math.sqrt(a), 4);`);
    expect(difference(of.d([4], [1]), of.e([4], [1]), close(1e-13))).toBeUndefined();
  });

  test("of which an argument is missing, or part of one", () => {
    const of = run(`interface Bend { readonly a: number; readonly more?: { readonly b: number } }
      const value = (x: number, bend?: Bend): number => x * x * (bend ? bend.a * x + (bend.more ? bend.more.b * x : 0) : 1);
      const slope = (x: number, bend?: Bend): number => bend ? 3 * bend.a * x * x + (bend.more ? 3 * bend.more.b * x * x : 0) : 2 * x;
      const bent = customJvp(value, ([x, bend], [dx, dBend]) => [value(x, bend),
        slope(x, bend) * dx + x ** 3 * ((dBend?.a ?? 0) + (dBend?.more?.b ?? 0))]);
      export const none = taylor((x: number): number => bent(x), 3);
      export const rule = taylor((x: number, bend: Bend): number => bent(x, bend), 4);
      export const plain = taylor((x: number, bend: Bend): number => value(x, bend), 4);`);
    expect(of.none([2], [1])).toEqual([4, 4, 1, 0]);
    for (const [bend, moved] of [
      [{ a: 2 }, { a: 1 }],
      [
        { a: 2, more: { b: 3 } },
        { a: 1, more: { b: -1 } },
      ],
    ])
      expect(difference(of.rule([2, bend], [1, moved]), of.plain([2, bend], [1, moved]), close(1e-13))).toBeUndefined();
  });

  test("without a derivative", () => {
    const of = run(`const steps = nondifferentiable((x: number): number => Math.floor(x) * x);
      export const d = taylor((x: number): number => steps(x) * x * x, 3);`);
    expect(of.d([1.5], [1])).toEqual([1.5 * 2.25, 1.5 * 3, 1.5, 0]);
  });
});

test("an order that is not known is refused", () => {
  const errors = (source: string): string[] => compile(head + source).diagnostics.map(({ code }) => code);
  expect(errors(`let n = 3; n++; export const d = taylor((x: number): number => x, n);`)).toEqual(["AD1002"]);
});
