import type { Objective, State } from "../types.js";
import { dot, largest, norm } from "../vectors.js";
import { qr, type Triangle, transposedUpperProduct } from "./qr.js";

/** A point of a least-squares problem with the linear model of its residuals there. */
export interface LeastSquaresState extends State {
  readonly gradient: Float64Array;
  readonly model: Triangle;
  /** The lengths of the columns of the Jacobian. */
  readonly columns: Float64Array;
}

/**
 * The model at a point where the residuals are known.
 * @throws TypeError where the Jacobian has not as many rows as there are residuals
 */
export function linearized<P>(
  objective: Objective<P>,
  x: Float64Array,
  residuals: Float64Array,
  iteration: number,
  name: string,
): LeastSquaresState {
  const rows = objective.jacobian(x);
  if (rows.length !== residuals.length)
    throw new TypeError(`${name}: there are ${residuals.length} residuals, but the Jacobian has ${rows.length} rows`);
  const model = qr(rows, residuals, x.length);
  const gradient = transposedUpperProduct(model.r, model.b);
  const columns = x.map((_, j) => norm(Float64Array.from(model.r, (row) => row[j])));
  return { x, value: halfSquare(residuals), gradient, optimality: largest(gradient), iteration, model, columns };
}

export function halfSquare(residuals: Float64Array): number {
  return 0.5 * dot(residuals, residuals);
}

/** The largest cosine of the angle between the residuals and a column of the Jacobian: zero where no step decreases them to first order. */
export function largestCosine({ gradient, columns, value }: LeastSquaresState): number {
  const size = Math.sqrt(2 * value);
  return largest(gradient.map((g, j) => (columns[j] === 0 ? 0 : g / (columns[j] * size))));
}
