import { reprojectionError, weightError } from "./ba.js";
import type { BaInput } from "./problems.js";

/** A whole bundle adjustment as one function of one array. */
export interface BundleShape {
  readonly cameraCount: number;
  readonly pointCount: number;
  /** The camera and the point of each observation. */
  readonly pairs: Int32Array;
  /** Two numbers for each observation. */
  readonly features: Float64Array;
}

/**
 * All residuals: two for each observation, then one for each weight.
 *
 * @param parameters all cameras, then all points, then all weights
 */
export function allResiduals(parameters: Float64Array, shape: BundleShape): Float64Array {
  const { cameraCount, pointCount, pairs, features } = shape;
  const count = features.length / 2;
  const firstPoint = 11 * cameraCount;
  const firstWeight = firstPoint + 3 * pointCount;
  const residuals = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) {
    const camera = 11 * pairs[2 * i];
    const point = firstPoint + 3 * pairs[2 * i + 1];
    const weight = parameters[firstWeight + i];
    const [x, y] = reprojectionError(
      parameters.subarray(camera, camera + 11),
      parameters.subarray(point, point + 3),
      weight,
      features,
      i,
    );
    residuals[2 * i] = x;
    residuals[2 * i + 1] = y;
    residuals[2 * count + i] = weightError(weight);
  }
  return residuals;
}

/** The arguments of `allResiduals`. */
export function asOneArray({ cameras, points, weights, pairs, features }: BaInput): [Float64Array, BundleShape] {
  const parameters = new Float64Array(11 * cameras.length + 3 * points.length + weights.length);
  let next = 0;
  for (const part of [...cameras, ...points, weights]) {
    parameters.set(part, next);
    next += part.length;
  }
  return [parameters, { cameraCount: cameras.length, pointCount: points.length, pairs, features }];
}
