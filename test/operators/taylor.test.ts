/** Taylor mode against nested forward mode, and against expansions that are known. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { close, difference, reals } from "../support/trees.js";

type Call = (...args: unknown[]) => unknown;

const head = 'import { customJvp, grad, jet, jvp, taylor } from "cotangent";\n';

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

test("what has a rule of its own is refused, and an order that is not known", () => {
  const errors = (source: string): string[] => compile(head + source).diagnostics.map(({ code }) => code);
  expect(
    errors(
      `const f = customJvp((x: number): number => x * x, ([x], [dx]) => [x * x, 2 * x * dx]); export const d = taylor((x: number): number => f(x), 2);`,
    ),
  ).toEqual(["AD1021"]);
  expect(errors(`let n = 3; n++; export const d = taylor((x: number): number => x, n);`)).toEqual(["AD1002"]);
});
