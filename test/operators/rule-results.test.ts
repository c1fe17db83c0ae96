/** What rules return is looked at: lengths, and memory in two places. Nothing of it is ignored, and nothing counts twice. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";

describe("derivatives of another length are an error that names the rule", () => {
  const operators: Readonly<Record<string, string>> = {
    grad: "grad(f)(at, 1)",
    jvp: "jvp(f)([at, 1], [at, 1])",
    jacobian: "jacobian(f, { argnums: [0, 1] })(at, 1)",
    "grad of jvp": "grad((k: number) => jvp(f)([at, k], [at, 1])[1])(1)",
    "jvp of grad": "jvp(grad(f))([at, 1], [at, 1])",
    "grad of grad": "grad((k: number) => total(grad(f)(at, k)))(1)",
    hessian: "hessian(f)(at, 1)",
  };
  const calls = Object.entries(operators).map(([name, call]) => `  "${name}": () => ${call},`);

  /** What a program throws for each operator. */
  function thrown(type: string, at: string, read: string, rule: string): Record<string, unknown> {
    const { exports, diagnostics } = compile(`
      import { customJvp, customVjp, grad, hessian, jacobian, jvp } from "cotangent";
      const at: ${type} = ${at};
      function total(x: ${type}): number { let s = 0; for (const v of ${read}) s += v * v; return s; }
      const ruled = ${rule};
      function f(x: ${type}, k: number): number { return total(ruled(k, x)) + total(x); }
      export const calls = {\n${calls.join("\n")}\n};`);
    expect(diagnostics).toEqual([]);
    return Object.fromEntries(
      Object.entries(exports.calls as Record<string, () => unknown>).map(([name, call]) => {
        try {
          return [name, call()];
        } catch (error) {
          return [name, error];
        }
      }),
    );
  }

  describe.each([
    ["Float64Array", "Float64Array.of(1, 2)", "x", ["dx.slice(1)", "Float64Array.of(...dx, 1)"], ""],
    ["number[]", "[1, 2]", "x", ["[dx[0]]", "[...dx, 1]"], ""],
    [
      "{ v: Float64Array }",
      "{ v: Float64Array.of(1, 2) }",
      "x.v",
      ["{ v: dx.v.slice(1) }", "{ v: Float64Array.of(...dx.v, 1) }"],
      " at v",
    ],
    [
      "Float64Array[]",
      "[Float64Array.of(1, 2)]",
      "x[0]",
      ["[dx[0].slice(1)]", "[Float64Array.of(...dx[0], 1)]"],
      " at [0]",
    ],
  ] as const)("%s", (type, at, read, derivatives, where) => {
    test.each(derivatives.map((derivative, k) => [derivative, k === 0 ? 1 : 3] as const))(
      "%s",
      (derivative, length) => {
        const copy = `(x: ${type}): ${type} => (${at.replace(/of\(1, 2\)/, `of(...${read})`).replace("[1, 2]", "[...x]")})`;
        const ends = `has length ${length}${where}, but should have length 2`;
        const forward = `customJvp((_: number, x: ${type}): ${type} => (${copy})(x), ([, x], [, dx]) => [(${copy})(x), ${derivative}])`;
        for (const [name, found] of Object.entries(thrown(type, at, read, forward))) {
          expect(found, name).toBeInstanceOf(RangeError);
          expect((found as Error).message, name).toBe(`ruled: the tangent ${ends}`);
        }
        const backward = `customVjp((_: number, x: ${type}): ${type} => (${copy})(x), (_, x) => [(${copy})(x), null], (_, dx) => [0, ${derivative}])`;
        for (const [name, found] of Object.entries(thrown(type, at, read, backward))) {
          expect(found, name).toBeInstanceOf(RangeError);
          expect((found as Error).message, name).toBe(`ruled: the cotangent of 'x' ${ends}`);
        }
      },
    );
  });

  test("what is missing is zero", () => {
    const { exports } = compile(`
      import { customVjp, grad } from "cotangent";
      const first = customVjp(
        (x: Float64Array, y: Float64Array | undefined): number => x[0] + (y?.[0] ?? 0),
        (x, y) => [x[0] + (y?.[0] ?? 0), null],
        (_, c) => [null as never, Float64Array.of(c)],
      );
      export const g = grad((x: Float64Array, y?: Float64Array) => first(x, y) + x[1], { argnums: [0, 1] });`);
    const g = exports.g as (...args: unknown[]) => unknown;
    expect(g(Float64Array.of(1, 2), Float64Array.of(3))).toEqual([Float64Array.of(0, 1), Float64Array.of(1)]);
    expect(g(Float64Array.of(1, 2))).toEqual([Float64Array.of(0, 1), null]);
  });
});

describe("results with the same memory in two places", () => {
  const rules = {
    customVjp: (value: string, type: string, read: (k: number) => string) => `customVjp(
      (x: Float64Array): ${type} => { const [y, z] = made(x); return ${value}; },
      (x) => { const [y, z] = made(x); return [${value}, x.slice()]; },
      (x, c) => [x.map((v, i) => 2 * v * (c${read(0)}[i] + c${read(1)}[i]))])`,
    customJvp: (value: string, type: string) => `customJvp(
      (x: Float64Array): ${type} => { const [y, z] = made(x); return ${value}; },
      ([x], [dx]) => {
        const tangent = (): ${type} => { const y = x.map((v, i) => 2 * v * dx[i]), z = y; return ${value}; };
        const [y, z] = made(x);
        return [${value}, tangent()];
      })`,
  };
  const shapes = [
    ["Float64Array[]", "[y, z]", (k: number) => `[${k}]`],
    ["{ a: Float64Array; b: Float64Array }", "{ a: y, b: z }", (k: number) => (k === 0 ? ".a" : ".b")],
  ] as const;

  function run(
    made: string,
    rule: string,
    read: (k: number) => string,
  ): Record<string, (...args: unknown[]) => unknown> {
    const { exports, diagnostics } = compile(`
      import { customJvp, customVjp, grad, jvp } from "cotangent";
      const made = (x: Float64Array): [Float64Array, Float64Array] => { ${made} };
      const ruled = ${rule};
      const sum = (x: Float64Array): number => { const y = ruled(x); return 3 * y${read(0)}[0] + 5 * y${read(1)}[0]; };
      const write = (x: Float64Array): number => { const y = ruled(x); y${read(0)}[0] *= 3; return y${read(1)}[0]; };
      export const pulled = grad(sum);
      export const pushed = jvp(sum);
      export const pulledWrite = grad(write);
      export const pushedWrite = jvp(write);`);
    expect(diagnostics).toEqual([]);
    return exports as Record<string, (...args: unknown[]) => unknown>;
  }

  describe.each(Object.keys(rules) as (keyof typeof rules)[])("%s", (operator) => {
    test.each(shapes)("%s", (type, value, read) => {
      const rule = rules[operator](value, type, read);
      const [x, dx] = [Float64Array.of(2), Float64Array.of(1)];
      const shared = run("const y = x.map((v) => v * v); return [y, y];", rule, read);
      const views = run("const y = x.map((v) => v * v); return [y.subarray(0), y.subarray(0)];", rule, read);
      const message = /^ruled: what it returns has the same memory in two places/;
      for (const found of [shared, views])
        for (const mode of ["pulled", "pulledWrite"]) expect(() => found[mode](x), mode).toThrow(message);
      for (const mode of ["pushed", "pushedWrite"]) expect(() => shared[mode]([x], [dx]), mode).toThrow(message);

      // Memory of its own in each place, also where the tangents that the rule returns are one array.
      const apart = run("return [x.map((v) => v * v), x.map((v) => v * v)];", rule, read);
      expect(apart.pulled(x)).toEqual(Float64Array.of(32));
      expect(apart.pushed([x], [dx])).toEqual([32, 32]);
      expect(apart.pulledWrite(x)).toEqual(Float64Array.of(4));
      expect(apart.pushedWrite([x], [dx])).toEqual([4, 4]);
    });
  });
});

test("lists that become longer and shorter around a function with a rule", () => {
  const { exports, diagnostics } = compile(`
    import { customVjp, grad } from "cotangent";
    const squares = customVjp(
      (x: number[]): number => x.reduce((s, v) => s + v * v, 0),
      (x) => [x.reduce((s, v) => s + v * v, 0), x.slice()],
      (x, c) => [x.map((v) => 2 * c * v)],
    );
    const copied = (x: number[]): number[] => x.map((v) => v);
    export const popped = grad((x: number[]) => { const y = copied(x); y.pop(); return squares(y); });
    export const pushed = grad((x: number[]) => { const y = copied(x); const r = squares(y); y.push(7 * x[0]); return r + y[3]; });
    export const given = grad((x: number[]) => { const r = squares(x); x.pop(); return r + squares(x); });
    export const grows = grad((x: number[]) => { const y: number[] = []; let s = 0; for (const v of x) { y.push(2 * v); s += squares(y); } return s; });`);
  expect(diagnostics).toEqual([]);
  const found = Object.entries(exports as Record<string, (x: number[]) => unknown>);
  expect(Object.fromEntries(found.map(([name, gradient]) => [name, gradient([1, 2, 3])]))).toEqual({
    popped: [2, 4, 0],
    pushed: [9, 4, 6],
    given: [4, 8, 6],
    grows: [24, 32, 24],
  });
});
