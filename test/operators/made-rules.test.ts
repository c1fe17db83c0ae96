/** Rules that functions make which are given functions, as libraries do. */
import { describe, expect, test } from "vitest";
import { addOnce, addPairs } from "../../runtime/src/generated.js";
import { compile, execute } from "../support/compile.js";
import { check } from "../support/harness.js";

const head = `import { type Captured, closureConvert, customJvp, customVjp, grad, jvp, nondifferentiable, vjp, withRule } from "cotangent";
`;

describe("closureConvert", () => {
  /** A function with its own derivative as its rule: what comes out must be that derivative, also by what the function captures. */
  const library = `${head}
    function ruled(f: (x: number) => number): (x: number) => number {
      return (x) => {
        const [converted, captured] = closureConvert(f);
        const rule = withRule((c: Captured, u: number): number => converted(c, u), {
          jvp: ([c, u], [dc, du]) => jvp((c: Captured, u: number): number => converted(c, u))([c, u], [dc, du]),
          forward: (c, u) => [converted(c, u), { c, u }],
          backward: ({ c, u }, ct) => {
            const [dc, du] = vjp((c: Captured, u: number): number => converted(c, u))(c, u)[1](ct);
            return [dc, du];
          },
        });
        return rule(captured, x);
      };
    }`;

  test("makes what a function captures a parameter: numbers, memory, functions with captures of their own", () => {
    check(
      `${library}
      export function f(a: number, w: Float64Array): number {
        const scale = a * w[0];
        const inner = (u: number): number => Math.sin(u) * w[1];
        const g = ruled((x) => scale * x ** 2 + inner(x * a));
        return g(a) * ruled((x) => x * w[1])(w[0]);
      }`,
      { points: [[0.7, Float64Array.of(1.1, 0.4)]] },
    );
  });

  test("of one array in two variables", () => {
    check(
      `${library}
      const product = (p: Float64Array, q: Float64Array): number => ruled((x) => x * p[0] * q[1] + q[0])(2);
      export function f(w: Float64Array): number { return product(w, w) * product(w, Float64Array.of(w[1], 3)); }`,
      { points: [[Float64Array.of(1.1, 0.4)]] },
    );
  });

  test("without the compiler calls the function", () => {
    const { exports } = execute(`${head}
      const k = 3;
      const [f, captured] = closureConvert((x: number) => k * x);
      export const value = f(captured, 2);
      export const same = withRule((x: number): number => x * x, { jvp: ([x], [dx]) => [x * x, 2 * x * dx] })(3);`);
    expect([exports.value, exports.same]).toEqual([6, 9]);
  });

  test("of a function that writes to a variable around it is refused", () => {
    const { diagnostics } = compile(`${head}
      export const d = grad((x: number): number => {
        let count = 0;
        const [f, captured] = closureConvert((u: number): number => { count++; return u * x; });
        return f(captured, x) + count;
      });`);
    expect(diagnostics[0].code).toBe("AD1008");
  });
});

describe("memory that an argument has in two places", () => {
  const inner = `interface P { p: Float64Array; q: Float64Array }
    const inner = (c: P): number => c.p[0] * c.q[1] ** 2;`;

  test.each([
    ["a pullback", "customVjp(inner, (c) => [inner(c), c], (c, ct) => [vjp(inner)(c)[1](ct)[0]])"],
    [
      "by place",
      "customVjp(inner, (c) => [inner(c), c], (c, ct) => [{ p: Float64Array.of(ct * c.q[1] ** 2, 0), q: Float64Array.of(0, 2 * ct * c.p[0] * c.q[1]) }])",
    ],
    ["a tangent", "customJvp(inner, (primals, tangents) => jvp(inner)(primals, tangents))"],
  ])("is differentiated once, by a rule that gives %s", (_, rule) => {
    check(
      `${head}${inner}
      const rule = ${rule};
      export function f(x: Float64Array): number { return rule({ p: x, q: x }) + 3 * rule({ p: x, q: Float64Array.of(1, 2) }); }`,
      { points: [[Float64Array.of(0.7, 1.3)]] },
    );
  });

  test("sums of shadows", () => {
    const shared = (): [Float64Array, Float64Array] => {
      const row = Float64Array.of(1);
      return [row, row];
    };
    const other = Float64Array.of(10);
    expect(addOnce(shared(), [other, other])[0]).toEqual(Float64Array.of(11));
    expect(addPairs(shared(), [other, other])[0]).toEqual(Float64Array.of(11));
    expect(addPairs(shared(), [other, Float64Array.of(100)])[0]).toEqual(Float64Array.of(111));
    expect(addPairs([Float64Array.of(1), Float64Array.of(2)], [other, other])).toEqual([
      Float64Array.of(11),
      Float64Array.of(12),
    ]);
  });
});

test("a function without a derivative that takes and returns memory, in both modes", () => {
  check(
    `${head}const rounded = nondifferentiable((x: Float64Array): { y: Float64Array } => ({ y: x.map(Math.round) }));
    export function f(x: Float64Array): number { const { y } = rounded(x); return y[0] * x[1] + x[0]; }`,
    { points: [[Float64Array.of(1.7, 1.3)]] },
  );
});

test("tests for classes of arrays are decided by types", () => {
  const { code, diagnostics } = compile(`${head}
    function first(x: any): number {
      if (x instanceof Float64Array) return x[0];
      if (Array.isArray(x)) return first(x[0]);
      return x;
    }
    export const d = grad((x: Float64Array, y: number): number => first(x.map((v) => v * y)) * first([y]) * first(y * 2), { argnums: 1 });`);
  expect(diagnostics).toEqual([]);
  const generated = code["main.ts"].slice(code["main.ts"].indexOf("export const d"));
  expect(generated.replace(/^ *\/\/.*$/gm, "")).not.toContain("instanceof");
});

test("a function without a derivative of records that may be missing, and of what nothing is known of, in JavaScript", () => {
  check(
    {
      "main.ts": `import { stepOf } from "./steps.js";
        interface Options { readonly layout?: { readonly turned?: boolean; readonly stride?: number } }
        const known = (x: number, options: Options = {}): number => x * stepOf(2, 3, options.layout) * stepOf(2, 3);
        const unknown: unknown[] = [undefined, { turned: true }, { stride: 7 }];
        export function f(x: number): number {
          let sum = known(x) + known(x, { layout: { turned: true } }) + known(x, { layout: { stride: 5 } });
          for (let i = 0; i < 3; i++) sum += x * stepOf(2, 3, unknown[i]);
          return sum;
        }`,
      "steps.js": `// @ts-nocheck
        import { nondifferentiable } from "cotangent";
        function counted(n) {
          if (!(Number.isInteger(n) && n >= 0)) throw new RangeError("no count: " + n);
          return n;
        }
        export const stepOf = nondifferentiable((m, n, layout) => {
          const { turned = false, stride } = layout ?? {};
          const step = counted(stride ?? (turned ? m : n));
          return turned ? step : 2 * step;
        });`,
    },
    { points: [{ args: [1], value: 36 + 12 + 60 + 6 + 2 + 14, gradient: [130] }] },
  );
});
