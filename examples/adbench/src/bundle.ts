import { reprojectionError, weightError } from "./ba.js";
import type { BaInput } from "./problems.js";

/** A sparse matrix by rows: row i has the entries `starts[i]` to `starts[i + 1]` of `columns` and `values`. */
export interface SparseMatrix {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** All residuals: two per observation, then one per weight. */
export interface Residuals {
  readonly reprojection: Float64Array;
  readonly weight: Float64Array;
}

/** Residuals with their derivatives. */
export interface Jacobian extends Residuals {
  readonly jacobian: SparseMatrix;
}

/** One observation differentiated: writes the two components of its error, and their rows behind one another. */
export type RowsInto = (
  errors: Float64Array,
  errorsAt: number,
  values: Float64Array,
  valuesAt: number,
  camera: Float64Array,
  point: Float64Array,
  weight: number,
  features: Float64Array,
  i: number,
) => void;

/** By a camera, a point and a weight. */
const ROW_LENGTH = 11 + 3 + 1;

export function residuals({ cameras, points, weights, pairs, features }: BaInput): Residuals {
  const reprojection = new Float64Array(2 * weights.length);
  const weight = new Float64Array(weights.length);
  for (let i = 0; i < weights.length; i++) {
    const error = reprojectionError(cameras[pairs[2 * i]], points[pairs[2 * i + 1]], weights[i], features, i);
    reprojection[2 * i] = error[0];
    reprojection[2 * i + 1] = error[1];
    weight[i] = weightError(weights[i]);
  }
  return { reprojection, weight };
}

/**
 * The Jacobian of the residuals: by all cameras, then all points, then all weights. An observation depends on one of
 * each, so its rows have fifteen entries.
 */
export function residualsAndJacobian(
  { cameras, points, weights, pairs, features }: BaInput,
  reprojectionRowsInto: RowsInto,
  weightErrorGradient: (weight: number) => number,
): Jacobian {
  const p = weights.length;
  const pointColumns = 11 * cameras.length;
  const weightColumns = pointColumns + 3 * points.length;
  const reprojection = new Float64Array(2 * p);
  const weight = new Float64Array(p);
  const values = new Float64Array((2 * ROW_LENGTH + 1) * p);
  const columns = new Int32Array((2 * ROW_LENGTH + 1) * p);
  const starts = new Int32Array(3 * p + 1);

  for (let i = 0; i < p; i++) {
    const camera = pairs[2 * i];
    const point = pairs[2 * i + 1];
    const start = 2 * ROW_LENGTH * i;
    reprojectionRowsInto(reprojection, 2 * i, values, start, cameras[camera], points[point], weights[i], features, i);
    for (let axis = 0; axis < 2; axis++) {
      const row = start + ROW_LENGTH * axis;
      for (let j = 0; j < 11; j++) columns[row + j] = 11 * camera + j;
      for (let j = 0; j < 3; j++) columns[row + 11 + j] = pointColumns + 3 * point + j;
      columns[row + 14] = weightColumns + i;
      starts[2 * i + axis + 1] = row + ROW_LENGTH;
    }
  }

  const tail = 2 * ROW_LENGTH * p;
  for (let i = 0; i < p; i++) {
    weight[i] = weightError(weights[i]);
    values[tail + i] = weightErrorGradient(weights[i]);
    columns[tail + i] = weightColumns + i;
    starts[2 * p + i + 1] = tail + i + 1;
  }
  return { reprojection, weight, jacobian: { starts, columns, values } };
}
