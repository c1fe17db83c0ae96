import { grad } from "cotangent";

/** Nodes and weights of Gauss-Legendre quadrature on [-1, 1]. */
const NODES = [-0.7745966692414834, 0, 0.7745966692414834];
const WEIGHTS = [5 / 9, 8 / 9, 5 / 9];

/** The integral of exp(-rate t) from 0 to b. */
export function integral(b: number, rate: number): number {
  let sum = 0;
  for (let k = 0; k < NODES.length; k++) {
    const t = 0.5 * b * (NODES[k] + 1);
    sum += WEIGHTS[k] * Math.exp(-rate * t);
  }
  return 0.5 * b * sum;
}

export const gradient = grad(integral, { argnums: [0, 1] });

integral(2, 0); // 2
gradient(2, 0); // [1, -2]
