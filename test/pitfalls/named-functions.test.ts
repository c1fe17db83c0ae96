/** Functions that are found by a name: properties of functions, of objects of a module, of `Math`. */
import { expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

test("a function as a property of a function", () => {
  check(
    `function area(r: number): number { return area.scale(r) * r; }
    area.scale = (r: number): number => r * 3;
    const api: { f?: (v: number) => number; g: (v: number) => number } = { g: (v) => v * v };
    api.f = function (v) { return v ** 3; };
    export function f(x: number): number { return area(x) + api.f!(x) * api.g(x) + area.scale(x); }`,
    { points: [[1.2]] },
  );
});

test("a function as a property of a function, beside packages that write to objects they do not know", () => {
  const text = `import { grad } from "cotangent";
    import { uniform, keyOf } from "cotangent/random";
    function area(r: number): number { return area.scale(r) * r; }
    area.scale = (r: number): number => r * 3;
    export const d = grad((x: number) => area(x) + uniform(keyOf(1), 1)[0] * x);`;
  expect(compile(text).diagnostics).toEqual([]);
});

test("one that the program assigns in two places is not known", () => {
  const text = `import { grad } from "cotangent";
    function area(r: number): number { return area.scale(r) * r; }
    area.scale = (r: number): number => r * 3;
    export function change(): void { area.scale = (r) => r; }
    export const d = grad(area);`;
  expect(compile(text).diagnostics.map(({ code }) => code)).toEqual(["AD2010"]);
});

test("functions of Math by name", () => {
  check(
    `export function f(x: number, names: ("sin" | "exp" | "cos")[]): number {
      let s = x;
      for (const name of names) s = Math[name](s);
      return Math[names.length > 1 ? "tanh" : "cos"](s);
    }`,
    {
      points: [
        [1.2, ["sin", "exp"]],
        [0.3, ["cos"]],
      ],
      wrt: [0],
    },
  );
});

test("methods by name, with this", () => {
  check(
    `export function f(x: number, k: "a" | "b"): number {
      const o = { w: x * 2, a(v: number) { return this.w * v; }, b(v: number) { this.w += v; return this.w * x; } };
      return o[k](x) + o.w;
    }`,
    {
      points: [
        [1.2, "a"],
        [1.2, "b"],
      ],
      wrt: [0],
    },
  );
});
