import { levenbergMarquardt, minimize } from "cotangent/optim";
import { describe, expect, it } from "vitest";

const numbers = [1, 2, 3];

describe("Levenberg-Marquardt where the Jacobian has not full rank", () => {
  it.each([100, 1, 0.01])("finds the nearest of the solutions, with a first radius of %d", (radius) => {
    const problem = {
      residuals: ([a, b]: Float64Array) => numbers.map((i) => i * (a + 2 * b) - 1),
      jacobian: () => numbers.map((i) => Float64Array.of(i, 2 * i)),
    };
    const { reason, value, params } = minimize(problem, Float64Array.of(1, 1), levenbergMarquardt({ radius }));
    expect(reason).toBe("converged");
    expect(2 * value).toBeCloseTo(3 / 7, 12);
    // In units of the columns: from (1, 1) along (1, 1 / 2) to a + 2 b = 3 / 7.
    expect(params[0]).toBeCloseTo(1 - 9 / 7, 3);
    expect(params[1]).toBeCloseTo(1 - 9 / 14, 3);
  });

  it("goes on from where a column is zero", () => {
    const problem = {
      residuals: ([a, b]: Float64Array) => numbers.map((i) => [1.5, 2.25, 2.625][i - 1] - a * (1 - b ** i)),
      jacobian: ([a, b]: Float64Array) => numbers.map((i) => Float64Array.of(b ** i - 1, a * i * b ** (i - 1))),
    };
    const { reason, params } = minimize(problem, Float64Array.of(1, 1), levenbergMarquardt());
    expect(reason).toBe("converged");
    expect(params[0]).toBeCloseTo(3, 6);
    expect(params[1]).toBeCloseTo(0.5, 6);
  });
});
