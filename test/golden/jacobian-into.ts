import { packedJacobianInto, valueAndJacobianInto } from "cotangent";

/** Where a camera at the origin sees a point, through a lens with radial distortion. */
export function project(point: Float64Array, focal: number, distortion: number): [u: number, v: number] {
  const u = point[0] / point[2];
  const v = point[1] / point[2];
  const scale = focal * (1 + distortion * (u * u + v * v));
  return [scale * u, scale * v];
}

export const projectionInto = valueAndJacobianInto(project, { argnums: [0, 1, 2] });

project(Float64Array.of(2, 1, 2), 3, 0); // [3, 1.5]

export const projectionPacked = packedJacobianInto(project, { argnums: [0, 1, 2] });
