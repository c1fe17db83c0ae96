/** Forward halves that return their tape alone, with the results in it. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

const code = (source: string): string => {
  const { code: files, diagnostics } = compile(
    `import { grad } from "cotangent";\n${source}\nexport const g = grad(f);`,
  );
  expect(diagnostics).toEqual([]);
  return files["main.ts"];
};

const tree = `interface Tree { w: number; left?: Tree; right?: Tree }
  const value = (t: Tree, mix: number): number => {
    const left = t.left ? value(t.left, mix) : 0;
    const right = t.right ? value(t.right, mix) : 0;
    return Math.tanh(t.w + mix * left - left * right);
  };
  export function f(t: Tree, mix: number): number { return value(t, mix) ** 2; }`;
const leaf = { w: 0.3, left: undefined, right: undefined };

test("a result that is kept anyway is read from the tape", () => {
  const text = code(tree);
  expect(text).toMatch(/left_1 = value_tape\w*\.tanh;/);
  expect(text).not.toMatch(/\] = value_forward\(/);
  check(tree, { points: [[{ w: 0.5, left: leaf, right: { w: -0.2, left: leaf, right: undefined } }, 0.7]] });
});

test("another becomes a field of its own", () => {
  const power = `const power = (x: number, n: number): number => {
      if (n === 0) return 1;
      const half = power(x, n >> 1);
      return n & 1 ? half * half * x : half * half;
    };
    export function f(x: number): number { return power(x, 5) * x; }`;
  expect(code(power)).toMatch(/half = power_tape\.result;/);
  check(power, { points: [[1.3], [0], [-2]] });
});

describe("is right", () => {
  test.each([
    [
      "of a name that the tape has",
      `const walk = (x: number, result: number, depth: number): number => {
        if (depth === 0) return Math.sin(x) * result;
        return walk(x * result, result + x, depth - 1) * result;
      };
      export function f(x: number): number { return walk(x, 1.5, 3); }`,
    ],
    [
      "of memory with a shadow beside the tape",
      `const grow = (x: number, depth: number): { a: number; b: number[] } => {
        if (depth === 0) return { a: x, b: [x * x] };
        const { a, b } = grow(x * 0.5, depth - 1);
        return { a: a * x, b: [...b, a + x] };
      };
      export function f(x: number): number { const { a, b } = grow(x, 4); return a * b[0] + b[3] * b[4]; }`,
    ],
    [
      "of a function that nothing differentiates the result of",
      `const note = (x: number, out: number[], depth: number): number => {
        out[depth] = x * x;
        return depth === 0 ? 1 : note(x * 1.1, out, depth - 1) + 1;
      };
      export function f(x: number): number { const out = [0, 0, 0]; const n = note(x, out, 2); return out[0] * n + out[2]; }`,
    ],
    [
      "of mutual recursion, a function value and a call that is not differentiated",
      `const even = (x: number, n: number): number => (n === 0 ? x : odd(x * 0.9, n - 1) * x);
      const odd = (x: number, n: number): number => (n === 0 ? 1 : even(x + 0.1, n - 1) + x);
      const pick: ((x: number, n: number) => number)[] = [even, odd];
      export function f(x: number): number { return even(x, 4) + pick[x > 0 ? 0 : 1](x, 3) + (even(2, 2) > 1 ? 1 : 0); }`,
    ],
  ])("%s", (_, source) => {
    check(source, { points: [[0.7], [-1.2]] });
  });
});
