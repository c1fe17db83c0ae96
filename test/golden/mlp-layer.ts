import { vjp } from "cotangent";

/** tanh(W x + b), with W by rows. */
export function layer(weights: Float64Array, bias: Float64Array, x: Float64Array): Float64Array {
  const y = new Float64Array(bias.length);
  for (let i = 0; i < y.length; i++) {
    let sum = bias[i];
    for (let j = 0; j < x.length; j++) {
      sum += weights[i * x.length + j] * x[j];
    }
    y[i] = Math.tanh(sum);
  }
  return y;
}

export const backward = vjp(layer);

layer(Float64Array.of(1, -2, 0, 3), Float64Array.of(1, -6), Float64Array.of(3, 2)); // Float64Array.of(0, 0)
backward(Float64Array.of(1, -2, 0, 3), Float64Array.of(1, -6), Float64Array.of(3, 2))[1](Float64Array.of(1, 10)); // [Float64Array.of(3, 2, 30, 20), Float64Array.of(1, 10), Float64Array.of(1, 28)]
