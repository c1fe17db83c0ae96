/** Gradients in memory of the caller of which few elements are touched: stored at the end, without zeros to add to. */
import { describe, expect, test } from "vitest";
import { type Callable, compile } from "../support/compile.js";

const head = 'import { gradInto, jacobianInto } from "cotangent";\n';
const d = (source: string) => {
  const { exports, code } = compile(head + source);
  return { run: exports.d as Callable, code: code["main.ts"] };
};

describe("elements at known places", () => {
  const { run, code } = d(`
    function f(x: Float64Array, y: Float64Array): number {
      const a = x[0] * y[0];
      return (x[2] > 0 ? a * x[2] : a) + x[0] ** 2 * y[1];
    }
    export const d = gradInto(f);`);

  test("are assigned, the others cleared", () => {
    expect(code).not.toMatch(/fill\(0\)|\+= /);
    const into = Float64Array.of(9, 9, 9, 9, 9);
    run(into, Float64Array.of(2, 3, 5, 7, 1), Float64Array.of(11, 13));
    expect(into).toEqual(Float64Array.of(2 * 2 * 13 + 55, 0, 22, 0, 0));
    run(into, Float64Array.of(2, 3, -5, 7, 1), Float64Array.of(11, 13));
    expect(into).toEqual(Float64Array.of(2 * 2 * 13 + 11, 0, 0, 0, 0));
  });

  test("may lie behind the end", () => {
    const short = d("export const d = gradInto((x: Float64Array): number => x[0] * 3 + (x.length > 2 ? x[2] : 0));");
    const into = Float64Array.of(9, 9);
    short.run(into, Float64Array.of(1, 1));
    expect(into).toEqual(Float64Array.of(3, 0));
  });

  test("an argument may be a view of the same buffer, as it has been read; not that very array", () => {
    const buffer = Float64Array.of(11, 13, 0, 0, 0);
    run(buffer, Float64Array.of(2, 3, 5, 7, 1), buffer.subarray(0, 2));
    expect(buffer).toEqual(Float64Array.of(2 * 2 * 13 + 55, 0, 22, 0, 0));
    const x = Float64Array.of(2, 3, 5);
    expect(() => run(x, x, Float64Array.of(1, 1))).toThrow("'x' shares memory");
    expect(() => run(x, Float64Array.of(1, 1, 1), x)).toThrow("'y' shares memory");
    expect(x).toEqual(Float64Array.of(2, 3, 5));
  });

  test("rows that are views of one buffer are refused all the same", () => {
    const rows = d("export const d = jacobianInto((x: Float64Array): [number, number] => [x[0] * x[1], x[1] * 2]);");
    const buffer = new Float64Array(3);
    const into = [buffer.subarray(0, 2), buffer.subarray(1, 3)];
    expect(() => rows.run(into, Float64Array.of(3, 5))).toThrow("other memory of the gradient shares memory");
  });
});

describe("not where", () => {
  test("an element is at a place that a loop finds", () => {
    const { run, code } = d(`
      function f(x: Float64Array, n: number): number {
        let sum = x[0];
        for (let i = 0; i < n; i++) sum += x[i] ** 2;
        return sum;
      }
      export const d = gradInto(f);`);
    expect(code).toContain("fill(0)");
    const into = Float64Array.of(9, 9, 9);
    run(into, Float64Array.of(1, 2, 3), 2);
    expect(into).toEqual(Float64Array.of(3, 4, 0));
    const x = Float64Array.of(1, 2, 3);
    expect(() => run(x.subarray(1), x, 2)).toThrow(TypeError);
  });

  test("the function writes to the elements: what their adjoint is read for", () => {
    const { run } = d(`
      function f(x: Float64Array): number { const y = x[0]; x[0] = x[1] * y; x[1] = 3 * x[0]; return x[0] * x[1]; }
      export const d = gradInto(f);`);
    const into = Float64Array.of(9, 9, 9);
    run(into, Float64Array.of(2, 5, 1));
    expect(into).toEqual(Float64Array.of(6 * 2 * 25, 6 * 4 * 5, 0));
  });

  test("there are many of them", () => {
    const sum = Array.from({ length: 20 }, (_, k) => `x[${k}]`).join(" + ");
    const { run, code } = d(`export const d = gradInto((x: Float64Array): number => (${sum}) ** 2);`);
    expect(code).toContain("fill(0)");
    const into = new Float64Array(21).fill(9);
    run(into, new Float64Array(21).fill(0.5));
    expect([into[0], into[19], into[20]]).toEqual([20, 20, 0]);
  });
});
