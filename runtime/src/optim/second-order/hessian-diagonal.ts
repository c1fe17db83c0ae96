import { rademacher } from "../../random/draws.js";
import { child, keyOf } from "../../random/key.js";
import type { Objective } from "../types.js";

/**
 * An estimate of the diagonal of the Hessian, v ⊙ H v with random signs v, which are a function of seed and step. Exact where the Hessian is
 * diagonal. Bekas, Kokiopoulou and Saad (2007).
 */
export function hessianDiagonal(objective: Objective, x: Float64Array, seed: number, iteration: number): Float64Array {
  const v = rademacher(child(keyOf(seed), iteration), x.length);
  const product = objective.at(iteration).hvp(x, v);
  return v.map((sign, i) => sign * product[i]);
}
