/** `linearize` and `linearTranspose`. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { close, clone, difference, overwrite, reals, tangentLike } from "../support/trees.js";

type Call = (...args: unknown[]) => unknown;

/** `source` declares a function `f`. The map is compared with `jvp`, also after everything around it has changed. */
function checkLinearize(source: string, args: readonly unknown[], log: readonly unknown[] = []): void {
  const text = `import { jvp, linearize } from "cotangent";\n${source}
    export const primal = f; export const along = jvp(f); export const linear = linearize(f);`;
  let seed = 0;
  const tangents = (): unknown[] => args.map((arg) => tangentLike(arg, () => Math.cos(seed++)));
  const [first, second] = [tangents(), tangents()];
  for (const level of [1, 0] as const) {
    const compiled = compile(text, level);
    expect(compiled.diagnostics).toEqual([]);
    const of = compiled.exports as Record<string, Call>;
    const same = (found: unknown, wanted: unknown): void =>
      expect([level, difference(found, wanted, close(1e-13))]).toEqual([level, undefined]);
    for (const run of [of.linear, compiled.interpreted("linear")]) {
      const [value, one] = of.along(clone(args), clone(first)) as unknown[];
      const [, two] = of.along(clone(args), clone(second)) as unknown[];
      compiled.takeLog();
      const given = clone(args);
      const [found, map] = run(...given) as [unknown, Call];
      same(found, value);
      const left = clone(args);
      of.primal(...left);
      same(given, left);
      expect(compiled.takeLog()).toEqual([...log, ...log]);
      overwrite(given, 7.5);
      overwrite(found, -7.5);
      const kept = map(...clone(first));
      same(kept, one);
      same(map(...clone(second)), two);
      same(map(...clone(first)), one);
      overwrite(kept, Number.NaN);
      same(map(...clone(first)), one);
      expect(compiled.takeLog()).toEqual([]);
    }
  }
}

describe("linearize", () => {
  test("of numbers", () =>
    checkLinearize("function f(x: number, y: number): number { return Math.sin(x) * y ** 3; }", [0.4, 1.2]));

  test("of an array, with loops and branches", () =>
    checkLinearize(
      `function f(x: Float64Array, k: number): Float64Array {
        const y = new Float64Array(3);
        for (let i = 0; i < x.length; i++) { if (x[i] > 0) y[i % 3] += x[i] ** 2 * k; else y[0] *= Math.exp(x[i]); }
        return y;
      }`,
      [Float64Array.of(0.4, -0.7, 1.2, 0.3), 1.4],
    ));

  test("of records, with a data-dependent loop", () =>
    checkLinearize(
      `interface S { x: number; trail: number[]; name: string }
      function f(s: S): S { let x = s.x; while (x < 5) x = x * x + s.trail[0]; return { x, trail: s.trail.map((t) => t * x), name: s.name }; }`,
      [{ x: 1.1, trail: [0.5, 2], name: "s" }],
    ));

  test("of memory that the function writes to and returns", () =>
    checkLinearize(
      "function f(x: number[]): number[] { for (let i = 1; i < x.length; i++) x[i] *= x[i - 1]; return x; }",
      [[0.9, 1.2, 0.7]],
    ));

  test("of nested memory, the same row twice", () => {
    const row = [0.4, 0.6];
    checkLinearize("function f(m: number[][]): number { return m[0][0] * m[1][1] + m[0][1] ** 2; }", [[row, row]]);
  });

  test("of a function that logs: it runs once", () =>
    checkLinearize(`function f(x: number): number { console.log("f"); return x * x; }`, [3], [["f"]]));

  test("of a rest parameter, of recursion, of nothing that has a derivative", () => {
    checkLinearize("function f(a: number, ...x: number[]): number[] { return x.map((v) => v * a); }", [2, 3, 4]);
    checkLinearize("function f(x: number, n: number): number { return n < 1 ? 1 : x * f(x, n - 1); }", [1.3, 3]);
    checkLinearize("function f(x: number): string { return String(x); }", [1.3]);
  });

  test("of a function that changes which memory its arguments refer to, or how long they are", () => {
    checkLinearize(
      `function f(m: number[][], x: number[]): number { m[0] = x; x.push(x[0] * 2); m[1][0] *= x[2]; return m[0][1] * m[1][0] + x[2]; }`,
      [
        [
          [0.4, 0.6],
          [0.3, 0.8],
        ],
        [1.2, 0.7],
      ],
    );
    const { diagnostics } = compile(`import { linearize } from "cotangent";
      export const d = linearize((m: number[][], x: number[]): number => { m[0] = x; console.log("f"); return m[0][0]; });`);
    expect(diagnostics.map(({ code }) => code)).toEqual(["AD3008"]);
  });

  test("of arrays that overlap, in calls that are given one array twice", () =>
    checkLinearize(
      `function run(v: Float64Array, o: Float64Array): number { const e = v.subarray(0, 2); e.fill(o[2] - o[1]); e[0] *= o[2]; return o[1]; }
      function f(x: Float64Array): number { const b = new Float64Array([x[0], x[1] * x[0], x[2]]); const r = run(b, b); return b[1] * b[0] + r; }`,
      [Float64Array.of(0.3, 0.7, -0.4)],
    ));

  test("of a result that has one array in two places, and of a list", () => {
    checkLinearize("function f(x: number[], k: number): number[][] { return [x, [k * x[0]], x]; }", [[0.3, 0.7], 2]);
    checkLinearize(
      `interface Chain { x: number; next?: Chain }
      function f(x: number): Chain { let c: Chain = { x }; for (let i = 0; i < 3; i++) c = { x: c.x * x, next: c }; return c; }`,
      [1.2],
    );
  });

  test("refuses tangents of another shape", () => {
    const { exports } = compile(
      `import { linearize } from "cotangent"; export const d = linearize((x: Float64Array) => x[0] * x[1]);`,
    );
    const [, map] = (exports.d as Call)(Float64Array.of(2, 3)) as [number, Call];
    expect(() => map(Float64Array.of(1))).toThrow(RangeError);
    expect(() => map([1, 2])).toThrow(TypeError);
    expect(map(Float64Array.of(1, 1))).toBe(5);
  });
});

/** <u, A x> = <A' u, x>, for a function that is linear without a constant. */
function checkTranspose(source: string, args: readonly unknown[]): void {
  for (const level of [1, 0] as const) {
    const compiled = compile(
      `${head}${source}\nexport const primal = f; export const transpose = linearTranspose(f);`,
      level,
    );
    expect(compiled.diagnostics).toEqual([]);
    const value = (compiled.exports.primal as Call)(...clone(args));
    let seed = 0;
    const u = tangentLike(value, () => Math.cos(++seed));
    for (const run of [compiled.exports.transpose as Call, compiled.interpreted("transpose")]) {
      const pulled = (run(...clone(args)) as Call)(clone(u));
      expect(dot(pulled, args)).toBeCloseTo(dot(u, value), 12);
      expect(difference(pulled, args, () => true)).toBeUndefined();
    }
  }
}

function dot(a: unknown, b: unknown): number {
  const others = reals(b);
  return reals(a).reduce((sum, x, k) => sum + x * others[k], 0);
}

const head =
  'import { customJvp, customVjp, defineRule, linearTranspose, nondifferentiable, stopGradient } from "cotangent";\n';

describe("linearTranspose", () => {
  test.each([
    [
      "loops, branches and records",
      `function f(x: Float64Array, w: { a: number; b: number[] }): Float64Array {
        const y = new Float64Array(4);
        for (let i = 0; i < 4; i++) { y[i] = 2 * x[i % x.length] - w.b[i % 2] / 4; if (i > 1) y[i] += y[i - 1] + w.a; }
        return y;
      }`,
      [Float64Array.of(0.3, -0.8, 1.1), { a: 0.6, b: [2, 0.4] }],
    ],
    [
      "methods of arrays",
      "function f(x: number[]): number[] { return [...x, ...x.slice(1)].reverse().concat(x.map((v, i) => v * i)); }",
      [[0.3, -0.8, 1.1]],
    ],
    [
      "views and the length",
      "function f(x: Float64Array): Float64Array { return x.subarray(0, x.length - 1).map((v) => v / x.length); }",
      [Float64Array.of(0.3, -0.8, 1.1)],
    ],
    [
      "writes to the argument",
      "function f({ p }: { p: { q: number[] } }): { r: number } { p.q[0] += p.q[1]; return { r: 3 * p.q[0] }; }",
      [{ p: { q: [0.4, 1.2] } }],
    ],
    [
      "dictionaries and collections",
      `function f(x: Float64Array): number {
        const byName: Record<string, number> = { a: x[0], b: x[1] };
        const doubled = new Map<string, number>();
        for (const [key, value] of Object.entries(byName)) doubled.set(key, value * 2);
        let s = 0;
        for (const key in byName) s += byName[key] - (doubled.get(key) ?? 0) / 3;
        return s;
      }`,
      [Float64Array.of(0.4, -1.5)],
    ],
    [
      "a function with a rule",
      `const half = customVjp((x: number[]): number[] => { const y = x.map((v) => v / 2); return y; }, (x) => [x.map((v) => v / 2), 0], (_, ct) => [ct.map((v) => v / 2)]);
      function f(x: number[]): number { return half(x)[0] + half(half(x))[1]; }`,
      [[0.3, -0.8]],
    ],
    [
      "recursion in which the active parameter moves",
      `function turn(a: number, b: number, c: number, k: number): number { return k > 0 ? turn(c, a, b, k - 1) : a - 2 * c; }
      function f(x: number): number { return turn(x, 0, 0, 1) + turn(x, 0, 0, 3); }`,
      [0.7],
    ],
  ])("of what is linear: %s", (_, source, args) => checkTranspose(source, args));

  test.each([
    ["an index", "(x: number[]): number => x[Math.floor(x[0])]"],
    [
      "how often a loop runs",
      "(x: number[]): number => { let s = 0; for (let i = 0; i < x[0]; i++) s += x[1]; return s; }",
    ],
    ["a condition", "(x: number[]): number => (x[0] > 1 ? x[0] : 2 * x[0])"],
    ["how long an array is", "(x: Float64Array): Float64Array => new Float64Array(x[0])"],
    ["an order", "(x: number[]): number[] => x.toSorted()"],
    ["an order, in place", "(x: number[]): number[] => x.sort()"],
    ["a search", "(x: number[]): number => (x.includes(3) ? x[0] : 0)"],
    ["a key", "(x: number): number => new Map([[x, 3]]).get(1) ?? 0"],
    ["text", "(x: number): number => (String(x) === '1' ? x : 0)"],
    ["rounding", "(x: number): number => Math.fround(x)"],
    ["a factor without derivative", "(x: number): number => stopGradient(x) * x"],
    ["what has no derivative", "nondifferentiable((x: number): number => 2 * x)"],
    ["what only calls what has no derivative", "(x: number): number => detached(x)"],
    ["a rule's function", "shiftedSquare"],
    ["a call of a rule's function", "(x: number): number => shiftedSquare(x)"],
    ["a function that the compiler does not see", "(x: number): number => squareOf(x)"],
    ["a recursive call with another active parameter", "(x: number): number => turned(x, 1, 1)"],
  ])("refuses what is not linear in what it takes from %s", (_, operand) => {
    const { diagnostics } = compile(
      `${head}declare function squareOf(x: number): number;
      defineRule(squareOf, { jvp: ([x], [dx]) => [x * x, 2 * x * dx] });
      const detached = nondifferentiable((x: number): number => 2 * x);
      const shiftedSquare = customJvp((x: number): number => { const t = x + 1; return t * t; }, ([x], [dx]) => [(x + 1) ** 2, 2 * (x + 1) * dx]);
      function turned(a: number, b: number, k: number): number { return k > 0 ? turned(b, a, k - 1) : 3 * a + b * b; }
      export const t = linearTranspose(${operand});`,
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(["AD1017"]);
  });

  test("says only what stands in the way of any derivative, where something does", () => {
    const { diagnostics } = compile(
      `${head}export const t = linearTranspose((x: number): number => Number(String(x)));`,
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(["AD4002"]);
  });

  test("of functions with rules that are made by functions, in differentiated code", () => {
    const { exports, diagnostics } = compile(`import { grad, linearize } from "cotangent";
      import { reversible } from "cotangent/reversible";
      const f = (a: number, b: number): number => reversible((s: number, k: number, h: number) => s * 1.1 + h, (s: number, k: number, h: number) => (s - h) / 1.1)(a * b, 4, b) * a;
      export const along = (a: number, b: number): number => linearize(f)(a, b)[1](1, 2);
      export const g = grad(along, { argnums: [0, 1] });`);
    expect(diagnostics).toEqual([]);
    // f = (1.1^4 a b + (1 + 1.1 + 1.21 + 1.331) b) a
    const [p, q] = [1.1 ** 4, 1 + 1.1 + 1.21 + 1.331];
    const [a, b] = [0.9, 1.3];
    expect((exports.along as Call)(a, b)).toBeCloseTo(2 * p * a * b + q * b + 2 * (p * a * a + q * a), 12);
    const [byA, byB] = (exports.g as Call)(a, b) as number[];
    expect(byA).toBeCloseTo(2 * p * b + 2 * (2 * p * a + q), 12);
    expect(byB).toBeCloseTo(2 * p * a + q, 12);
  });

  test("in differentiated code", () => {
    const { exports } = compile(`import { grad, linearize, linearTranspose } from "cotangent";
      const scale = (x: number, k: number): number[] => [2 * x, 3 * x - k];
      export const d = grad((c: number): number => linearTranspose(scale)(0, 0)([c * c, c])[0]);
      export const e = grad((x: number): number => { const [y, linear] = linearize((t: number) => t ** 3)(x); return y * linear(x); });`);
    expect([(exports.d as Call)(5), (exports.e as Call)(2)]).toEqual([23, 18 * 2 ** 5]);
  });
});
