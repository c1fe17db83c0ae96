import { grad } from "cotangent";

export function rosenbrock(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length - 1; i++) {
    const slope = 1 - x[i];
    const valley = x[i + 1] - x[i] ** 2;
    sum += slope ** 2 + 100 * valley ** 2;
  }
  return sum;
}

export const gradient = grad(rosenbrock);

rosenbrock(Float64Array.of(-1, 2, 3)); // 205
gradient(Float64Array.of(-1, 2, 3)); // Float64Array.of(396, 1002, -200)
gradient(Float64Array.of(1, 1, 1)); // Float64Array.of(0, 0, 0)
