/** Gradients, Hessians and Jacobians by the compiler, as programs have them. */
import { describe, expect, test } from "vitest";
import { compile } from "../../support/compile.js";
import { close, difference } from "../../support/trees.js";

function run(text: string): Readonly<Record<string, unknown>> {
  const { exports, diagnostics } = compile(text);
  expect(diagnostics).toEqual([]);
  return exports;
}

test("operators stand where the problem is given", () => {
  const { result, byNewton, byProducts, byRegion } = run(`
    import { hessian, hvp, valueAndGrad } from "cotangent";
    import { lbfgs, minimize, newton, newtonCg, trustRegion } from "cotangent/optim";
    const rosenbrock = (x: Float64Array): number => (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2;
    const start = Float64Array.of(-1.2, 1);
    const { params, value, reason } = minimize(valueAndGrad(rosenbrock), start, lbfgs());
    export const result = { params, small: value < 1e-12, reason };
    const both = { valueAndGrad: valueAndGrad(rosenbrock), hessian: hessian(rosenbrock) };
    export const byNewton = minimize(both, start, newton()).params;
    const products = { valueAndGrad: valueAndGrad(rosenbrock), value: rosenbrock, hvp: hvp(rosenbrock) };
    export const byProducts = minimize(products, start, newtonCg()).params;
    export const byRegion = minimize(products, start, trustRegion()).params;
  `);
  const one = Float64Array.of(1, 1);
  expect(difference(result, { params: one, small: true, reason: "converged" }, close(1e-6))).toBeUndefined();
  for (const params of [byNewton, byProducts, byRegion]) expect(difference(params, one, close(1e-4))).toBeUndefined();
});

test("a curve is fitted to data by Jacobians of residuals, over a record", () => {
  const { fit } = run(`
    import { jacobian } from "cotangent";
    import { levenbergMarquardt, minimize } from "cotangent/optim";
    interface Decay { height: number; rate: number; level: number }
    const times = [0, 1, 2, 3, 4, 5, 6, 7];
    const data = times.map((t) => 3 * Math.exp(-0.7 * t) + 0.5);
    const residuals = ({ height, rate, level }: Decay): number[] =>
      times.map((t, i) => height * Math.exp(-rate * t) + level - data[i]);
    const problem = { residuals, jacobian: jacobian(residuals) };
    export const fit = minimize(problem, { height: 1, rate: 0.1, level: 0 }, levenbergMarquardt()).params;
  `);
  expect(difference(fit, { height: 3, rate: 0.7, level: 0.5 }, close(1e-6))).toBeUndefined();
});

test("a network over an array of layers learns from minibatches", () => {
  const { before, after } = run(`
    import { valueAndGrad } from "cotangent";
    import { adam, cosine, minibatches, minimize } from "cotangent/optim";
    interface Layer { readonly w: Float64Array[]; readonly b: Float64Array }
    interface Row { readonly x: number; readonly y: number }
    function network(layers: readonly Layer[], x: number): number {
      let h = [x];
      for (let l = 0; l < layers.length; l++) {
        const { w, b } = layers[l];
        const next: number[] = [];
        for (let i = 0; i < b.length; i++) {
          let sum = b[i];
          for (let j = 0; j < h.length; j++) sum += w[i][j] * h[j];
          next.push(l < layers.length - 1 ? Math.tanh(sum) : sum);
        }
        h = next;
      }
      return h[0];
    }
    function loss(layers: readonly Layer[], rows: Row[]): number {
      let sum = 0;
      for (const { x, y } of rows) sum += (network(layers, x) - y) ** 2;
      return sum / rows.length;
    }
    const rows = Array.from({ length: 64 }, (_, i): Row => ({ x: i / 16 - 2, y: Math.sin(i / 8 - 4) }));
    const layer = (n: number, m: number): Layer => ({
      w: Array.from({ length: n }, (_, i) => Float64Array.from({ length: m }, (_, j) => Math.sin(5 * i + 3 * j + 1))),
      b: Float64Array.from({ length: n }, (_, i) => Math.cos(i)),
    });
    const start = [layer(6, 1), layer(1, 6)];
    const problem = minibatches(valueAndGrad(loss), rows, { size: 16, seed: 1 });
    const { params } = minimize(problem, start, adam({ rate: cosine(0.05, 800) }), { maxIterations: 800 });
    export const before = loss(start, rows);
    export const after = loss(params, rows);
  `);
  expect(before).toBeGreaterThan(0.2);
  expect(after).toBeLessThan(0.01);
});

describe("the parameters' type is that of the result", () => {
  test("also for readonly parameters", () => {
    const { total } = run(`
      import { valueAndGrad } from "cotangent";
      import { bfgs, minimize } from "cotangent/optim";
      interface Point { readonly at: readonly [number, number]; readonly name: string }
      const far = ({ at: [x, y] }: Point): number => (x - 1) ** 2 + Math.cosh(y - 2);
      const found: Point = minimize(valueAndGrad(far), { at: [0, 0], name: "p" }, bfgs()).params;
      export const total = [found.at[0], found.at[1], found.name];
    `);
    expect(difference(total, [1, 2, "p"], close(1e-5))).toBeUndefined();
  });
});
