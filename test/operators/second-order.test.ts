/** Hessians, their products and second derivatives, in every way in which they are computed. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { slopes } from "../support/slopes.js";
import { close, clone, difference, reals, withReals } from "../support/trees.js";

type Call = (...args: unknown[]) => unknown;

const methods = ["forward-over-reverse", "reverse-over-forward", "reverse-over-reverse", "double-directional"];

/** `source` declares a function `f` of numbers and of memory, that returns a number. */
function checkSecondOrder(source: string, args: readonly unknown[], argnums: readonly number[] = [0]): void {
  const options = `argnums: ${JSON.stringify(argnums)}`;
  const text = `import { grad, hessian, hvp, laplacian, vhp } from "cotangent";
    ${source}
    export const gradient = grad(f, { ${options} });
    export const matrix = hessian(f, { ${options} });
    export const trace = laplacian(f, { ${options} });
    export const transposed = vhp(f, { ${options} });
    ${methods.map((method, k) => `export const product${k} = hvp(f, { ${options}, method: "${method}" });`).join("\n")}`;
  const flat = argnums.flatMap((k) => reals(args[k]));
  const moved = (leaves: readonly number[]): unknown[] => {
    let from = 0;
    const copy = clone(args) as unknown[];
    for (const k of argnums) {
      const count = reals(args[k]).length;
      copy[k] = withReals(args[k], leaves.slice(from, from + count));
      from += count;
    }
    return copy;
  };
  const tangents = args.map((arg, k) =>
    argnums.includes(k)
      ? withReals(
          arg,
          reals(arg).map((_, i) => Math.cos(i + k)),
        )
      : zero(arg),
  );
  const along = argnums.flatMap((k) => reals(tangents[k]));
  for (const level of [1, 0] as const) {
    const compiled = compile(text, level);
    expect(compiled.diagnostics).toEqual([]);
    const of = compiled.exports as Record<string, Call>;
    const columns = flat.map((_, j) =>
      slopes((t) => reals(of.gradient(...moved(flat.map((x, i) => (i === j ? x + t : x))))), 0.01),
    );
    const expected = flat.flatMap((_, i) => columns.map((column) => column[i]));
    const product = flat.map((_, i) => columns.reduce((sum, column, j) => sum + column[i] * along[j], 0));
    const same = (name: string, found: unknown, wanted: readonly number[]): void =>
      expect([name, level, difference(reals(found), wanted, close(1e-8))]).toEqual([name, level, undefined]);
    for (const run of [(name: string) => of[name], (name: string) => compiled.interpreted(name)]) {
      same("hessian", run("matrix")(...clone(args)), expected);
      same("laplacian", run("trace")(...clone(args)), [columns.reduce((sum, column, i) => sum + column[i], 0)]);
      same("vhp", run("transposed")(clone(args), clone(tangents)), product);
      methods.forEach((method, k) => same(method, run(`product${k}`)(clone(args), clone(tangents)), product));
    }
  }
}

function zero(value: unknown): unknown {
  return withReals(
    value,
    reals(value).map(() => 0),
  );
}

test("of a number", () => {
  checkSecondOrder("function f(x: number): number { return Math.sin(x) * x ** 3; }", [0.7]);
});

test("of several numbers", () => {
  checkSecondOrder(
    "function f(x: number, y: number, z: number): number { return Math.exp(x * y) / (z + x); }",
    [0.7, 0.2, 1.5],
    [0, 2, 1],
  );
});

test("of an array, with branches", () => {
  checkSecondOrder(
    `function f(x: Float64Array, k: number): number {
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += x[i] > 0 ? x[i] ** 3 * k * x[0] : Math.exp(x[i] * x[1]);
      return sum;
    }`,
    [Float64Array.of(0.4, -0.7, 1.2, 0.3, -0.1), 1.4],
  );
});

test("of an array and a number", () => {
  checkSecondOrder(
    "function f(x: number[], k: number): number { return x.reduce((s, v, i) => s + v ** 2 * k ** i, 0); }",
    [[0.4, -0.7, 1.2], 1.4],
    [1, 0],
  );
});

test("of records, by loops that carry numbers", () => {
  checkSecondOrder(
    `interface S { p: { x: number; v: number }; c: Float64Array }
    function f(s: S): number {
      let { x, v } = s.p;
      for (let i = 0; i < 4; i++) [x, v] = [x + 0.1 * v, v - 0.1 * Math.sin(x) * s.c[i % 2]];
      return x * v;
    }`,
    [{ p: { x: 0.3, v: 0.8 }, c: Float64Array.of(1.1, 0.9) }],
  );
});

test("of memory that the function writes to", () => {
  checkSecondOrder(
    "function f(x: Float64Array): number { for (let i = 1; i < x.length; i++) x[i] *= x[i - 1]; return x[x.length - 1] ** 2; }",
    [Float64Array.of(0.9, 1.2, 0.7)],
  );
});

test("of a rest parameter", () => {
  checkSecondOrder(
    "function f(...x: number[]): number { return x[0] * x[1] ** 2 * Math.sin(x[2]); }",
    [0.5, 1.5, 0.3],
    [0, 1, 2],
  );
});

describe("shapes", () => {
  const { exports } = compile(`import { hessian, hvp, laplacian, secondDerivative, vhp } from "cotangent";
    const f = (x: Float64Array, k: number): number => x[0] ** 2 * x[1] * k;
    export const of = {
      number: hessian((x: number) => x ** 3), vector: hessian(f), list: hessian(f, { argnums: [0, 1] }), byNumber: hessian(f, { argnums: 1 }),
      record: hessian((p: { a: number; b: number[] }) => p.a * p.b[0]),
      product: hvp(f), products: hvp(f, { argnums: [1, 0] }), cotangents: vhp(f, { argnums: 1 }), trace: laplacian(f),
      curve: secondDerivative((t: number) => [t ** 3, Math.cos(t)]), second: secondDerivative((x: number, y: number) => x * y ** 4, { argnums: 1 }),
      state: secondDerivative((t: number) => ({ at: Float64Array.of(t * t, t), name: "s" })), flat: secondDerivative((t: number) => Math.floor(t)),
    };`);
  const of = exports.of as Record<string, Call>;
  const [x, v] = [Float64Array.of(2, 3), Float64Array.of(1, -1)];

  test.each<[string, unknown[], unknown]>([
    ["number", [2], 12],
    ["vector", [x, 1], [Float64Array.of(6, 4), Float64Array.of(4, 0)]],
    [
      "list",
      [x, 1],
      [
        [
          [Float64Array.of(6, 4), 12],
          [Float64Array.of(4, 0), 4],
        ],
        [Float64Array.of(12, 4), 0],
      ],
    ],
    ["byNumber", [x, 1], 0],
    [
      "record",
      [{ a: 2, b: [3, 4] }],
      {
        a: { a: 0, b: [1, 0] },
        b: [
          { a: 1, b: [0, 0] },
          { a: 0, b: [0, 0] },
        ],
      },
    ],
    [
      "product",
      [
        [x, 1],
        [v, 0],
      ],
      Float64Array.of(2, 4),
    ],
    [
      "product",
      [
        [x, 1],
        [v, 2],
      ],
      Float64Array.of(26, 12),
    ],
    [
      "products",
      [
        [x, 1],
        [v, 0],
      ],
      [8, Float64Array.of(2, 4)],
    ],
    [
      "cotangents",
      [
        [x, 1],
        [v, 0],
      ],
      8,
    ],
    ["trace", [x, 1], 6],
    ["curve", [1], [6, -Math.cos(1)]],
    ["second", [2, 3], 216],
    ["state", [3], { at: Float64Array.of(2, 0), name: null }],
    ["flat", [3], 0],
  ])("%s", (name, args, expected) => {
    expect(of[name](...args)).toEqual(expected);
  });
});

describe("of a function that may run only once", () => {
  const compiled = compile(`import { hessian, hvp, laplacian } from "cotangent";
    function f(x: Float64Array): number { console.log("f"); return x[0] ** 2 * x[1] ** 3; }
    export const matrix = hessian(f); export const trace = laplacian(f);
    export const product = hvp(f, { method: "double-directional" });`);
  const of = compiled.exports as Record<string, Call>;
  const x = Float64Array.of(2, 3);

  test.each<[string, unknown[], unknown]>([
    ["matrix", [x], [Float64Array.of(54, 108), Float64Array.of(108, 72)]],
    ["trace", [x], 126],
    ["product", [[x], [Float64Array.of(1, 0)]], Float64Array.of(54, 108)],
  ])("%s", (name, args, expected) => {
    expect(of[name](...args)).toEqual(expected);
    expect(compiled.takeLog()).toEqual([["f"]]);
  });
});

test("a Hessian-vector product costs the same whatever the number of parameters", () => {
  const compiled = compile(`import { hvp } from "cotangent";
    function f(x: Float64Array): number { let s = 0; for (let i = 1; i < x.length; i++) s += Math.sin(x[i] * x[i - 1]); return s; }
    export const product = hvp(f);`);
  const cost = (n: number): number => {
    let count = 0;
    const run = compiled.interpreted("product", () => count++);
    run([new Float64Array(n).fill(0.5)], [new Float64Array(n).fill(1)]);
    return count;
  };
  expect(cost(200) / cost(100)).toBeLessThan(2.05);
});
