import { jacobian } from "cotangent";

/** A layer of m units: as many numbers as `biases` has, of any number of inputs. */
export function layer(x: Float64Array, weights: Float64Array, biases: Float64Array): Float64Array {
  const y = new Float64Array(biases.length);
  for (let i = 0; i < y.length; i++) {
    let sum = biases[i];
    for (let j = 0; j < x.length; j++) sum += weights[i * x.length + j] * x[j];
    y[i] = Math.tanh(sum);
  }
  return y;
}

/** By forward mode where there are more units than inputs, and otherwise by reverse mode. */
export const layerJacobian = jacobian(layer);
