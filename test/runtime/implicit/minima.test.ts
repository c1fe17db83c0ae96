/** Minima, their values, and linear systems: every derivative against differences, and against the same by unrolled iterations. */
import { expect, test } from "vitest";
import { compile } from "../../support/compile.js";
import { check } from "../../support/harness.js";

const head = `import { grad, hessian, hvp, jacobian, jvp, linearize, vjp, checkGrads } from "cotangent";
import { argmin, argminConstrained, fixedPoint, linearSolve, maxValue, minValue } from "cotangent/implicit";
`;

test("argmin, by conjugate gradients", () => {
  check(
    `${head}// x0 minimizes a quartic whose other half is a parabola around it.
    function solver(a: number, b: number): Float64Array {
      let x = 0;
      for (let i = 0; i < 60; i++) x -= (4 * x ** 3 + x - a) / (12 * x * x + 1);
      return Float64Array.of(x, b * x);
    }
    const least = argmin(
      (x: Float64Array, a: number, b: number): number => x[0] ** 4 + x[0] ** 2 / 2 - a * x[0] + (x[1] - b * x[0]) ** 2,
      solver,
      { method: "cg" },
    );
    export function f(a: number, b: number): number { const x = least(a, b); return Math.sin(x[0]) * x[1] ** 2; }`,
    { points: [[1.3, 0.7]] },
  );
});

test("minValue and maxValue", () => {
  check(
    `${head}const solver = (a: number, b: number): number => {
      let x = 0;
      for (let i = 0; i < 60; i++) x -= (4 * x ** 3 + x - a * b) / (12 * x * x + 1);
      return x;
    };
    const least = minValue((x: number, a: number, b: number): number => x ** 4 + x ** 2 / 2 - a * b * x + a, solver);
    const most = maxValue((x: number, a: number, b: number): number => a * b * x - x ** 4 - x ** 2 / 2 + b * b, solver);
    export function f(a: number, b: number): number { return least(a, b) * most(b, a); }`,
    { points: [[1.3, 0.7]] },
  );
});

test("argminConstrained, with constraints that are active and others that are not", () => {
  check(
    `${head}const nearest = argminConstrained(
      (x: Float64Array, a: number, b: number): number => (x[0] - a) ** 2 + (x[1] - 2) ** 2 + x[2] ** 2,
      {
        equality: (x: Float64Array, a: number, b: number): number => x[0] + x[1] - b,
        inequality: (x: Float64Array, a: number): Float64Array => Float64Array.of(x[0] - 5, a - x[2]),
      },
      (a: number, b: number): Float64Array => Float64Array.of((a + b - 2) / 2, b - (a + b - 2) / 2, a),
    );
    export function f(a: number, b: number): number { const x = nearest(a, b); return x[0] * x[1] + x[2] ** 2; }`,
    { points: [[0.4, 2.3]] },
  );
});

test("linearSolve, by factors and by products", () => {
  check(
    `${head}export function f(w: Float64Array, k: number): number {
      const matrix = [Float64Array.of(4 * w[0], k), Float64Array.of(w[1], 3)];
      const x = linearSolve(matrix, Float64Array.of(k, w[0] * w[1]));
      const y = linearSolve((v) => Float64Array.of(3 * v[0] + k * v[1], 5 * w[0] * v[1]), x, { method: "bicgstab" });
      return x[0] * y[1] + y[0];
    }`,
    { points: [[Float64Array.of(0.9, 1.2), 0.3]] },
  );
});

test("implicit and unrolled derivatives agree, to all orders and through all operators", () => {
  const { exports, diagnostics } = compile(`${head}
    const map = (x: number, a: number): number => Math.cos(a * x) / 2;
    function iterate(a: number): number { let x = 0.3; for (let i = 0; i < 80; i++) x = map(x, a); return x; }
    const fixed = fixedPoint(map, iterate);
    const implicitly = (a: number): number => fixed(a) ** 2 * a;
    const unrolled = (a: number): number => iterate(a) ** 2 * a;
    const of = (a: Float64Array): number => implicitly(a[0] * a[1]);
    const un = (a: Float64Array): number => unrolled(a[0] * a[1]);
    const at = Float64Array.of(0.8, 1.1);
    const u = Float64Array.of(0.3, -0.4);
    export const pairs = [
      [grad(implicitly)(0.9), grad(unrolled)(0.9)],
      [grad(grad(implicitly))(0.9), grad(grad(unrolled))(0.9)],
      [jvp(grad(implicitly))([0.9], [1])[1], jvp(grad(unrolled))([0.9], [1])[1]],
      [hessian(of)(at)[0][1], hessian(un)(at)[0][1]],
      [hvp(of)([at], [u])[1], hvp(un)([at], [u])[1]],
      [jacobian(grad(of))(at)[1][0], jacobian(grad(un))(at)[1][0]],
      [vjp(of)(at)[1](2)[0][1], vjp(un)(at)[1](2)[0][1]],
      [linearize(of)(at)[1](u), linearize(un)(at)[1](u)],
    ];
    export const report = checkGrads(of, [at], { order: 2 });`);
  expect(diagnostics).toEqual([]);
  for (const [implicit, unrolled] of exports.pairs as [number, number][]) expect(implicit).toBeCloseTo(unrolled, 12);
  expect(exports.report).toMatchObject({ ok: true });
});

test("argminConstrained, with constraints and an objective that go over all numbers of the unknown", () => {
  // The nearest point to (a, b, a * b) of those whose numbers have the sum 1 and are at most 2.
  check(
    `${head}const nearest = argminConstrained(
      (x: Float64Array, a: number, b: number): number => {
        const to = [a, b, a * b];
        let sum = 0;
        for (let i = 0; i < x.length; i++) sum += (x[i] - to[i]) ** 2;
        return sum;
      },
      {
        equality: (x: Float64Array): Float64Array => Float64Array.of(x.reduce((sum, v) => sum + v, -1)),
        inequality: (x: Float64Array): Float64Array => x.map((v) => v - 2),
      },
      (a: number, b: number): Float64Array => {
        const shift = (1 - a - b - a * b) / 3;
        return Float64Array.of(a + shift, b + shift, a * b + shift);
      },
    );
    export function f(a: number, b: number): number { const x = nearest(a, b); return x[0] * x[1] + Math.sin(x[2]); }`,
    { points: [[0.4, 1.3]] },
  );
});
