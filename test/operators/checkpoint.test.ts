/** `checkpoint(f)`: the same derivatives, run again instead of kept. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

type Call = (...args: unknown[]) => unknown;

const head = 'import { checkpoint, grad, vjp, jvp, hessian } from "cotangent";\n';

describe("agrees with differences in every mode", () => {
  test("a step of numbers, called in a loop", () => {
    check(
      `${head}const step = checkpoint((x: number, k: number): number => { let y = x; for (let i = 0; i < 3; i++) y = Math.sin(y * k) + x; return y; });
      export function f(x: number, k: number): number { let y = x; for (let i = 0; i < 4; i++) y = step(y, k); return y; }`,
      { points: [[0.4, 1.2]] },
    );
  });

  test("of arrays, which are written to afterwards", () => {
    check(
      `${head}function layer(x: Float64Array, w: Float64Array): Float64Array {
        const y = new Float64Array(x.length);
        for (let i = 0; i < x.length; i++) y[i] = Math.tanh(x[i] * w[i]) + x[(i + 1) % x.length] ** 2;
        return y;
      }
      const deep = checkpoint(layer);
      export function f(x: Float64Array, w: Float64Array): number {
        const y = deep(x, w);
        x[0] = y[1] * 2;
        const z = deep(y, w);
        y[0] *= z[0];
        const last = deep(y, x);
        let s = 0;
        for (let i = 0; i < last.length; i++) s += last[i] * z[i];
        return s;
      }`,
      { points: [[Float64Array.of(0.4, -0.7, 1.1), Float64Array.of(0.9, 0.3, -0.2)]] },
    );
  });

  test("of records, with what has no derivative, nested, capturing differentiated variables", () => {
    check(
      `${head}interface S { x: number; v: number[]; mode: string }
      export function f(k: number, s: S): number {
        const inner = checkpoint((u: number): number => Math.exp(u * k));
        const outer = checkpoint((t: S): S => ({ x: inner(t.x) * t.v[0], v: t.v.map((e) => e * inner(e)), mode: t.mode }));
        let t = s;
        for (let i = 0; i < 3; i++) t = outer(t);
        return t.x + t.v[0] * t.v[1];
      }`,
      { points: [[0.3, { x: 0.2, v: [0.5, 0.1], mode: "m" }]] },
    );
  });

  test("of recursion", () => {
    check(
      `${head}const power: (x: number, n: string) => number = checkpoint((x: number, n: string): number => (n.length < 1 ? 1 : x * power(x * 1.1, n.slice(1))));
      export function f(x: number): number { return power(x, "abc") * x; }`,
      { points: [[0.7]] },
    );
  });

  test("what writes to its arguments, returns them or logs, runs once", () => {
    check(
      `${head}const double = checkpoint((x: Float64Array): Float64Array => { for (let i = 0; i < x.length; i++) x[i] *= x[i]; return x; });
      const noisy = checkpoint((x: number): number => { console.log("f"); return x * x; });
      export function f(x: Float64Array): number { const y = double(x); y[0] += x[1]; return y[0] * x[1] * noisy(x[0]); }`,
      { points: [[Float64Array.of(0.4, 0.7)]] },
    );
  });
});

test("it has the function's type, is the function where the compiler does not run, and may be an operand", () => {
  const { exports, diagnostics } = compile(`${head}const f = (x: number, y: Float64Array): number => x * y[0] ** 2;
    const g = checkpoint(f);
    export const same = g === f; export const d = grad(g); export const e = grad(checkpoint((x: number) => Math.sin(x)));
    export const h = hessian(g, { argnums: 1 });`);
  expect(diagnostics).toEqual([]);
  const of = exports as Record<string, Call>;
  expect([of.same, of.d(2, Float64Array.of(3)), of.e(0)]).toEqual([true, 9, 1]);
  expect(of.h(2, Float64Array.of(3))).toEqual([Float64Array.of(4)]);
});

describe("what is kept and what is run again", () => {
  // About seventy sines for each of twenty steps.
  const source = (step: string): string => `${head}
    function plain(x: number): number { let y = x; while (y > 0.2) y = Math.sin(y); return 5 * y; }
    const kept = checkpoint(plain);
    export const d = grad((x: number): number => { let y = x; for (let i = 0; i < 20; i++) y = ${step}(y); return y; });`;

  function measure(step: string): { sines: number; cells: number } {
    let [sines, cells, most] = [0, 0, 0];
    const run = compile(source(step)).interpreted("d", (op) => {
      if (op.kind === "prim" && op.name === "sin") sines++;
      if (op.kind === "push") cells++;
      if (op.kind === "pop") cells--;
      most = Math.max(most, cells);
    });
    run(0.9);
    return { sines, cells: most };
  }

  test("each step runs once more, and only one step's values wait for the reverse sweep", () => {
    const [without, withIt] = [measure("plain"), measure("kept")];
    expect(withIt.sines).toBe(2 * without.sines);
    expect(without.cells).toBeGreaterThan(without.sines - 20);
    expect(withIt.cells).toBeLessThan(without.cells / 10);
  });
});

describe("what a checkpointed function returns is shared as in the function", () => {
  test.each([
    ["rows", "const a = [x * x]; return [a, a];", "o[0][0] *= 3; return o[1][0] * x * o[0][0];"],
    ["rows that are read", "const a = [x * x]; return [a, a];", "return o.reduce((s, r) => s + r[0] * r[0], 0);"],
    ["fields", "const a = [x * x]; return { p: a, q: a };", "o.p[0] *= 3; return o.q[0] * x * o.p[0];"],
    ["objects", "const a = { v: x * x }; return [a, a] as const;", "o[0].v *= x; o[1].v += o[0].v; return o[0].v * x;"],
    [
      "variables of functions",
      "let s = x * x; return { add: (p: number) => (s *= p), get: () => s };",
      "o.add(3); return o.get() * o.add(x);",
    ],
    [
      "views",
      "const a = Float64Array.of(x, x * x); return [a, a.subarray(1)];",
      "o[0][1] *= 3; return o[1][0] * o[0][0];",
    ],
  ])("%s", (_, make, use) => {
    check(
      `import { checkpoint } from "cotangent";
      const make = checkpoint((x: number) => { ${make} });
      export function f(x: number): number {
        const o = make(x);
        ${use}
      }`,
      { points: [[1.5]] },
    );
  });
});

describe("what a checkpointed function or one with a rule returns, and references in it change", () => {
  const relinked = (make: string): string => `import { checkpoint, customVjp, grad, jvp, vjp } from "cotangent";
    interface L { v: number; next: { v: number } }
    const make = ${make};
    function f(x: number): number {
      const l = make(x);
      const old = l.next;
      l.next = { v: Math.sin(x) };
      return l.v * l.next.v * 2 + old.v;
    }
    export const g = grad(f);
    export const t = jvp(f);`;

  test.each([
    "checkpoint((x: number): L => ({ v: x * x, next: { v: x ** 3 } }))",
    "customVjp((x: number): L => ({ v: x * x, next: { v: x ** 3 } }), (x) => [{ v: x * x, next: { v: x ** 3 } }, x], (x, c) => [c.v * 2 * x + c.next.v * 3 * x * x])",
  ])("%s", (make) => {
    for (const level of [0, 1] as const) {
      const { exports } = compile(relinked(make), level);
      const [, tangent] = (exports.t as Call)([0.7], [1]) as [number, number];
      expect((exports.g as Call)(0.7)).toBeCloseTo(tangent, 12);
    }
    const { diagnostics } = compile(`${relinked(make)}\nexport const p = vjp(f);`);
    expect(diagnostics.map(({ code }) => code)).toEqual(["AD3009"]);
  });
});
