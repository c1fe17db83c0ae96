/** Plans that are kept, what they cost, and what is refused. */
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  type Csr,
  hessianPlan,
  jacobianPlan,
  patternOf,
  type SparsityPattern,
} from "../../runtime/src/sparse/index.js";
import { type Callable, compile } from "../support/compile.js";

const source = `import { hessianPattern, jacobianPattern, sparseHessian, sparseHessianWith, sparseJacobian, sparseJacobianWith } from "cotangent";
function chain(x: Float64Array): Float64Array {
  const y = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const left = i > 0 ? x[i - 1] : 0;
    const right = i + 1 < x.length ? x[i + 1] : 0;
    y[i] = Math.sin(x[i]) + left * right;
  }
  return y;
}
function energy(x: Float64Array): number {
  let s = 0;
  for (let i = 1; i < x.length; i++) s += Math.sin(x[i]) * x[i - 1];
  return s;
}
function sumAnd(x: Float64Array): Float64Array {
  let s = 0;
  for (let i = 0; i < x.length; i++) s += Math.sin(x[i]);
  return Float64Array.of(s, x[0] * s);
}
// An index that is a remainder leaves the pattern to the sweep.
function branch(x: Float64Array): Float64Array { return x.map((v, i) => (x[0] > 0 ? v * x[1 + (i % 1)] : v * x[2])); }
function all(x: Float64Array): Float64Array {
  let s = 0;
  for (let i = 0; i < x.length; i++) s += x[i] * x[i];
  const y = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) y[i] = s;
  return y;
}
export const J = sparseJacobian(chain); export const P = jacobianPattern(chain); export const JW = sparseJacobianWith(chain);
export const H = sparseHessian(energy); export const HP = hessianPattern(energy); export const HW = sparseHessianWith(energy);
export const S = sparseJacobian(sumAnd); export const SP = jacobianPattern(sumAnd);
export const B = sparseJacobian(branch); export const BP = jacobianPattern(branch); export const BW = sparseJacobianWith(branch);
export const AP = jacobianPattern(all);`;

const of = compile(source).exports as Record<string, Callable>;
const ramp = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => Math.cos(i) + 0.1);

afterEach(() => void vi.restoreAllMocks());

/** How many cosines are taken while `run` runs. */
function cosines<T>(run: () => T): { readonly result: T; readonly count: number } {
  const cos = vi.spyOn(Math, "cos");
  const result = run();
  const count = cos.mock.calls.length;
  cos.mockRestore();
  return { result, count };
}

describe("cost", () => {
  test("a banded Jacobian of order 100 000: three products in one sweep", () => {
    const n = 100_000;
    const x = ramp(n);
    const start = performance.now();
    const { result, count } = cosines(() => of.J(x) as Csr);
    expect(performance.now() - start).toBeLessThan(20_000);
    expect(count).toBe(n);
    expect(result.columns.length).toBe(3 * n - 2);
    const middle = result.offsets[500];
    expect([...result.columns.subarray(middle, middle + 3)]).toEqual([499, 500, 501]);
    expect([...result.values.subarray(middle, middle + 3)]).toEqual([x[501], Math.cos(x[500]), x[499]]);
    expect(jacobianPlan(of.P(x) as SparsityPattern).count).toBe(3);
  });

  test("a tridiagonal Hessian of order 100 000: three products in one sweep", () => {
    const n = 100_000;
    const x = ramp(n);
    const start = performance.now();
    const matrix = of.H(x) as Csr;
    expect(performance.now() - start).toBeLessThan(20_000);
    expect(matrix.columns.length).toBe(3 * n - 3);
    const middle = matrix.offsets[500];
    const expected = [Math.cos(x[500]), -Math.sin(x[500]) * x[499], Math.cos(x[501])];
    expect([...matrix.columns.subarray(middle, middle + 3)]).toEqual([499, 500, 501]);
    matrix.values.subarray(middle, middle + 3).forEach((value, k) => expect(value).toBeCloseTo(expected[k], 14));
    expect(hessianPlan(of.HP(x) as SparsityPattern).count).toBe(3);
  });

  test("few rows are pulled back: one sweep, and a pullback each", () => {
    const n = 1000;
    const x = ramp(n);
    const { result, count } = cosines(() => of.S(x) as Csr);
    expect(result.columns.length).toBe(2 * n);
    expect(count).toBeLessThanOrEqual(2 * n);
    const plan = jacobianPlan(of.SP(x) as SparsityPattern);
    expect([plan.byRows, plan.count]).toEqual([true, 2]);
  });

  test("a plan that is kept needs no sweep for the pattern, and one more for the check", () => {
    const n = 1000;
    const x = ramp(n);
    const pattern = of.P(x) as SparsityPattern;
    const by = (options: object): number => cosines(() => of.JW(jacobianPlan(pattern, options), x)).count;
    expect(by({})).toBe(n);
    expect(by({ check: true })).toBe(2 * n);
    // Nine columns to a group make nine products, in three blocks of four.
    const wide = patternOf(...bands(n, 4), [n, n]);
    expect(cosines(() => of.JW(jacobianPlan(wide), x)).count).toBe(3 * n);
    expect(of.JW(jacobianPlan(pattern), x)).toEqual(of.J(x));
    expect(of.JW(jacobianPlan(pattern, { by: "rows" }), x)).toEqual(of.J(x));
  });
});

function bands(n: number, width: number): [number[], number[]] {
  const [rows, columns]: number[][] = [[], []];
  for (let i = 0; i < n; i++)
    for (let j = Math.max(0, i - width); j <= Math.min(n - 1, i + width); j++) {
      rows.push(i);
      columns.push(j);
    }
  return [rows, columns];
}

describe("the path that is taken", () => {
  test("each call finds the pattern of its own path", () => {
    const rows = ({ offsets, columns }: SparsityPattern, i: number) => [
      ...columns.subarray(offsets[i], offsets[i + 1]),
    ];
    expect(rows(of.BP(Float64Array.of(1, 2, 3, 4)) as SparsityPattern, 3)).toEqual([1, 3]);
    expect(rows(of.BP(Float64Array.of(-1, 2, 3, 4)) as SparsityPattern, 3)).toEqual([2, 3]);
    expect([...(of.B(Float64Array.of(-1, 2, 3, 4)) as Csr).values]).toEqual([3, -1, 3, 2, 6, 4, 3]);
  });

  test("a kept pattern that misses entries is found out by a check", () => {
    const plan = jacobianPlan(of.BP(Float64Array.of(1, 2, 3, 4)) as SparsityPattern, { check: true });
    expect(of.BW(plan, Float64Array.of(2, 1, 5, 3))).toEqual(of.B(Float64Array.of(2, 1, 5, 3)));
    expect(() => of.BW(plan, Float64Array.of(-1, 2, 3, 4))).toThrow(
      /sparseJacobianWith\(branch\): the pattern of the plan misses entries here: row 0/,
    );
    const rows = jacobianPlan(of.BP(Float64Array.of(1, 2, 3, 4)) as SparsityPattern, { check: true, by: "rows" });
    expect(() => of.BW(rows, Float64Array.of(-1, 2, 3, 4))).toThrow("misses entries here");
    const diagonal = patternOf([0, 1, 2, 3], [0, 1, 2, 3], [4, 4]);
    expect(() => of.HW(hessianPlan(diagonal, { check: true }), ramp(4))).toThrow(
      "sparseHessianWith(energy): the pattern of the plan misses entries here",
    );
  });
});

describe("what does not fit", () => {
  const pattern = patternOf([0, 1, 2], [0, 1, 2], [3, 3]);

  test("a plan of another kind, of another shape, or none", () => {
    expect(() => of.JW({}, ramp(3))).toThrow(
      new TypeError("sparseJacobianWith(chain): 'plan' must be made by jacobianPlan, but is a plain object"),
    );
    expect(() => of.JW(hessianPlan(pattern), ramp(3))).toThrow("must be made by jacobianPlan");
    expect(() => of.HW(undefined, ramp(3))).toThrow("must be made by hessianPlan, but is undefined");
    expect(() => of.JW(jacobianPlan(pattern), ramp(4))).toThrow(
      new RangeError("sparseJacobianWith(chain): the plan is for a matrix of shape 3 x 3, but there are 4 parameters"),
    );
    const tall = patternOf([0, 3], [0, 1], [4, 3]);
    for (const by of ["columns", "rows"] as const)
      expect(() => of.JW(jacobianPlan(tall, { by }), ramp(3))).toThrow(
        new RangeError("sparseJacobianWith(chain): the plan is for a matrix of shape 4 x 3, but there are 3 results"),
      );
    expect(() => of.J([1, 2, 3])).toThrow(TypeError);
  });

  test("a Jacobian that is too large for memory", () => {
    expect(() => of.AP(new Float64Array(12_000).fill(1))).toThrow(
      /^jacobianPattern\(all\): more than 134217728 of the 12000 x 12000 entries may be different from zero/,
    );
  });

  test("a function that runs once only", () => {
    const text = `import { sparseJacobian } from "cotangent";
      export const d = sparseJacobian((x: Float64Array): Float64Array => { x[0] *= 2; return x; });
      const total = [0];
      export const e = sparseJacobian(function add(x: number[]): number[] { total[0] += 1; console.log(total); return x; });`;
    const { diagnostics } = compile(text);
    expect(diagnostics.map(({ code, start, end }) => [code, text.slice(start, end).slice(0, 12)])).toEqual([
      ["AD1026", "(x: Float64A"],
      ["AD1026", "function add"],
    ]);
  });
});
