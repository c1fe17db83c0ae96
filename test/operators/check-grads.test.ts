/** `checkGrads`: the checks of the runtime, on what the compiler makes. */
import { expect, test } from "vitest";
import { compile } from "../support/compile.js";

type Call = (...args: unknown[]) => unknown;

const head = 'import { checkGrads, customJvp, customVjp, grad } from "cotangent";\n';

function run(source: string): Record<string, Call> {
  const { exports, diagnostics } = compile(head + source);
  expect(diagnostics).toEqual([]);
  return exports as Record<string, Call>;
}

test("a right derivative passes, of first and second order", () => {
  const of = run(`interface S { x: number[]; name: string }
    function f(s: S, k: Float64Array): number { let sum = 0; for (const v of s.x) sum += Math.sin(v * k[0]) * k[1]; return sum; }
    export const first = () => checkGrads(f, [{ x: [0.3, 0.7], name: "s" }, Float64Array.of(1.1, 0.4)]);
    export const second = () => checkGrads(f, [{ x: [0.3, 0.7], name: "s" }, Float64Array.of(1.1, 0.4)], { order: 2 });
    export const vector = () => checkGrads((x: Float64Array) => x.map((v) => v * v * x[0]), [Float64Array.of(0.3, 0.7)], { order: 2 });
    export const reverse = () => checkGrads(f, [{ x: [0.3], name: "" }, Float64Array.of(1, 2)], { modes: ["reverse"] });`);
  for (const check of [of.first, of.second, of.vector, of.reverse]) {
    const report = check() as { ok: boolean; checks: unknown[] };
    expect(report.ok).toBe(true);
    expect(report.checks.length).toBeGreaterThan(0);
  }
});

test("a wrong rule is found, and the number named that shows it", () => {
  const of = run(`const f = customVjp(
      (w: { a: number; b: Float64Array }): number => w.a * w.b[0] * w.b[1],
      (w) => [w.a * w.b[0] * w.b[1], { a: w.a, b: w.b.slice() }],
      ({ a, b }, ct) => [{ a: ct * b[0] * b[1], b: Float64Array.of(ct * a * b[1], 2 * ct * a * b[0]) }],
    );
    export const wrong = () => checkGrads(f, [{ a: 2, b: Float64Array.of(3, 5) }]);`);
  expect(() => of.wrong()).toThrow(/w\.b\[1\]/);
});

test("with captured variables, and operators in the arguments and options", () => {
  const of = run(`export function scaled(k: number) {
    const order = 1;
    return checkGrads((x: number): number => x ** 3 * k, [grad((t: number): number => t * t)(1)], { order });
  }`);
  expect((of.scaled(3) as { ok: boolean }).ok).toBe(true);
});

test("is not part of what is differentiated", () => {
  const { diagnostics } = compile(
    `${head}const f = (x: number): number => x; export const d = grad((x: number): number => { checkGrads(f, [x]); return x; });`,
  );
  expect(diagnostics.map(({ code }) => code)).toEqual(["AD1007"]);
});

interface Found {
  readonly ok: boolean;
  readonly checks: readonly { readonly name: string; readonly ok: boolean }[];
}

const stepped = (report: unknown): boolean[] =>
  (report as Found).checks.filter(({ name }) => name.includes("complex step")).map(({ ok }) => ok);

test("against complex steps, where all is analytic: loops, branches, recursion, records, captures", () => {
  const of = run(`
    const chain = (x: number, n: number): number => (n === 0 ? x : Math.tanh(chain(x, n - 1)) + x / 3);
    export const all = (k: number) => checkGrads((s: { x: number[]; y: number }) => {
      let sum = 0;
      for (const v of s.x) sum += v > 0 ? Math.log(v) * Math.atan(s.y) : Math.asinh(v) * (-s.y) ** 3 + Math.cbrt(v) / k;
      return { sum, each: s.x.map((v) => Math.hypot(v, s.y) - chain(v, 3)) };
    }, [{ x: [0.3, -0.7, 2], y: 1.3 }]);`);
  expect(stepped(of.all(2))).toEqual([true]);
});

test("not where there is a kink, a rounding, or a rule that stands for the limit of iterations", () => {
  const of = run(`import { root } from "cotangent/implicit";
    const bisect = (a: number): number => {
      let [low, high] = [0, 4];
      for (let i = 0; i < 80; i++) { const middle = (low + high) / 2; if (middle ** 3 > a) high = middle; else low = middle; }
      return (low + high) / 2;
    };
    const cubeRoot = root((y: number, a: number) => y ** 3 - a, bisect);
    export const kink = () => checkGrads((x: number) => Math.abs(x) * x, [1.5]);
    export const limit = () => checkGrads((x: number) => cubeRoot(x) * x, [1.5]);
    export const single = () => checkGrads((x: Float32Array) => x[0] * x[1], [Float32Array.of(1.5, 2)]);`);
  for (const each of [of.kink, of.limit, of.single]) expect(stepped(each())).toEqual([]);
});

test("through what a rule stands for, not through the rule", () => {
  const of = run(`
    const cube = (slope: number) => customJvp((x: number) => x ** 3, ([x], [t]) => [x ** 3, slope * x * x * t]);
    const right = cube(3), wrong = cube(3 + 1e-4);
    export const good = () => checkGrads((x: number) => right(x) + x, [1.5]);
    export const bad = () => checkGrads((x: number) => wrong(x) + x, [1.5], { tolerance: 1e-5, modes: ["forward"] });`);
  expect(stepped(of.good())).toEqual([true]);
  expect(() => of.bad()).toThrow();
});
