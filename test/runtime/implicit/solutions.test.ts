/** Solutions of equations: derivatives of every order against differences of the solver, in both modes, whatever solves the equations. */
import { describe, expect, test } from "vitest";
import { execute } from "../../support/compile.js";
import { check } from "../../support/harness.js";

const head = `import { grad, hessian, hvp, jacobian, jvp, linearize, vjp } from "cotangent";
import { fixedPoint, inverse, root } from "cotangent/implicit";
/** Newton's method with a slope of differences: nothing of it can be differentiated to the last digits. */
function search(f: (x: number) => number, start: number): number {
  let x = start;
  for (let i = 0; i < 60; i++) {
    const slope = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6;
    const step = f(x) / slope;
    x -= step;
    if (Math.abs(step) < 1e-15 * Math.abs(x)) break;
  }
  return x;
}
`;

describe("root", () => {
  test("of a number, by numbers and memory", () => {
    check(
      `${head}const solve = root(
        (x: number, a: number, w: Float64Array): number => w[0] * x ** 3 + x - a * w[1],
        (a: number, w: Float64Array): number => search((x) => w[0] * x ** 3 + x - a * w[1], 1),
      );
      export function f(a: number, w: Float64Array): number {
        const x = solve(a, w);
        return x * Math.sin(a) + solve(x, w) * w[0];
      }`,
      { points: [[1.3, Float64Array.of(0.7, 1.9)]] },
    );
  });

  test("of a vector, with variables from around the equations", () => {
    check(
      `${head}export function f(a: number, b: Float64Array): number {
        const scale = a * b[1];
        const solve = root(
          (x: Float64Array) => [x[0] ** 2 + x[1] - scale, x[0] - b[0] * x[1]],
          () => {
            const y = search((t) => (b[0] * t) ** 2 + t - scale, 1);
            return Float64Array.of(b[0] * y, y);
          },
        );
        const x = solve();
        x[0] *= a;
        return x[0] * x[1];
      }`,
      { points: [[1.3, Float64Array.of(0.7, 1.9)]] },
    );
  });
  test("with one array for two parameters, which is written to afterwards; by GMRES with a preconditioner", () => {
    check(
      `${head}const solve = root(
        (x: Float64Array, p: Float64Array, q: Float64Array) => [x[0] ** 3 + x[0] - p[0] * q[1], x[1] * p[0] - x[0]],
        (p: Float64Array, q: Float64Array): Float64Array => {
          const x = search((t) => t ** 3 + t - p[0] * q[1], 1);
          return Float64Array.of(x, x / p[0]);
        },
        { method: "gmres", preconditioner: (v) => Float64Array.of(v[0] / 3, v[1]) },
      );
      export function f(w: Float64Array): number {
        const x = solve(w, w);
        w[1] *= x[0];
        return x[1] * solve(w, Float64Array.of(1, w[0]))[0] * w[1];
      }`,
      { points: [[Float64Array.of(0.9, 1.4)]] },
    );
  });
});

test("without the compiler the solver runs, and nothing else", () => {
  const { exports } =
    execute(`${head}import { argmin, argminConstrained, linearSolve, minValue } from "cotangent/implicit";
    export const values = [
      root((x: number, a: number) => x * x - a, (a: number) => Math.sqrt(a))(4),
      fixedPoint((x: number, a: number) => x / 2 + a, (a: number) => 2 * a)(3),
      inverse((x: number) => x ** 3, (y: number) => Math.cbrt(y))(8),
      argmin((x: number, a: number) => (x - a) ** 2, (a: number) => a)(5),
      argminConstrained((x: number, a: number) => (x - a) ** 2, { inequality: (x: number) => x }, (a: number) => Math.min(a, 0))(5),
      minValue((x: number, a: number) => x * x - a * x, (a: number) => a / 2)(2),
      linearSolve([Float64Array.of(2, 0), Float64Array.of(0, 4)], Float64Array.of(2, 8))[1],
      linearSolve((v: Float64Array) => v.map((each) => 2 * each), Float64Array.of(2, 8), { method: "cg" })[1],
    ];`);
  expect(exports.values).toEqual([2, 6, 2, 5, 0, -1, 2, 4]);
});
