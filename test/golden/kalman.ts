import { grad, vjp } from "cotangent";

/** The log-likelihood of measurements of a random walk, by a Kalman filter. */
export function logLikelihood(measured: Float64Array, drift: number, noise: number): number {
  let x = 0;
  let p = 1;
  let sum = 0;
  for (const z of measured) {
    p += drift;
    const s = p + noise;
    const innovation = z - x;
    const gain = p / s;
    x += gain * innovation;
    p *= 1 - gain;
    sum -= 0.5 * (Math.log(2 * Math.PI * s) + (innovation * innovation) / s);
  }
  return sum;
}

export const gradient = grad(logLikelihood, { argnums: [1, 2] });
export const pull = vjp(logLikelihood);

logLikelihood(Float64Array.of(2), 1, 2); // -0.5 * (Math.log(8 * Math.PI) + 1)
gradient(Float64Array.of(2), 1, 2); // [0, 0]
pull(Float64Array.of(2), 1, 2)[1](4); // [Float64Array.of(-2), 0, 0]
