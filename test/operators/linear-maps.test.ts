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

describe("linearTranspose", () => {
  test("is the adjoint: <u, A x> = <A' u, x>", () => {
    const { exports } = compile(`import { linearTranspose } from "cotangent";
      export function f(x: Float64Array, w: { a: number; b: number[] }): Float64Array {
        const y = new Float64Array(4);
        for (let i = 0; i < 4; i++) { y[i] = 2 * x[i % x.length] - w.b[i % 2] / 4; if (i > 1) y[i] += y[i - 1] + w.a; }
        return y;
      }
      export const transpose = linearTranspose(f);`);
    const { f, transpose } = exports as Record<string, Call>;
    const args = [Float64Array.of(0.3, -0.8, 1.1), { a: 0.6, b: [2, 0.4] }];
    const u = Float64Array.of(1, 0.5, -2, 0.7);
    const dot = (a: unknown, b: unknown): number => reals(a).reduce((sum, x, k) => sum + x * reals(b)[k], 0);
    const pulled = (transpose(...args) as Call)(u) as unknown[];
    expect(dot(pulled, args)).toBeCloseTo(dot(u, f(...args)), 12);
    expect(difference(pulled, args, () => true)).toBeUndefined();
  });

  test("in differentiated code", () => {
    const { exports } = compile(`import { grad, linearize, linearTranspose } from "cotangent";
      const scale = (x: number, k: number): number[] => [2 * x, 3 * x - k];
      export const d = grad((c: number): number => linearTranspose(scale)(0, 0)([c * c, c])[0]);
      export const e = grad((x: number): number => { const [y, linear] = linearize((t: number) => t ** 3)(x); return y * linear(x); });`);
    expect([(exports.d as Call)(5), (exports.e as Call)(2)]).toEqual([23, 18 * 2 ** 5]);
  });
});
