import { grad } from "cotangent";

export function gaussian(x: number): number {
  return Math.exp(-0.5 * x * x);
}

export const first = grad(gaussian);
export const second = grad(grad(gaussian));

gaussian(0); // 1
first(1); // -Math.exp(-0.5)
second(2); // 3 * Math.exp(-2)
