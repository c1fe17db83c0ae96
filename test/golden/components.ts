import { grad } from "cotangent";

type Falloff = "none" | "linear" | "quadratic" | "smooth";

/** What is left of light at a distance. */
function attenuation(distance: number, falloff: Falloff): number {
  switch (falloff) {
    case "none":
      return 1;
    case "linear":
      return Math.max(1 - distance / 10, 0);
    case "quadratic":
      return 1 / (1 + distance ** 2);
    case "smooth": {
      const t = Math.min(distance / 10, 1);
      return 1 - t * t * (3 - 2 * t);
    }
    default:
      throw new Error(`no falloff ${falloff}`);
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < 3; k++) sum += a[k] * b[k];
  return sum;
}

/** How bright a lamp makes a point of a surface, beside a fill light. */
export function brightness(lamp: Float64Array, point: Float64Array, normal: Float64Array): number {
  const ray = new Float64Array(3);
  for (let k = 0; k < 3; k++) ray[k] = lamp[k] - point[k];
  const distance = Math.sqrt(dot(ray, ray));
  const direct = (Math.max(dot(ray, normal), 0) / distance) * attenuation(distance, "quadratic");
  return direct + 0.1 * attenuation(distance, "smooth");
}

export const byLamp = grad(brightness);

brightness(Float64Array.of(1, 2, 3), Float64Array.of(0, 0.5, 0), Float64Array.of(0, 0, 1)); // 0.1365150269541779
