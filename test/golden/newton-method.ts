import { grad } from "cotangent";

/** Kepler's equation E - e sin E = M for E, by Newton's method with a generated derivative. */
export function eccentricAnomaly(mean: number, eccentricity: number): number {
  const residual = (angle: number) => angle - eccentricity * Math.sin(angle) - mean;
  const slope = grad(residual);
  let angle = mean;
  for (let step = 0; step < 10; step++) {
    const change = residual(angle) / slope(angle);
    angle -= change;
    if (Math.abs(change) < 1e-12) break;
  }
  return angle;
}

export const gradient = grad(eccentricAnomaly, { argnums: [0, 1] });

eccentricAnomaly(0, 0.5); // 0
gradient(0.5, 0); // [1, Math.sin(0.5)]
