import { valueAndGrad } from "cotangent";

/** The eccentric anomaly by Newton's iteration, as often as it takes. */
function eccentricAnomaly(mean: number, eccentricity: number): number {
  let anomaly = mean;
  let residual = anomaly - eccentricity * Math.sin(anomaly) - mean;
  while (Math.abs(residual) > 1e-13) {
    anomaly -= residual / (1 - eccentricity * Math.cos(anomaly));
    residual = anomaly - eccentricity * Math.sin(anomaly) - mean;
  }
  return anomaly;
}

/**
 * Squared distance of observed positions from an orbit: a data-dependent loop inside of a sum.
 *
 * @param orbit semi-major axis, eccentricity, mean motion, phase
 */
export function orbit(orbit: Float64Array, times: Float64Array, xs: Float64Array, ys: Float64Array): number {
  const [axis, eccentricity, motion, phase] = orbit;
  let sum = 0;
  for (let i = 0; i < times.length; i++) {
    const anomaly = eccentricAnomaly(motion * times[i] + phase, eccentricity);
    const x = axis * (Math.cos(anomaly) - eccentricity);
    const y = axis * Math.sqrt(1 - eccentricity * eccentricity) * Math.sin(anomaly);
    sum += (x - xs[i]) ** 2 + (y - ys[i]) ** 2;
  }
  return sum;
}

export const orbitGradient = valueAndGrad(orbit);
