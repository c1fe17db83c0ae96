import { grad } from "cotangent";

/** Burgers' equation by an upwind scheme, updated in place; the value is the energy at the end. */
export function energy(u: Float64Array, ratio: number, steps: Uint8Array): number {
  for (const _ of steps) {
    let left = u[0];
    for (let i = 1; i < u.length; i++) {
      const here = u[i];
      u[i] -= ratio * here * (here - left);
      left = here;
    }
  }
  let sum = 0;
  for (const value of u) sum += value * value;
  return 0.5 * sum;
}

export const gradient = grad(energy, { argnums: [0, 1] });

energy(Float64Array.of(1, 2, 1), 0.5, new Uint8Array(1)); // 2.125
gradient(Float64Array.of(1, 2, 1), 0.5, new Uint8Array(1)); // [Float64Array.of(2, 0.25, 1.5), -0.5]
