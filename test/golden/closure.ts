import { grad } from "cotangent";

/** Steepest descent on the distance of x to the circle of a given radius. */
export function descend(start: Float64Array, radius: number): Float64Array {
  const slope = grad((x: Float64Array) => (Math.hypot(x[0], x[1]) - radius) ** 2);
  const x = start.slice();
  for (let step = 0; step < 3; step++) {
    const g = slope(x);
    for (let i = 0; i < x.length; i++) x[i] -= 0.25 * g[i];
  }
  return x;
}

descend(Float64Array.of(3, 4), 1); // Float64Array.of(0.9, 1.2)
