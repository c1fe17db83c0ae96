import { grad } from "cotangent";

function convolve(signal: Float64Array, kernel: Float64Array): Float64Array {
  const out = new Float64Array(signal.length - kernel.length + 1);
  for (let i = 0; i < out.length; i++) {
    for (let j = 0; j < kernel.length; j++) out[i] += signal[i + j] * kernel[j];
  }
  return out;
}

/** Squared error of a filtered signal. */
export function loss(kernel: Float64Array, signal: Float64Array, target: Float64Array): number {
  const filtered = convolve(signal, kernel);
  let sum = 0;
  for (let i = 0; i < filtered.length; i++) sum += (filtered[i] - target[i]) ** 2;
  return sum;
}

export const gradient = grad(loss);

loss(Float64Array.of(1, -1), Float64Array.of(1, 3, 2), Float64Array.of(0, 0)); // 5
gradient(Float64Array.of(1, -1), Float64Array.of(1, 3, 2), Float64Array.of(0, 0)); // Float64Array.of(2, -8)
