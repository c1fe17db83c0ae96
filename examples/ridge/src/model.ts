import { argmin } from "cotangent/implicit";
import { minimizeQuadratic } from "./solver.js";

/** Half the sum of the squared errors, without one of the years, and the penalty on all weights but the first. */
export function penalized(
  w: Float64Array,
  penalty: number,
  x: readonly Float64Array[],
  y: Float64Array,
  left: number,
): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) if (i !== left) sum += (predicted(w, x[i]) - y[i]) ** 2;
  for (let k = 1; k < w.length; k++) sum += penalty * w[k] ** 2;
  return sum / 2;
}

export function predicted(w: Float64Array, row: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < w.length; k++) sum += w[k] * row[k];
  return sum;
}

/** The slopes of `penalized`, written out: a solver needs no more of it than that. */
function slopes(
  w: Float64Array,
  penalty: number,
  x: readonly Float64Array[],
  y: Float64Array,
  left: number,
): Float64Array {
  const result = w.map((value, k) => (k === 0 ? 0 : penalty * value));
  for (let i = 0; i < x.length; i++) {
    if (i === left) continue;
    const error = predicted(w, x[i]) - y[i];
    for (let k = 0; k < w.length; k++) result[k] += error * x[i][k];
  }
  return result;
}

/** The weights where `penalized` is smallest. Nothing of the iterations is differentiated: the optimality says it all. */
export const fit = argmin(
  penalized,
  (penalty: number, x: readonly Float64Array[], y: Float64Array, left: number): Float64Array =>
    minimizeQuadratic((w) => slopes(w, penalty, x, y, left), x[0].length),
  { method: "cholesky" },
);

/** The mean squared error of each year by the fit to all others, for the logarithm of a penalty: the outer problem. */
export function validationLoss(logPenalty: number, x: readonly Float64Array[], y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const w = fit(Math.exp(logPenalty), x, y, i);
    sum += (predicted(w, x[i]) - y[i]) ** 2;
  }
  return sum / x.length;
}
