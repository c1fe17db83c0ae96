import { grad, jvp } from "cotangent";

export function energy(x: Float64Array): number {
  let sum = 0;
  for (let i = 1; i < x.length; i++) sum += Math.sin(x[i] * x[i - 1]);
  return sum;
}

export const hessianVector = jvp(grad(energy));

energy(Float64Array.of(0, 2, 0)); // 0
hessianVector([Float64Array.of(0, 2, 0)], [Float64Array.of(0, 1, 0)]); // [Float64Array.of(2, 0, 2), Float64Array.of(1, 0, 1)]
