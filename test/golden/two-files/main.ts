import { grad } from "cotangent";
import { clamp, huber } from "./robust.js";

/** A robust measure of location around a centre. */
export function spread(centre: number, samples: Float64Array): number {
  let sum = 0;
  for (const sample of samples) sum += huber(clamp(sample, -10, 10) - centre);
  return sum / samples.length;
}

export const slope = grad(spread);

spread(1, Float64Array.of(1, 1.5, 50, -3)); // 3.03125
slope(1, Float64Array.of(1, 1.5, 50, -3)); // -0.125
