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

/** One observation differentiated: the error, and what its rows of the Jacobian are made of. */
export type Pullback = (
  camera: Float64Array,
  point: Float64Array,
  weight: number,
  feature: Float64Array,
) => [
  error: [x: number, y: number],
  pullback: (
    cotangent: [x: number, y: number],
  ) => [camera: Float64Array, point: Float64Array, weight: number, feature: Float64Array],
];

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
 * each, so its rows have fifteen entries, found by pulling back the two unit vectors.
 */
export function residualsAndJacobian(
  { cameras, points, weights, observations, features }: BaInput,
  reprojectionPullback: Pullback,
  weightErrorGradient: (weight: number) => number,
): Jacobian {
  const p = observations.length;
  const pointColumns = 11 * cameras.length;
  const weightColumns = pointColumns + 3 * points.length;
  const reprojection = new Float64Array(2 * p);
  const starts = new Int32Array(3 * p + 1);
  const columns = new Int32Array((2 * ROW_LENGTH + 1) * p);
  const values = new Float64Array((2 * ROW_LENGTH + 1) * p);

  const setRow = (row: number, start: number, camera: number, point: number, observation: number): void => {
    for (let j = 0; j < 11; j++) columns[start + j] = 11 * camera + j;
    for (let j = 0; j < 3; j++) columns[start + 11 + j] = pointColumns + 3 * point + j;
    columns[start + 14] = weightColumns + observation;
    starts[row + 1] = start + ROW_LENGTH;
  };

  observations.forEach(([camera, point], i) => {
    const [[x, y], pullback] = reprojectionPullback(cameras[camera], points[point], weights[i], features[i]);
    reprojection[2 * i] = x;
    reprojection[2 * i + 1] = y;
    for (const axis of [0, 1]) {
      const row = 2 * i + axis;
      const start = ROW_LENGTH * row;
      const [byCamera, byPoint, byWeight] = pullback(axis === 0 ? [1, 0] : [0, 1]);
      values.set(byCamera, start);
      values.set(byPoint, start + 11);
      values[start + 14] = byWeight;
      setRow(row, start, camera, point, i);
    }
  });

  const tail = 2 * ROW_LENGTH * p;
  for (let i = 0; i < p; i++) {
    values[tail + i] = weightErrorGradient(weights[i]);
    columns[tail + i] = weightColumns + i;
    starts[2 * p + i + 1] = tail + i + 1;
  }
  return { reprojection, weight: weights.map((weight) => weightError(weight)), jacobian: { starts, columns, values } };
}
