/** Sparse Jacobians and Hessians of every kind of program, against dense ones. */
import { describe, expect, test } from "vitest";
import type { SparsityPattern } from "../../runtime/src/sparse/index.js";
import { compile } from "../support/compile.js";
import { checkSparseHessian, checkSparseJacobian, rowsOf } from "../support/sparse.js";

const x = Float64Array.of(1.2, -0.7, 0.4, 2.1, 0.9);

describe("Jacobians", () => {
  test("of a stencil, also of lengths that leave nothing", () => {
    const source = `function f(x: Float64Array): Float64Array {
      const y = new Float64Array(Math.max(0, x.length - 1));
      for (let i = 0; i < y.length; i++) y[i] = x[i] * Math.sin(x[i + 1]);
      return y;
    }`;
    checkSparseJacobian(source, {
      args: [x],
      pattern: [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 4],
      ],
    });
    checkSparseJacobian(source, { args: [Float64Array.of(1)], pattern: [] });
    checkSparseJacobian(source, { args: [new Float64Array(0)], pattern: [] });
  });

  test("of a function that looks whether something is a number", () => {
    const source = `const count = (given: unknown): number => (Number.isInteger(given) ? 2 : Number.isNaN(given) ? 1 : 0);
      function f(x: Float64Array): Float64Array {
        const given: unknown[] = [3, "3", undefined, 0 / 0];
        return x.map((v, i) => v * v * count(given[i]));
      }`;
    checkSparseJacobian(source, { args: [x.slice(0, 4)], pattern: [[0], [1], [2], [3]] });
  });

  test("of lists, by another parameter, beside records", () => {
    const source = `interface Scale { readonly by: number[]; readonly shift: number }
    function f(scale: Scale, x: number[]): number[] {
      const y: number[] = [];
      for (let i = 0; i < x.length; i++) if (i !== 2) y.push(scale.by[i % 2] * x[i] + scale.shift);
      y.push(1);
      return y;
    }`;
    const args = [{ by: [2, 3], shift: 1 }, [1, 2, 3, 4]];
    checkSparseJacobian(source, { args, argnum: 1, pattern: [[0], [1], [3], []] });
  });

  test("of tuples", () => {
    const source = "function f(x: [number, number, number]): [number, number] { return [x[0] * x[2], x[1]]; }";
    checkSparseJacobian(source, { args: [[1, 2, 3]], pattern: [[0, 2], [1]] });
  });

  test("in single precision", () => {
    const source = "function f(x: Float32Array): Float32Array { return x.map((v, i) => v * x[0] + i); }";
    checkSparseJacobian(source, { args: [Float32Array.of(1, 2, 3)], pattern: [[0], [0, 1], [0, 2]] });
  });

  test("entries that are zero by chance are in the pattern", () => {
    const source = `function f(x: Float64Array): Float64Array {
      const zero = x[1] - x[1];
      return Float64Array.of(x[0] * x[1], x[2] ** 2, Math.sin(x[2]) * x[0], zero * x[0], Math.abs(x[2]), Math.max(x[0], x[1]));
    }`;
    const pattern = [[0, 1], [2], [0, 2], [0, 1], [2], [0, 1]];
    checkSparseJacobian(source, { args: [Float64Array.of(0, 0, 0)], pattern });
    checkSparseJacobian(source, { args: [Float64Array.of(1, 2, 3)], pattern });
  });

  test("what has no derivative is no dependence", () => {
    const source = `function f(x: Float64Array): Float64Array {
      return Float64Array.of(Math.floor(x[0]) * x[1], stopGradient(x[0]) + x[2], x[0] > 0 ? x[1] : x[2], Math.sign(x[0]), x.length);
    }`;
    for (const first of [1.5, -1.5])
      checkSparseJacobian(source, { args: [Float64Array.of(first, 2, 3)], pattern: [[1], [2], [1, 2], [], []] });
  });

  test("memory is written again, swapped and carried on", () => {
    const source = `function f(x: Float64Array): Float64Array {
      const y = x.slice();
      for (let i = 1; i < y.length; i++) if (i % 2 === 0) y[i] *= y[i - 1]; else y[i] = 3;
      const first = y[0]; y[0] = y[4]; y[4] = first;
      const rows = [y.slice(), new Float64Array(5)];
      for (let i = 0; i < 5; i++) { const last = rows[0]; rows[0] = rows[1]; rows[1] = last; rows[0][i] += rows[1][4 - i] * x[2]; }
      return rows[0];
    }`;
    checkSparseJacobian(source, { args: [x] });
  });

  test("overwritten numbers leave no dependence", () => {
    const source = `function f(x: Float64Array): Float64Array {
      const y = x.map((v) => v * v);
      y.fill(0, 1, 3);
      y[3] = x[0];
      y.set(x.subarray(2, 3), 4);
      return y;
    }`;
    checkSparseJacobian(source, { args: [x], pattern: [[0], [], [], [0], [2]] });
  });

  test("indices from data", () => {
    const source = `function f(x: Float64Array, at: Int32Array): Float64Array {
      const y = new Float64Array(at.length);
      for (let k = 0; k < at.length; k++) { y[k] = Math.exp(x[at[k]]); if (k > 0) y[at[k] % at.length] += y[k - 1]; }
      return y;
    }`;
    checkSparseJacobian(source, { args: [x, Int32Array.of(4, 0, 2, 2)] });
    checkSparseJacobian(source, { args: [x, Int32Array.of(0, 1, 2, 3)] });
  });

  test("loops that depend on data, exits and recursion", () => {
    const source = `function power(v: number, n: number): number { return n === 0 ? 1 : v * power(v, n - 1); }
    function f(x: Float64Array): Float64Array {
      const y = new Float64Array(x.length);
      let carried = 1;
      for (let i = 0; i < x.length; i++) {
        if (x[i] < -0.5) { y[i] = 2; carried = 1; continue; }
        let v = x[i] * carried;
        while (v > 0.5) v = v / 2 + 0.1 * Math.tanh(v);
        y[i] = v + power(x[0], 3);
        if (i === 3) break;
        carried = v;
      }
      return y;
    }`;
    checkSparseJacobian(source, { args: [x] });
    checkSparseJacobian(source, { args: [Float64Array.of(1, 1, 1, 1, 1, 1)] });
  });

  test("objects, classes, maps and closures", () => {
    const source = `class Particle {
      constructor(public at: [number, number], public mass: number) {}
      pull(other: Particle): number { return (this.mass * other.mass) / ((this.at[0] - other.at[0]) ** 2 + (this.at[1] - other.at[1]) ** 2); }
    }
    function f(x: Float64Array): Float64Array {
      const all: Particle[] = [];
      for (let i = 0; i + 2 < x.length; i += 3) all.push(new Particle([x[i], x[i + 1]], x[i + 2]));
      const near = (i: number) => (i + 1 < all.length ? all[i].pull(all[i + 1]) : all[i].mass);
      const sums = new Map<string, number>();
      sums.set("a", x[0]);
      sums.set("b", (sums.get("a") ?? 0) * 2);
      return Float64Array.from([...all.map((_, i) => near(i)), sums.get("b")!]);
    }`;
    const pattern = [[0, 1, 2, 3, 4, 5], [3, 4, 5, 6, 7, 8], [8], [0]];
    checkSparseJacobian(source, { args: [Float64Array.from({ length: 9 }, (_, i) => Math.sin(7 * i))], pattern });
  });

  test("rules of one's own: what their tangents depend on", () => {
    const source = `const softplus = customJvp((v: number): number => Math.log1p(Math.exp(v)), ([v]: [number], [dv]: [number]) => [Math.log1p(Math.exp(v)), dv / (1 + Math.exp(-v))]);
    const halves = customVjp((v: Float64Array): Float64Array => v.map((e) => e / 2), (v: Float64Array) => [v.map((e) => e / 2), null], (_: null, c: Float64Array) => [c.map((e) => e / 2)]);
    function f(x: Float64Array): Float64Array { const y = halves(x); return y.map((v: number, i: number) => softplus(v) * x[0]); }`;
    checkSparseJacobian(source, { args: [x], pattern: [[0], [0, 1], [0, 2], [0, 3], [0, 4]] });
  });

  test("rules that take a short cut where a tangent is zero", () => {
    const { exports } = compile(`import { customJvp, jacobianPattern } from "cotangent";
      const scale = (v: Float64Array, k: number): Float64Array => v.map((e) => e * k);
      const scaled = customJvp(scale, ([v, k]: [Float64Array, number], [dv, dk]: [Float64Array, number]) => [
        scale(v, k), v.map((e, i) => (dk === 0 ? 0 : e * dk) + (dv[i] === 0 ? 0 : dv[i] * k))]);
      export const pattern = jacobianPattern((x: Float64Array): Float64Array => scaled(x, x[1]));`);
    const pattern = (exports.pattern as (x: Float64Array) => SparsityPattern)(x);
    expect(rowsOf(pattern)).toEqual([[0, 1], [1], [1, 2], [1, 3], [1, 4]]);
  });

  test("checkpoints, and derivatives of other functions", () => {
    const source = `const step = checkpoint((v: number): number => Math.sin(v) * v);
    const energy = (x: Float64Array): number => { let s = 0; for (let i = 1; i < x.length; i++) s += step(x[i]) * x[i - 1]; return s; };
    function f(x: Float64Array): Float64Array { return grad(energy)(x); }`;
    checkSparseJacobian(source, { args: [x], pattern: [[1], [0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4]] });
    const product = `const energy = (x: Float64Array): number => { let s = 0; for (let i = 1; i < x.length; i++) s += x[i] ** 2 * x[i - 1]; return s; };
    function f(x: Float64Array): Float64Array { return hvp(energy)([x], [new Float64Array(x.length).fill(1)]); }`;
    checkSparseJacobian(product, { args: [x] });
  });

  test("constants, and what depends on nothing", () => {
    checkSparseJacobian("function f(x: Float64Array): Float64Array { return Float64Array.of(1, x.length); }", {
      args: [x],
      pattern: [[], []],
    });
    checkSparseJacobian("function f(x: number[]): number[] { return []; }", { args: [[1, 2]], pattern: [] });
  });

  test("the argument itself, and arrays that share it", () => {
    checkSparseJacobian("function f(x: Float64Array): Float64Array { return x; }", {
      args: [x.slice(0, 2)],
      pattern: [[0], [1]],
    });
    checkSparseJacobian("function f(x: Float64Array): Float64Array { return x.subarray(1, 3); }", {
      args: [x],
      pattern: [[1], [2]],
    });
  });

  test("beside captures, defaults and rest parameters", () => {
    const source = `const factor = { by: 3 };
    const f = (x: Float64Array, k = 2, ...more: number[]): number[] => {
      const y = [x[0] * factor.by * k];
      for (let i = 0; i < more.length; i++) y.push(more[i] * x[1 + i]);
      return y;
    };`;
    checkSparseJacobian(source, { args: [x, 2, 5, 7], pattern: [[0], [1], [2]] });
    checkSparseJacobian(source, { args: [x, undefined], pattern: [[0]] });
    const { exports } = compile(`import { sparseJacobian, sparseJacobianWith } from "cotangent";
      import { jacobianPlan, patternOf } from "cotangent/sparse";
      export function values(scale: number): Float64Array {
        const scaled = (x: Float64Array): Float64Array => x.map((v) => v * v * scale);
        const plan = jacobianPlan(patternOf([0, 1], [0, 1], [2, 2]));
        const at = Float64Array.of(1, 2);
        return Float64Array.from([...sparseJacobian(scaled)(at).values, ...sparseJacobianWith(scaled)(plan, at).values]);
      }`);
    expect((exports.values as (scale: number) => Float64Array)(3)).toEqual(Float64Array.of(6, 12, 6, 12));
  });

  test("sets of many members", () => {
    const source = `function f(x: Float64Array): Float64Array {
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += x[i] * x[i];
      const y = new Float64Array(6);
      for (let k = 0; k < 3; k++) y[k] = k === 1 ? sum : sum * x[k];
      for (let i = 0; i < x.length; i += 2) y[3] += x[i];
      for (let i = 0; i < x.length; i += 3) y[4] += Math.cos(x[i]) * y[3];
      return y;
    }`;
    const n = 200;
    const all = Array.from({ length: n }, (_, i) => i);
    const pattern = [all, all, all, all.filter((i) => i % 2 === 0), all.filter((i) => i % 2 === 0 || i % 3 === 0), []];
    checkSparseJacobian(source, { args: [Float64Array.from({ length: n }, (_, i) => Math.cos(i))], pattern });
  });
});

describe("Hessians", () => {
  test("of sums: what is linear adds no entry", () => {
    const source = `function f(x: Float64Array): number {
      let s = 3 * x[0] - x[4];
      for (let i = 1; i < x.length; i++) s += x[i] * x[i - 1];
      return s + x[2] ** 2;
    }`;
    checkSparseHessian(source, { args: [x], pattern: [[1], [0, 2], [1, 2, 3], [2, 4], [3]] });
  });

  test("of branches, in-place updates and accidental zeros", () => {
    const source = `function f(x: number[], k: number): number {
      const y = x.slice();
      for (let i = 1; i < y.length; i++) if (x[i] > 0) y[i] = y[i] * y[i - 1]; else y[i] = Math.exp(y[i]) * k;
      return y[y.length - 1] + y[1] * x[0];
    }`;
    checkSparseHessian(source, { args: [[0, 0, 2, 3], 2] });
    checkSparseHessian(source, { args: [[1, -1, 2, 3], 2] });
    checkSparseHessian(source, { args: [[1, 1, 2, 3], 0] });
  });

  test("of an arrow: few products", () => {
    const source = `function f(x: Float64Array): number {
      let s = 0;
      for (let i = 1; i < x.length; i++) s += x[0] * x[i] ** 3;
      return s;
    }`;
    const { columns } = checkSparseHessian(source, { args: [x] });
    expect(columns).toHaveLength(4 + 2 * 4);
  });

  test("of objects, stacks and functions with rules", () => {
    const source = `const softplus = customJvp((v: number): number => Math.log1p(Math.exp(v)), ([v]: [number], [dv]: [number]) => [Math.log1p(Math.exp(v)), dv / (1 + Math.exp(-v))]);
    const square = customVjp((v: number): number => v * v, (v: number) => [v * v, v], (v: number, c: number) => [2 * v * c]);
    interface Node { value: number; next: Node | undefined }
    function f(x: Float64Array): number {
      let list: Node | undefined;
      for (let i = 0; i < x.length; i++) list = { value: softplus(x[i]), next: list };
      let s = 0;
      for (let node = list; node; node = node.next) if (node.next) s += square(node.value - node.next.value);
      return s;
    }`;
    checkSparseHessian(source, {
      args: [x],
      pattern: [
        [0, 1],
        [0, 1, 2],
        [1, 2, 3],
        [2, 3, 4],
        [3, 4],
      ],
    });
  });

  test("of nothing that is not linear", () => {
    const source = "function f(x: Float64Array): number { return x[0] + 2 * x[1]; }";
    checkSparseHessian(source, { args: [Float64Array.of(1, 2)], pattern: [[], []] });
    checkSparseHessian("function f(x: Float64Array): number { return x.length; }", { args: [x] });
  });
});
