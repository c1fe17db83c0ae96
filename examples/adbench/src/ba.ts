type Vec3 = [x: number, y: number, z: number];

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** `x` turned about the vector `r` by its length, after Rodrigues. */
function rotate(r: Vec3, x: Vec3): Vec3 {
  const squaredAngle = dot(r, r);
  if (squaredAngle === 0) {
    const turn = cross(r, x);
    return [x[0] + turn[0], x[1] + turn[1], x[2] + turn[2]];
  }
  const angle = Math.sqrt(squaredAngle);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const axis: Vec3 = [r[0] / angle, r[1] / angle, r[2] / angle];
  const turn = cross(axis, x);
  const along = dot(axis, x) * (1 - cos);
  return [
    x[0] * cos + turn[0] * sin + axis[0] * along,
    x[1] * cos + turn[1] * sin + axis[1] * along,
    x[2] * cos + turn[2] * sin + axis[2] * along,
  ];
}

/**
 * The weighted error of one observation in bundle adjustment.
 *
 * @param camera 11 numbers: rotation vector, center, focal length, principal point (2), radial distortion (2)
 * @param point in space
 * @param weight of the observation
 * @param features where the images show the points: two numbers for each observation
 * @param i which observation it is
 */
export function reprojectionError(
  camera: Float64Array,
  point: Float64Array,
  weight: number,
  features: Float64Array,
  i: number,
): [x: number, y: number] {
  const [x, y, z] = rotate(
    [camera[0], camera[1], camera[2]],
    [point[0] - camera[3], point[1] - camera[4], point[2] - camera[5]],
  );
  const u = x / z;
  const v = y / z;
  const squaredRadius = u * u + v * v;
  const distortion = 1 + camera[9] * squaredRadius + camera[10] * squaredRadius * squaredRadius;
  const scale = camera[6] * distortion;
  return [weight * (scale * u + camera[7] - features[2 * i]), weight * (scale * v + camera[8] - features[2 * i + 1])];
}

/** The regularizer of a weight. */
export function weightError(weight: number): number {
  return 1 - weight * weight;
}
