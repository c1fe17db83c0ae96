import { bfgs, lbfgs, minimize } from "cotangent/optim";
import { expect, test } from "vitest";

/** Half the sum of squares of i Σ j x_j - 1, for i up to 20: its gradient of 1e6 leaves 1e-11 of rounding in the minimum. */
function linearOfRankOne(x: Float64Array): [number, Float64Array] {
  const weighted = x.reduce((sum, each, j) => sum + (j + 1) * each, 0);
  let [value, slope] = [0, 0];
  for (let i = 1; i <= 20; i++) {
    value += 0.5 * (i * weighted - 1) ** 2;
    slope += i * (i * weighted - 1);
  }
  return [value, x.map((_, j) => (j + 1) * slope)];
}

test.each([bfgs(), lbfgs()])("$name does not go in circles between values that differ by rounding", (optimizer) => {
  const options = { gradientTolerance: 1e-13, maxIterations: 1000 };
  const { reason, value, iterations } = minimize(linearOfRankOne, new Float64Array(10).fill(1), optimizer, options);
  expect(reason).toBe("converged");
  expect(2 * value).toBeCloseTo(190 / 41, 12);
  expect(iterations).toBeLessThan(30);
});
