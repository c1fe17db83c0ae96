/** Jacobians as parts of arrays. `checkJacobian` compares them with `jacobian` wherever it is used. */
import { describe, expect, test } from "vitest";
import { type Callable, compile } from "../support/compile.js";
import { check } from "../support/harness.js";

const head = 'import { grad, packedJacobianInto } from "cotangent";\n';
const source = `${head}
  function f(x: Float64Array, s: number, scale: Float64Array): [number, number] {
    return [Math.sin(x[0] * s) * x[1] * scale[0], (x[1] / s) * scale[1]];
  }
  export const by = packedJacobianInto(f, { argnums: [0, 1] });
  export const byNumber = packedJacobianInto(f, { argnums: 1 });
  export const byTwo = packedJacobianInto(f, { argnums: [2, 0] });
  function some(x: Float64Array, s: number): [number, number] { return [x[0] * s, s > 1 ? x[2] : s]; }
  export const bySome = packedJacobianInto(some);
  function all(x: Float64Array): [number, number] { let a = 0; let b = 1; for (const v of x) { a += v * v; b *= v; } return [a, b]; }
  export const byAll = packedJacobianInto(all);`;
const { exports, code } = compile(source);
const of = exports as Record<string, Callable>;
const x = Float64Array.of(0.4, 1.5);
const scale = Float64Array.of(2, 3);
const [s, c] = [Math.sin(0.2), Math.cos(0.2)];
const rows = { x: [c * 0.5 * 1.5 * 2, s * 2, 0, 3 / 0.5], s: [c * 0.4 * 1.5 * 2, (-1.5 / 0.25) * 3] };

function text(name: string): string {
  const start = code["main.ts"].indexOf(`function ${name}(`);
  return code["main.ts"].slice(start, code["main.ts"].indexOf("\n}", start));
}

const near = (found: Float64Array, expected: readonly number[]): void => {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, k) => expect(value).toBeCloseTo(expected[k], 12));
};

test("row by row, by the parameters in their order", () => {
  const values = new Float64Array(9).fill(7);
  expect(of.by(values, 2, x, 0.5, scale)).toEqual([s * 1.5 * 2, 9]);
  near(values, [7, 7, rows.x[0], rows.x[1], rows.s[0], rows.x[2], rows.x[3], rows.s[1], 7]);
  of.byNumber(values, 0, x, 0.5, scale);
  near(values.subarray(0, 3), [rows.s[0], rows.s[1], rows.x[0]]);
  const both = new Float64Array(8);
  of.byTwo(both, 0, x, 0.5, scale);
  near(both, [s * 1.5, 0, rows.x[0], rows.x[1], 0, 3, rows.x[2], rows.x[3]]);
});

test("longer arrays have zeros", () => {
  const values = new Float64Array(9).fill(7);
  of.by(values, 0, Float64Array.of(...x, 5), 0.5, scale);
  near(values, [rows.x[0], rows.x[1], 0, rows.s[0], rows.x[2], rows.x[3], 0, rows.s[1], 7]);
});

test("no memory is made but the value", () => {
  const made = text("f_packedJacobianInto_x_s");
  expect(made).not.toMatch(/new |subarray|fill\(/);
  expect(made).toContain("values[at + ");
});

test("elements that only a branch uses, and loops", () => {
  const values = new Float64Array(7).fill(7);
  of.bySome(values, 1, Float64Array.of(3, 4, 5), 2);
  near(values, [7, 2, 0, 0, 0, 0, 1]);
  values.fill(7);
  // There is no element that the other branch would use.
  of.bySome(values, 1, Float64Array.of(3, 4), 1);
  near(values, [7, 1, 0, 0, 0, 7, 7]);
  of.byAll(values, 0, Float64Array.of(2, 3, 4));
  near(values, [4, 6, 8, 12, 8, 6, 7]);
});

describe("what does not fit", () => {
  const values = new Float64Array(6);
  test.each([
    ["no array", [[0], 0, x, 1, scale], TypeError, "what the Jacobian is written into must be a Float64Array, but is"],
    ["no room", [values, 1, x, 1, scale], RangeError, "there is no room for 6 numbers at 1 in an array of length 6"],
    ["a place in front", [values, -1, x, 1, scale], RangeError, "there is no room for 6 numbers at -1"],
    ["half a place", [values, 0.5, x, 1, scale], RangeError, "there is no room for 6 numbers at 0.5"],
    ["a short argument", [values, 0, x.slice(0, 1), 1, scale], RangeError, "'x' has 1 elements, but element 1 is used"],
    ["another argument", [values, 0, [1, 2], 1, scale], TypeError, "parameter 'x' must be a Float64Array"],
    ["an argument itself", [scale, 0, scale, 1, scale], RangeError, "there is no room"],
  ] as const)("%s", (_, args, error, message) => {
    const run = (): unknown => of.by(...args);
    expect(run).toThrow(error);
    expect(run).toThrow(`packedJacobianInto(f): ${message}`);
  });

  test("memory that is read", () => {
    const whole = new Float64Array(12).fill(1);
    expect(() => of.by(whole, 0, x, 1, whole)).toThrow("'scale' shares memory");
    expect(() => of.byAll(whole, 0, whole.subarray(0, 6))).toThrow("'x' shares memory");
    // What is written when all has been read may be part of the same buffer.
    whole.set(x, 6);
    whole.set(scale, 8);
    of.by(whole, 6, whole.subarray(6, 8), 0.5, whole.subarray(8, 10));
    near(whole.subarray(6), [rows.x[0], rows.x[1], rows.s[0], rows.x[2], rows.x[3], rows.s[1]]);
  });
});

test("it is differentiated, and stands in loops", () => {
  check(
    `${head}
    function pair(x: Float64Array, s: number): [number, number] { return [Math.sin(x[0] * s), x[1] * x[1] * s]; }
    export function f(p: Float64Array, k: number): number {
      const values = new Float64Array(18);
      let sum = 0;
      for (let i = 0; i < 3; i++) {
        const [a, b] = packedJacobianInto(pair, { argnums: [0, 1] })(values, 6 * i, p, k + i);
        sum += a * b;
      }
      for (let i = 0; i < values.length; i++) sum += values[i] * (i + 1);
      return sum;
    }`,
    { points: [[Float64Array.of(0.7, 0.4), 1.3]] },
  );
});
