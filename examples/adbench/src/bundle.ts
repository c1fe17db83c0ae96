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

/** What an error has derivatives by. */
export type Row = [byCamera: Float64Array, byPoint: Float64Array, byWeight: number];

/** One observation differentiated: returns the error, and writes the derivatives of its two components into rows. */
export type RowsInto = (
  into: [x: Row, y: Row],
  camera: Float64Array,
  point: Float64Array,
  weight: number,
  feature: Float64Array,
) => [x: number, y: number];

const ROW_LENGTH = 11 + 3 + 1;

export function residuals({ cameras, points, weights, observations, features }: BaInput): Residuals {
  const reprojection = new Float64Array(2 * observations.length);
  observations.forEach(([camera, point], i) => {
    const [x, y] = reprojectionError(cameras[camera], points[point], weights[i], features[i]);
    reprojection[2 * i] = x;
    reprojection[2 * i + 1] = y;
  });
  return { reprojection, weight: weights.map((weight) => weightError(weight)) };
}

/**
 * The Jacobian of the residuals: by all cameras, then all points, then all weights. An observation depends on one of
 * each, so its rows have fifteen entries.
 */
export function residualsAndJacobian(
  { cameras, points, weights, observations, features }: BaInput,
  reprojectionRowsInto: RowsInto,
  weightErrorGradient: (weight: number) => number,
): Jacobian {
  const p = observations.length;
  const pointColumns = 11 * cameras.length;
  const weightColumns = pointColumns + 3 * points.length;
  const reprojection = new Float64Array(2 * p);
  const starts = new Int32Array(3 * p + 1);
  const columns = new Int32Array((2 * ROW_LENGTH + 1) * p);
  const values = new Float64Array((2 * ROW_LENGTH + 1) * p);

  const row = (): Row => [new Float64Array(11), new Float64Array(3), 0];
  const rows: [x: Row, y: Row] = [row(), row()];

  for (let i = 0; i < p; i++) {
    const [camera, point] = observations[i];
    const error = reprojectionRowsInto(rows, cameras[camera], points[point], weights[i], features[i]);
    for (let axis = 0; axis < 2; axis++) {
      const [byCamera, byPoint, byWeight] = rows[axis];
      const start = ROW_LENGTH * (2 * i + axis);
      reprojection[2 * i + axis] = error[axis];
      for (let j = 0; j < 11; j++) values[start + j] = byCamera[j];
      for (let j = 0; j < 3; j++) values[start + 11 + j] = byPoint[j];
      values[start + 14] = byWeight;
      for (let j = 0; j < 11; j++) columns[start + j] = 11 * camera + j;
      for (let j = 0; j < 3; j++) columns[start + 11 + j] = pointColumns + 3 * point + j;
      columns[start + 14] = weightColumns + i;
      starts[2 * i + axis + 1] = start + ROW_LENGTH;
    }
  }

  const tail = 2 * ROW_LENGTH * p;
  for (let i = 0; i < p; i++) {
    values[tail + i] = weightErrorGradient(weights[i]);
    columns[tail + i] = weightColumns + i;
    starts[2 * p + i + 1] = tail + i + 1;
  }
  return { reprojection, weight: weights.map((weight) => weightError(weight)), jacobian: { starts, columns, values } };
}
