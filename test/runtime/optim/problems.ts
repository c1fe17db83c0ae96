/** Problems with known minima, with derivatives by hand. */
import type { Problem } from "cotangent/optim";

/** Minimum 0 at (1, 1). */
export const rosenbrock: Problem<Float64Array> &
  Required<Pick<Problem<Float64Array>, "valueAndGrad" | "hessian" | "hvp">> = {
  valueAndGrad([x, y]) {
    const [a, b] = [1 - x, y - x * x];
    return [a * a + 100 * b * b, Float64Array.of(-2 * a - 400 * x * b, 200 * b)];
  },
  hessian: ([x, y]) => [Float64Array.of(2 - 400 * (y - 3 * x * x), -400 * x), Float64Array.of(-400 * x, 200)],
  hvp: ([[x, y]], [[u, v]]) => Float64Array.of((2 - 400 * (y - 3 * x * x)) * u - 400 * x * v, -400 * x * u + 200 * v),
};
export const rosenbrockStart = Float64Array.of(-1.2, 1);

/** The same as residuals (10 (y - x²), 1 - x); half their squares are half of it. */
export const rosenbrockResiduals = {
  residuals: ([x, y]: Float64Array): number[] => [10 * (y - x * x), 1 - x],
  jacobian: ([x]: Float64Array): Float64Array[] => [Float64Array.of(-20 * x, 10), Float64Array.of(-1, 0)],
};

/** ½ Σ d_i (x_i - c_i)², minimum 0 at c. */
export function quadratic(d: readonly number[], c: readonly number[] = d.map(() => 0)) {
  return {
    valueAndGrad(x: Float64Array): [number, Float64Array] {
      const gradient = x.map((v, i) => d[i] * (v - c[i]));
      return [gradient.reduce((sum, g, i) => sum + 0.5 * g * (x[i] - c[i]), 0), gradient];
    },
    hvp: ([_]: readonly [Float64Array], [v]: readonly [Float64Array]) => v.map((x, i) => d[i] * x),
    hessian: (_: Float64Array) => d.map((x, i) => Float64Array.from(d, (_, j) => (i === j ? x : 0))),
  };
}

/** The largest distance between two numbers in the same place. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a, (x, i) => Math.abs(x - b[i])).reduce((most, d) => Math.max(most, d), 0);
}
