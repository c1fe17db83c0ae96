import { grad } from "cotangent";

const SWEEPS = 3;

/** Roughness of a rod after a few Gauss-Seidel sweeps, each reading what it has just written. */
export function roughness(initial: Float64Array): number {
  const u = initial.slice();
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let i = 1; i < u.length - 1; i++) {
      u[i] = 0.25 * u[i - 1] + 0.5 * u[i] + 0.25 * u[i + 1];
    }
  }
  let energy = 0;
  for (let i = 1; i < u.length; i++) energy += (u[i] - u[i - 1]) ** 2;
  return energy;
}

export const gradient = grad(roughness);

roughness(Float64Array.of(0, 8, 0)); // 2
gradient(Float64Array.of(0, 8, 0)); // Float64Array.of(-0.25, 0.5, -0.25)
