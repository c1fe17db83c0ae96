/** Functions with a derivative of their own. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

type Call = (...args: unknown[]) => unknown;

const head =
  'import { customJvp, customVjp, defineRule, grad, jvp, nondifferentiable, valueAndGrad, vjp } from "cotangent";\n';

function run(source: string): Record<string, Call> {
  const { exports, diagnostics } = compile(head + source);
  expect(diagnostics).toEqual([]);
  return exports as Record<string, Call>;
}

describe("a rule that is the derivative agrees with differences in every mode", () => {
  test("of numbers, for forward mode", () => {
    check(
      `${head}const product = customJvp(
        (x: number, y: number): number => Math.sin(x) * y,
        ([x, y], [dx, dy]) => [Math.sin(x) * y, Math.cos(x) * y * dx + Math.sin(x) * dy],
      );
      export function f(x: number, y: number): number { let s = 0; for (let i = 1; i < 4; i++) s += product(x * i, y) * s + product(y, x); return s; }`,
      { points: [[0.4, 1.2]] },
    );
  });

  test("of numbers, for reverse mode", () => {
    check(
      `${head}const product = customVjp(
        (x: number, y: number): number => Math.sin(x) * y,
        (x, y) => [Math.sin(x) * y, [x, y]],
        ([x, y], ct) => [Math.cos(x) * y * ct, Math.sin(x) * ct],
      );
      export function f(x: number, y: number): number { let s = 0; for (let i = 1; i < 4; i++) s += product(x * i, y) * s + product(y, x); return s; }`,
      { points: [[0.4, 1.2]] },
    );
  });

  test.each([
    [
      "forward",
      "customJvp(scale, ([x, k], [dx, dk]) => [scale(x, k), x.map((v, i) => dx[i] * k * v * 2 + v * v * dk)])",
    ],
    [
      "reverse",
      `customVjp(scale, (x, k) => [scale(x, k), { x: x.slice(), k }], ({ x, k }, ct) => {
        let dk = 0;
        for (let i = 0; i < x.length; i++) dk += ct[i] * x[i] ** 2;
        return [ct.map((c, i) => 2 * c * x[i] * k), dk];
      })`,
    ],
  ])("of arrays, for %s mode", (_, rule) => {
    check(
      `${head}function scale(x: Float64Array, k: number): Float64Array { return x.map((v) => v * v * k); }
      const custom = ${rule};
      export function f(x: Float64Array, k: number): number {
        const y = custom(x, k);
        y[0] *= x[1];
        const z = custom(y, y[1]);
        let s = 0;
        for (let i = 0; i < z.length; i++) s += z[i] * (i + 1) * y[i];
        return s;
      }`,
      { points: [[Float64Array.of(0.4, -0.7, 1.1), 1.3]] },
    );
  });

  test("that keeps its arguments, which are written to afterwards", () => {
    check(
      `${head}const dot = customVjp(
        (x: Float64Array, y: number[]): number => x[0] * y[0] + x[1] * y[1],
        (x, y) => [x[0] * y[0] + x[1] * y[1], { x, y }],
        ({ x, y }, ct) => [Float64Array.of(ct * y[0], ct * y[1]), [ct * x[0], ct * x[1]]],
      );
      export function f(x: Float64Array, y: number[]): number {
        let s = dot(x, y);
        x[0] = s * 2;
        y[1] *= x[0];
        s += dot(x, y) * x[1];
        x[1] = s;
        return s + dot(x, y);
      }`,
      { points: [[Float64Array.of(0.4, -0.7), [1.1, 0.3]]] },
    );
  });

  test.each([
    ["forward", "customJvp(same, ([x], [dx]) => [x, dx])"],
    ["reverse", "customVjp(same, (x) => [x, null], (_, ct) => [ct])"],
  ])("that returns its argument: it is a copy, for %s mode", (_, rule) => {
    check(
      `${head}const same = (x: Float64Array): Float64Array => x.map((v) => v);
      const identity = ${rule};
      export function f(x: Float64Array): number {
        const y = identity(x);
        y[0] = x[1] * 3;
        x[1] *= y[0];
        const z = identity(y);
        z[1] = y[0] * y[1];
        return x[0] * y[0] + x[1] * z[1] + y[1];
      }`,
      { points: [[Float64Array.of(0.4, -0.7)]] },
    );
  });

  test("that keeps what it returns, which is written to afterwards", () => {
    check(
      `${head}const compute = (x: Float64Array): { y: Float64Array } => ({ y: x.map((v) => Math.exp(v)) });
      const exponentials = customVjp(
        compute,
        (x) => { const value = compute(x); return [value, { value }]; },
        ({ value }, { y }) => [value.y.map((v, i) => v * y[i])],
      );
      const inside = (x: Float64Array): Float64Array => exponentials(x).y;
      export function f(x: Float64Array): number {
        const { y } = exponentials(x);
        y[0] *= y[1];
        const z = inside(y);
        z[1] *= z[0];
        return z[0] * z[1] + y[0];
      }`,
      { points: [[Float64Array.of(0.3, -0.4)]] },
    );
  });

  test("of records, and of what has no derivative", () => {
    check(
      `${head}interface P { x: number; y: number; name: string }
      const area = customVjp(
        (p: P, unit: string): number => p.x * p.y * unit.length,
        (p, unit) => [p.x * p.y * unit.length, { p: { ...p }, n: unit.length }],
        ({ p, n }, ct) => [{ x: ct * p.y * n, y: ct * p.x * n, name: null }, null],
      );
      export function f(x: number, y: number): number { return area({ x: x * y, y, name: "p" }, "cm") ** 2; }`,
      { points: [[0.4, 1.2]] },
    );
  });

  test("with captured variables, in a differentiated function", () => {
    check(
      `${head}export function f(x: number, kind: string): number {
        const n = kind.length;
        const power = customJvp((u: number): number => u ** n, ([u], [du]) => [u ** n, n * u ** (n - 1) * du]);
        return power(x) * power(2 * x);
      }`,
      { points: [[0.7, "abc"]] },
    );
  });

  test("rules of JavaScript that call each other, with residuals that nothing declares", () => {
    check(
      {
        "main.ts": `import { dot } from "./rules.js";
        ${head}export function f(x: Float64Array, y: Float64Array): number { return dot(x, y) * dot(x, x); }`,
        "rules.js": `// @ts-nocheck
        import { withRule } from "cotangent";
        export const dot = withRule((x, y) => x[0] * y[0] + x[1] * y[1], {
          jvp: ([x, y], [dx, dy]) => [dot(x, y), dot(dx, y) + dot(x, dy)],
          forward: (x, y) => [dot(x, y), { x, y }],
          backward: ({ x, y }, c) => [scaled(c, y), scaled(c, x)],
        });
        const scaled = withRule((s, x) => Float64Array.of(s * x[0], s * x[1]), {
          jvp: ([s, x], [ds, dx]) => {
            const [a, b] = [scaled(ds, x), scaled(s, dx)];
            return [scaled(s, x), Float64Array.of(a[0] + b[0], a[1] + b[1])];
          },
          forward: (s, x) => [scaled(s, x), { s, x }],
          backward: ({ s, x }, c) => [dot(x, c), scaled(s, c)],
        });`,
      },
      { points: [[Float64Array.of(0.4, 1.2), Float64Array.of(-0.7, 0.3)]] },
    );
  });

  test("rules of JavaScript that return records", () => {
    check(
      {
        "main.ts": `import { powers } from "./rules.js";
        ${head}export function f(x: Float64Array): number { const { two, three } = powers(x); return two[0] * three[1] + two[1]; }`,
        "rules.js": `// @ts-nocheck
        import { withRule } from "cotangent";
        export const powers = withRule((x) => ({ two: x.map((v) => v * v), three: x.map((v) => v ** 3) }), {
          jvp: ([x], [dx]) => {
            const { two, three } = powers(x);
            return [{ two, three }, { two: dx.map((d, i) => 2 * x[i] * d), three: dx.map((d, i) => 3 * two[i] * d) }];
          },
        });`,
      },
      { points: [[Float64Array.of(0.4, 1.2)]] },
    );
  });

  test("recursion through the rule", () => {
    check(
      `${head}const power: (x: number, n: number) => number = customVjp(
        (x: number, n: number): number => (n === 0 ? 1 : x * power(x, n - 1)),
        (x, n) => [x ** n, { x, n }],
        ({ x, n }, ct) => [n === 0 ? 0 : ct * n * power(x, n - 1), 0],
      );
      export function f(x: number): number { return power(x, 3) + power(x, 2); }`,
      { points: [[0.7]] },
    );
  });
});

describe("the rule decides", () => {
  test("in first and second derivatives, forward and reverse", () => {
    // The rule says 3 x, not 2 x.
    const of = run(`const square = customJvp((x: number): number => x * x, ([x], [dx]) => [x * x, 3 * x * dx]);
      const cube = customVjp((x: number): number => x ** 3, (x) => [x ** 3, x], (x, ct) => [5 * x * ct]);
      export const g = grad(square); export const gg = grad(grad(square)); export const j = jvp(square); export const v = vjp(square);
      export const jg = jvp(grad(square)); export const h = grad(cube); export const hh = grad(grad(cube)); export const k = jvp(cube);
      export const inside = grad((x: number): number => Math.log(square(x)) + cube(x));`);
    expect([of.g(2), of.gg(2), of.j([2], [1]), of.jg([2], [1])]).toEqual([6, 3, [4, 6], [6, 3]]);
    expect(((of.v(2) as unknown[])[1] as Call)(1)).toEqual([6]);
    expect([of.h(2), of.hh(2), of.k([2], [1])]).toEqual([10, 5, [8, 10]]);
    expect(of.inside(2)).toBe(6 / 4 + 10);
  });

  test("straight-through estimators, reversal and clipping in one line each", () => {
    const of = run(`const round = customJvp(Math.round, ([x], [dx]) => [Math.round(x), dx]);
      const reversed = customVjp((x: Float64Array): Float64Array => x, (x) => [x, null], (_, ct) => [ct.map((c) => -c)]);
      const clipped = customVjp((x: number): number => x, (x) => [x, null], (_, ct) => [Math.max(-1, Math.min(1, ct))]);
      export const straight = grad((x: number): number => round(x) ** 2);
      export const back = grad((x: Float64Array): number => { const y = reversed(x); return y[0] * y[1]; });
      export const clip = grad((x: number): number => 100 * clipped(x));`);
    expect(of.straight(2.4)).toBe(4);
    expect(of.back(Float64Array.of(2, 3))).toEqual(Float64Array.of(-3, -2));
    expect(of.clip(2)).toBe(1);
  });

  test("nothing at all", () => {
    const of = run(`const table = nondifferentiable((x: number): number => Math.exp(x));
      const rows = nondifferentiable((x: Float64Array): Float64Array => x);
      export const d = grad((x: number): number => table(x) * x);
      export const e = grad((x: Float64Array): number => { const y = rows(x); y[0] = 7; return y[0] * x[0] + y[1]; });`);
    expect(of.d(1)).toBe(Math.E);
    expect(of.e(Float64Array.of(2, 3))).toEqual(Float64Array.of(7, 0));
  });

  test("for functions that the compiler does not see", () => {
    const of = run(`const lookup = new Function("x", "return x * x * x") as (x: number) => number;
      const cube = customJvp(lookup, ([x], [dx]) => [lookup(x), 3 * x * x * dx]);
      export const d = grad((x: number): number => cube(x) * x);`);
    expect(of.d(2)).toBe(32);
  });

  test("once: the function does what it does", () => {
    const compiled =
      compile(`${head}const noisy = customVjp((x: number): number => { console.log("f"); return x * x; }, (x) => { console.log("forward"); return [x * x, x]; }, (x, ct) => [2 * x * ct]);
      export const d = grad((x: number): number => noisy(x) + 1);`);
    expect((compiled.exports.d as Call)(3)).toBe(6);
    expect(compiled.takeLog()).toEqual([["forward"]]);
  });
});

describe("defineRule", () => {
  const imports = 'import { defineRule, grad, jvp } from "cotangent";\n';
  const sources = (main: string, rules: string): Record<string, string> => ({
    "main.ts": `${imports}import { square, twice } from "./lib.js"; import "./rules.js";\n${main}`,
    "rules.ts": `${imports}import * as lib from "./lib.js";\n${rules}`,
    "lib.ts":
      "export function square(x: number): number { return x * x; }\nexport const twice = (x: number): number => square(square(x));",
  });
  const rule = "defineRule(lib.square, { jvp: ([x], [dx]) => [x * x, 3 * x * dx] });";

  test("holds wherever the function is called", () => {
    const { exports, diagnostics } = compile(
      sources(
        `export const a = grad(square); export const b = grad((x: number): number => square(x) * 2);
         export const c = grad(twice); export const d = grad(grad(square)); export const e = jvp(square);`,
        rule,
      ),
    );
    expect(diagnostics).toEqual([]);
    const of = exports as Record<string, Call>;
    expect([of.a(2), of.b(2), of.c(2), of.d(2), of.e([2], [1])]).toEqual([6, 12, 72, 3, [4, 6]]);
  });

  test("with both rules, each mode has its own", () => {
    const both = `defineRule(lib.square, {
      jvp: ([x], [dx]) => [x * x, 3 * x * dx],
      forward: (x) => [x * x, x],
      backward: (x, ct) => [5 * x * ct],
    });`;
    const { exports } = compile(sources("export const a = grad(square); export const b = jvp(square);", both));
    const of = exports as Record<string, Call>;
    expect([of.a(2), of.b([2], [1])]).toEqual([10, [4, 6]]);
  });

  test("for a function that is only declared", () => {
    Object.assign(globalThis, { squareOf: (x: number) => x * x });
    const of = run(`declare function squareOf(x: number): number;
      defineRule(squareOf, { jvp: ([x], [dx]) => [squareOf(x), 2 * x * dx] });
      export const d = grad((x: number): number => squareOf(x) * 3); export const e = grad(squareOf);`);
    expect([of.d(2), of.e(2)]).toEqual([12, 4]);
    Reflect.deleteProperty(globalThis, "squareOf");
  });

  test("a second rule for one function is refused", () => {
    const { diagnostics } = compile(
      sources("defineRule(square, { jvp: ([x], [dx]) => [x, dx] });\nexport const a = grad(square);", rule),
    );
    expect(diagnostics.map(({ code, file }) => [code, file.slice(file.lastIndexOf("/") + 1)])).toEqual([
      ["AD1022", "rules.ts"],
    ]);
  });

  test("what it does not understand is refused", () => {
    const { diagnostics } = compile(sources("export const a = grad(square);", "defineRule(lib.square, {});"));
    expect(diagnostics.map(({ code }) => code)).toEqual(["AD1001"]);
  });
});

test("a function with a rule is itself where the compiler does not run, and outside of derivatives", () => {
  const { exports } = compile(`${head}const f = (x: number): number => x * x;
    export const same = customJvp(f, ([x], [dx]) => [x * x, 2 * x * dx]) === f && nondifferentiable(f) === f;`);
  expect(exports.same).toBe(true);
});

describe("refused", () => {
  const errors = (source: string): [string, string][] => {
    const text = head + source;
    return compile(text).diagnostics.map(({ code, start, end }) => [code, text.slice(start, end)]);
  };

  test("a captured variable that is differentiated", () => {
    expect(
      errors(`export const d = grad((x: number): number => {
        const scaled = customJvp((u: number): number => u * x, ([u], [du]) => [u * x, du * x]);
        return scaled(2);
      });`).map(([code]) => code),
    ).toEqual(["AD1019"]);
  });

  test("a function that writes to its arguments", () => {
    expect(
      errors(`const fill = customVjp((x: Float64Array): number => { x[0] = 1; return x[1]; }, (x) => [x[1], null], (_, ct) => [Float64Array.of(0, ct)]);
        export const d = grad((x: Float64Array): number => fill(x));`).map(([code]) => code),
    ).toEqual(["AD1020"]);
  });

  test("a rule that writes to primals or residuals", () => {
    const sum = "(x: Float64Array): number => x[0] + x[1]";
    const d = "export const d = grad((x: Float64Array): number => f(x));";
    const ones = "(_, ct) => [Float64Array.of(ct, ct)]";
    for (const [rule, code] of [
      [`customJvp(${sum}, ([x], [dx]) => { x[0] = 1; return [x[0], dx[0]]; })`, ["AD1020"]],
      [`customVjp(${sum}, (x) => { x[0] = 1; return [x[0], null]; }, ${ones})`, ["AD1020"]],
      [`customVjp(${sum}, (x) => [x[0], x.slice()], (x, ct) => { x[0] = ct; return [x]; })`, ["AD1020"]],
      [`customJvp(${sum}, ([x], [dx]) => { dx[0] += dx[1]; return [x[0] + x[1], dx[0]]; })`, []],
    ] as const)
      expect([rule, errors(`const f = ${rule}; ${d}`).map(([found]) => found)]).toEqual([rule, code]);
  });

  test("a rule of another shape, which TypeScript refuses first", () => {
    const source = `const f = customJvp((x: number): number => x, (() => 3) as never); export const d = grad((x: number): number => f(x));`;
    expect(errors(source)).toEqual([["AD1018", "(() => 3) as never"]]);
  });
});

test("a rule may take a short cut where a tangent or a cotangent is zero", () => {
  const { exports } = compile(`import { customJvp, customVjp, grad, jacfwd, jacrev, jvp, linearize } from "cotangent";
    const scaled = customJvp((x: Float64Array, k: number): Float64Array => x.map((v) => v * k), ([x, k], [dx, dk]) =>
      [x.map((v) => v * k), dk === 0 && dx.every((v) => v === 0) ? new Float64Array(x.length) : x.map((v, i) => dx[i] * k + v * dk)]);
    const cube = customVjp((x: number): number => x ** 3, (x) => [x ** 3, x], (x, c) => [c === 0 ? 0 : 3 * x * x * c]);
    export const g = grad((x: Float64Array, k: number): number => scaled(x, k)[1], { argnums: [0, 1] });
    export const rows = jacrev(scaled); export const columns = jacfwd(scaled);
    export const t = jvp((x: number): number => cube(x));
    export const l = (): number => linearize((x: number): number => cube(x) + scaled(Float64Array.of(x), x)[0])(2)[1](1);`);
  const call = (name: string, ...args: unknown[]): unknown => (exports[name] as Call)(...args);
  expect(call("g", Float64Array.of(2, 3), 5)).toEqual([Float64Array.of(0, 5), 3]);
  expect(call("rows", Float64Array.of(2, 3), 5)).toEqual(call("columns", Float64Array.of(2, 3), 5));
  expect(call("t", [2], [1])).toEqual([8, 12]);
  expect(call("l")).toBeCloseTo(16, 12);
});

test("references may change around a function without a derivative", () => {
  const { diagnostics } = compile(`import { nondifferentiable, vjp } from "cotangent";
    interface L { v: number; next: { v: number } }
    const size = nondifferentiable((l: L): number => Math.floor(l.v));
    function f(x: number): number {
      const l: L = { v: x, next: { v: x * x } };
      const n = size(l);
      l.next = { v: Math.sin(x) };
      return l.next.v * n;
    }
    export const p = vjp(f);`);
  expect(diagnostics).toEqual([]);
});

test("rules whose types the checker finds not to fit, as it may in JavaScript", () => {
  const { exports, diagnostics } = compile(`// @ts-nocheck
    import { customVjp, grad } from "cotangent";
    function forward(u, n) { return [{ u: u * n }, { u, n }]; }
    const scaled = customVjp((u, n) => ({ u: u * n }), forward, ({ n }, c) => [c.u * n, null]);
    export const g = grad((x: number): number => scaled(x, 3).u * x);`);
  expect(diagnostics).toEqual([]);
  expect((exports.g as (x: number) => number)(2)).toBe(12);
});

test("a rule whose tangent is the function itself has no transpose", () => {
  const source = `
    const twice: (x: Float64Array) => Float64Array = customJvp(
      (x: Float64Array): Float64Array => x.map((v) => 2 * v),
      ([x], [dx]) => [twice(x), twice(dx)],
    );
    function f(x: Float64Array): number { const y = twice(x); return y[0] * y[1]; }`;
  expect(run(`${source} export const d = jvp(f);`).d([Float64Array.of(1, 2)], [Float64Array.of(1, 0)])).toEqual([8, 8]);
  const { diagnostics } = compile(`${head}${source} export const d = grad(f);`);
  expect(diagnostics.map(({ code }) => code)).toEqual(["AD1027"]);
});
