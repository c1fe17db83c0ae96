import { grad } from "cotangent";

/** Exponential smoothing in single precision; the value is the mean squared one-step forecast error. */
export function forecastError(series: Float32Array, alpha: number): number {
  const level = new Float32Array(series.length);
  level[0] = series[0];
  let sum = 0;
  for (let t = 1; t < series.length; t++) {
    const error = series[t] - level[t - 1];
    level[t] = level[t - 1] + alpha * error;
    sum += error * error;
  }
  return sum / (series.length - 1);
}

export const gradient = grad(forecastError, { argnums: [0, 1] });

// check { smooth: false }
forecastError(Float32Array.of(1, 2, 4), 0.5); // 3.625
gradient(Float32Array.of(1, 2, 4), 0.5); // [Float32Array.of(-2.25, -0.25, 2.5), -2.5]
