/** Functions of `cotangent/special` in differentiated programs. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compile } from "../../support/compile.js";
import { check } from "../../support/harness.js";

/** A module that imports what it calls. */
function program(text: string): string {
  const names = new Set([...text.matchAll(/(?<![.\w])([a-z]\w*)\(/gi)].map(([, name]) => name));
  for (const other of ["f", "if", "for", "jet", "grad", "stopGradient"]) names.delete(other);
  return `import { grad, jet, stopGradient } from "cotangent";\nimport { ${[...names].join(", ")} } from "cotangent/special";\n${text}`;
}

const f = (params: string, value: string): string =>
  program(`export function f(${params}): number { return ${value}; }`);

describe("the harness: forward, reverse and nested", () => {
  test.each([
    ["x: number, y: number", "gamma(x) * digamma(y) + lgamma(x * y) - trigamma(x + y) * polygamma(2, x)", [1.3, 2.4]],
    ["x: number, y: number", "beta(x, y) * lbeta(x + y, 2) + betaDerivative(1, 0, y, x)", [1.3, 2.4]],
    ["x: number, y: number", "beta(x, y) + y * betaDerivative(1, 1, x, y)", [-2.25, -0.75]],
    ["x: number, y: number", "beta(x, y) * lbeta(y, -x - y) + beta(-x, y) + digammaDifference(1, y, x)", [-1.3, 2.4]],
    ["x: number, y: number", "erf(x) * erfc(y) + erfcx(x * y) + erfinv(0.4 * x) * erfcinv(y)", [0.4, 0.7]],
    ["x: number, y: number", "normalCdf(x) * normalQuantile(y) + normalLogCdf(-9 * y) * normalHazard(x)", [0.4, 0.3]],
    [
      "x: number, y: number",
      "gammaP(x, y) * x + gammaQ(y, x) + gammaPDerivative(1, x, y) * gammaDensity(1, y, x)",
      [2.3, 1.6],
    ],
    [
      "x: number, y: number",
      "betaI(x, x * y, 0.3 * y) + betaIDerivative(0, 1, y, x, 0.4) * betaDensity(1, 0, x, y, 0.2 * x)",
      [2.3, 1.6],
    ],
    ["x: number, y: number", "besselJ(2, x * y) + besselY(0, x) * besselI(1, y) + besselK(3, x + y)", [2.3, 1.6]],
    ["x: number, y: number", "lambertW(x * y) * lambertWm1(-0.1 * y) + ellipticK(0.3 * y) * ellipticE(-x)", [0.4, 1.3]],
    [
      "x: number, y: number",
      "expint(1, x) * expintEi(y) + zeta(x + y) * sinc(x * y) + log1p(x) * expm1(y)",
      [0.9, 0.7],
    ],
    [
      "x: number, y: number",
      "ellipticEDerivative(1, x) * zetaDerivative(1, 2 + y) + ellipticKDerivative(2, x) + erfcxDerivative(1, y) * sincDerivative(2, x)",
      [0.4, 0.7],
    ],
  ])("%s: %s", (params, value, args) => {
    check(f(params, value), { points: [args] });
  });

  test("functions in a table, as an argument, and in another module", () => {
    check(
      {
        "main.ts": `import { apply } from "./lib.js";
          import { erf, lgamma, sinc as s } from "cotangent/special";
          const table = [erf, lgamma, Math.exp];
          export function f(x: number, k: number): number { return table[k](x) * apply(s, x); }`,
        "lib.ts": `import { digamma } from "cotangent/special";
          export function apply(g: (x: number) => number, x: number): number { return g(x) + digamma(g(x)); }`,
      },
      {
        points: [
          [0.7, 0],
          [0.7, 1],
          [0.3, 2],
        ],
        wrt: [0],
      },
    );
  });

  test("an order that the program computes, in a loop", () => {
    const text = program(`export function f(x: number): number {
      let sum = 0;
      for (let n = -1; n < 4; n++) sum += besselJ(n, x) * x ** n;
      return sum;
    }`);
    check(text, { points: [[1.7]] });
  });
});

test("derivatives of the beta function where poles cancel, and where they do not", () => {
  const { exports, diagnostics } = compile(
    program(`export const byFirst = grad((x: number) => beta(x, 2));
      export const again = grad(grad((x: number) => beta(x, 2)));
      export const bySecond = grad((y: number) => beta(-3, y));
      export const logarithm = grad((x: number) => lbeta(-1.5, x));
      export const atZero = grad((x: number) => beta(x, 0.5));
      export const atZeroAgain = grad(grad((x: number) => beta(x, 0.5)));
      export const bySecondAtZero = grad((y: number) => beta(-2.25, y));`),
  );
  expect(diagnostics).toEqual([]);
  const { byFirst, again, bySecond, logarithm, ...zeros } = exports as Record<string, (x: number) => number>;
  // 1 / (x (x + 1))
  expect(byFirst(-3)).toBeCloseTo(5 / 36, 14);
  expect(again(-3)).toBeCloseTo(1 / 4 - 2 / 27, 14);
  expect(bySecond(2)).toBeNaN();
  expect(logarithm(0.5)).toBeNaN();
  // Γ(-1/2) Γ(1/2) / Γ(s) is -2 π (s + γ s² + ...) where s is 0.
  expect(zeros.atZero(-0.5)).toBeCloseTo(-2 * Math.PI, 13);
  const slopeOfGamma = -0.5772156649015329 + 2 - 2 * Math.LN2;
  expect(zeros.atZeroAgain(-0.5)).toBeCloseTo(-4 * Math.PI * (slopeOfGamma + 0.5772156649015329), 12);
  // By mpmath.
  expect(zeros.bySecondAtZero(-0.75)).toBeCloseTo(-50.55013476304629, 11);
});

test("derivatives of orders 1 to 4 by Taylor mode", () => {
  const references = JSON.parse(readFileSync(new URL("references.json", import.meta.url), "utf8"));
  const curves = references.curves as [string, number, number, ...number[]][];
  const text = curves.map(([body], k) => `export const j${k} = jet((x: number): number => ${body}, 4);`);
  const { exports, diagnostics } = compile(program(text.join("\n")));
  expect(diagnostics).toEqual([]);
  curves.forEach(([body, at, value, ...derivatives], k) => {
    const run = exports[`j${k}`] as (primals: number[], series: number[][]) => [number, number[]];
    const [actual, series] = run([at], [[1], [0], [0], [0]]);
    for (const [order, wanted] of [value, ...derivatives].entries()) {
      const found = [actual, ...series][order];
      const error = Math.abs(found - wanted) / Math.max(1e-3, Math.abs(wanted));
      expect(error, `${body}, order ${order}: ${found}, not ${wanted}`).toBeLessThan(1e-11);
    }
  });
});

describe("what the compiler makes of them", () => {
  const grads = (text: string) => compile(program(text));

  test("by any name, as values, and as operands", () => {
    const { exports, diagnostics } = compile(`
      import { grad } from "cotangent";
      import * as special from "cotangent/special";
      import { erf as errorFunction } from "cotangent/special";
      const g = errorFunction;
      export const whole = grad(special.erf);
      export const renamed = grad(errorFunction);
      export const sum = grad((xs: number[]) => xs.map(g).reduce((a, b) => a + b, special.log1p(xs[0])));
    `);
    expect(diagnostics).toEqual([]);
    const slope = (x: number): number => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x);
    const { whole, renamed, sum } = exports as Record<string, (x: unknown) => unknown>;
    expect(whole(0.3)).toBeCloseTo(slope(0.3), 15);
    expect(renamed(0.3)).toBeCloseTo(slope(0.3), 15);
    expect(sum([0.5, 1])).toEqual([expect.closeTo(slope(0.5) + 1 / 1.5, 14), expect.closeTo(slope(1), 14)]);
  });

  test("generated code imports what it lacks, and calls by the name here what is imported", () => {
    const { code } = compile(`
      import { grad } from "cotangent";
      import { digamma as psi, lgamma } from "cotangent/special";
      export const trigamma = psi(2);
      export const g = grad((x: number) => lgamma(x) + psi(x));
    `);
    expect(code["main.ts"]).toContain('import { polygamma } from "cotangent/special"');
    expect(code["main.ts"]).toMatch(/return polygamma\(1, x\) \+ psi\(x\);/);
  });

  test("an import all of whose uses are replaced is not kept for what loading it does", () => {
    const long = "aLongNameSoThatTheQuotedLineEndsInFrontOfTheCall";
    const { code } = compile(`
      import { grad } from "cotangent";
      import { erf } from "cotangent/special";
      export const g = grad((${long}: number) => ${long} * ${long} + erf(${long}));
    `);
    expect(code["main.ts"]).toMatch(/return .*Math\.exp/);
    expect(code["main.ts"]).not.toContain('import "cotangent/special"');
  });

  test("a differentiated order is refused where it stands", () => {
    const text = program("export const g = grad((n: number, x: number) => x + besselJ(n, x), { argnums: 0 });");
    const [{ code, start, end, message }, ...others] = compile(text).diagnostics;
    expect(others).toEqual([]);
    expect(code).toBe("AD4006");
    expect(text.slice(start, end)).toBe("besselJ(n, x)");
    expect(message).toMatch(/^`besselJ` takes whole numbers for `n`/);
  });

  test.each(["Math.round(n)", "stopGradient(n)"])("%s is an order that is not differentiated", (order) => {
    const { exports, diagnostics } = grads(
      `export const g = grad((n: number, x: number) => n * besselJ(${order}, x), { argnums: [0, 1] });`,
    );
    expect(diagnostics).toEqual([]);
    const [byN, byX] = (exports.g as (n: number, x: number) => number[])(2, 1.3);
    expect(byN).toBeCloseTo(0.1830266988, 9);
    expect(byX).toBeCloseTo(0.4808874216947434, 14);
  });

  test("what depends on what is known of them, and series of the untaken branch are left out", () => {
    const { exports, diagnostics } = compile(`
      import { jacobianPattern, jet } from "cotangent";
      import { besselJ, erf, normalLogCdf } from "cotangent/special";
      export const pattern = jacobianPattern((x: Float64Array) => [erf(x[0]), besselJ(2, x[2]) * x[0]]);
      export const far = jet((x: number) => normalLogCdf(x), 4);
    `);
    expect(diagnostics).toEqual([]);
    const { pattern, far } = exports as unknown as {
      pattern(x: Float64Array): unknown;
      far(primals: [number], series: [number][]): [number, number[]];
    };
    expect(pattern(new Float64Array(3))).toMatchObject({ shape: [2, 3], columns: Int32Array.of(0, 0, 2) });
    const [, series] = far([50], [[1], [0], [0], [0]]);
    expect(series.map(Math.abs)).toEqual([0, 0, 0, 0]);
  });

  test("derivatives at removable singularities and far out in tails are finite", () => {
    const { exports } = grads(`
      export const w = grad((x: number) => lambertW(x));
      export const k = grad((m: number) => ellipticK(m));
      export const s = grad(grad((x: number) => sinc(x)));
      export const l = grad((x: number) => normalLogCdf(x));
      export const ll = grad(grad((x: number) => normalLogCdf(x)));
    `);
    const { w, k, s, l, ll } = exports as Record<string, (x: number) => number>;
    expect(w(0)).toBe(1);
    expect(k(0)).toBeCloseTo(Math.PI / 8, 15);
    expect(s(0)).toBeCloseTo(-(Math.PI ** 2) / 3, 14);
    expect(l(-1e6)).toBeCloseTo(1e6 + 1e-6, 9);
    expect(ll(-1e6)).toBeCloseTo(-1, 11);
    expect(Math.abs(l(100))).toBe(0);
    expect(Math.abs(ll(100))).toBe(0);
  });
});
