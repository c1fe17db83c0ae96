function layer_vjp_pullback(
  tape: {
    residuals: {
      v: number;
      y_b: Float64Array;
      tanh_cache: Float64Array;
      x: Float64Array;
      bias_b: Float64Array;
      weights: Float64Array;
      x_b: Float64Array;
      weights_b: Float64Array;
    };
    weights_b: Float64Array;
    bias_b: Float64Array;
    x_b: Float64Array;
    cotangent: Float64Array;
  },
  y: Float64Array,
  y_b: Float64Array,
): [Float64Array, Float64Array, Float64Array] {
  expectLikePrimal("vjp(layer)", "the cotangent", y_b, y);
  addInto(tape.cotangent, y_b);
  const residuals = tape.residuals;
  const { y_b: y_b_1, tanh_cache, x, bias_b, weights, x_b, weights_b } = residuals;

  for (let i = residuals.v - 1; i >= 0; i--) {
    // y[i] = Math.tanh(sum)
    const t = tanh_cache[i];
    const yi_b = y_b_1[i];
    y_b_1[i] = 0;
    const sum_b = yi_b * (1 - t * t);
    const offset = i * x.length;
    for (let j = x.length - 1; j >= 0; j--) {
      // sum += weights[i * x.length + j] * x[j]
      const xj = x[j];
      const at = offset + j;
      x_b[j] += sum_b * weights[at];
      weights_b[at] += sum_b * xj;
    }
    // let sum = bias[i]
    bias_b[i] += sum_b;
  }
  // const y = new Float64Array(bias.length)
  y_b_1.fill(0);
  const weights_b_1 = tape.weights_b;
  const weights_b_2 = weights_b_1.slice();
  weights_b_1.fill(0);
  const bias_b_1 = tape.bias_b;
  const bias_b_2 = bias_b_1.slice();
  bias_b_1.fill(0);
  const x_b_1 = tape.x_b;
  const x_b_2 = x_b_1.slice();
  x_b_1.fill(0);
  return [weights_b_2, bias_b_2, x_b_2];
}

export function layer_vjp(weights: Float64Array, bias: Float64Array, x: Float64Array): [Float64Array, any] {
  expectFloat64Array("vjp(layer)", "weights", weights);
  expectFloat64Array("vjp(layer)", "bias", bias);
  expectFloat64Array("vjp(layer)", "x", x);
  const weights_b = new Float64Array(weights.length);
  const bias_b = new Float64Array(bias.length);
  const x_b = new Float64Array(x.length);
  const weights_1 = weights.slice();
  const x_1 = x.slice();
  const n = bias.length;
  const y = new Float64Array(n);
  const y_b = new Float64Array(n);
  const tanh_cache = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = bias[i];
    const offset = i * x.length;
    for (let j = 0; j < x.length; j++) {
      sum += weights[offset + j] * x[j];
    }
    const tanh = Math.tanh(sum);
    tanh_cache[i] = tanh;
    y[i] = tanh;
  }
  const tape = { v: n, y_b, tanh_cache, x: x_1, bias_b, weights: weights_1, x_b, weights_b };
  const tape_1 = { residuals: tape, weights_b, bias_b, x_b, cotangent: y_b };
  return [y, (y_b_1: Float64Array) => layer_vjp_pullback(tape_1, y, y_b_1)];
}
