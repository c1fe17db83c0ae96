interface LayerTape {
  n: number;
  tanh_cache: Float64Array;
  x: Float64Array;
  weights: Float64Array;
}

var kept_y_b: Float64Array | undefined;

function layer_vjp_pullback(
  tape: LayerTape,
  y: Float64Array,
  y_b: Float64Array,
): [Float64Array, Float64Array, Float64Array] {
  expectLikePrimal("vjp(layer)", "the cotangent", y_b, y);
  const { n, tanh_cache, x, weights } = tape;
  const weights_b = new Float64Array(weights.length);
  const x_b = new Float64Array(x.length);
  const y_b_1 = kept_y_b?.length === y_b.length ? kept_y_b : new Float64Array(y_b.length);
  kept_y_b = undefined;
  y_b_1.set(y_b);

  const m = x.length - 1;
  const bias_b = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    // y[i] = Math.tanh(sum)
    const tanh = tanh_cache[i];
    const yi_b = y_b_1[i];
    y_b_1[i] = 0;
    const sum_b = yi_b * (1 - tanh * tanh);
    const offset = i * x.length;
    let j = m;
    for (; j >= 3; j -= 4) {
      const xj = x[j];
      const at = offset + j;
      // sum += weights[i * x.length + j] * x[j]
      x_b[j] += sum_b * weights[at];
      weights_b[at] += sum_b * xj;
      const t = x[j - 1];
      x_b[j - 1] += sum_b * weights[at - 1];
      weights_b[at - 1] += sum_b * t;
      const t1 = x[j - 2];
      x_b[j - 2] += sum_b * weights[at - 2];
      weights_b[at - 2] += sum_b * t1;
      const t2 = x[j - 3];
      x_b[j - 3] += sum_b * weights[at - 3];
      weights_b[at - 3] += sum_b * t2;
    }
    for (; j >= 0; j--) {
      const xj = x[j];
      const at = offset + j;
      x_b[j] += sum_b * weights[at];
      weights_b[at] += sum_b * xj;
    }
    // let sum = bias[i]
    bias_b[i] = sum_b;
  }
  kept_y_b = y_b_1;
  return [weights_b, bias_b, x_b];
}

export function layer_vjp(
  weights: Float64Array,
  bias: Float64Array,
  x: Float64Array,
): [Float64Array, (y_b: Float64Array) => [Float64Array, Float64Array, Float64Array]] {
  expectFloat64Array("vjp(layer)", "weights", weights);
  expectFloat64Array("vjp(layer)", "bias", bias);
  expectFloat64Array("vjp(layer)", "x", x);
  const weights_1 = weights.slice();
  const x_1 = x.slice();
  const n = bias.length;
  const y = new Float64Array(n);
  const tanh_cache = new Float64Array(n);
  const m = x.length - 3;
  for (let i = 0; i < n; i++) {
    let sum = bias[i];
    const offset = i * x.length;
    let j = 0;
    for (; j < m; j += 4) {
      const at = offset + j;
      sum = sum + weights[at] * x[j] + weights[at + 1] * x[j + 1] + weights[at + 2] * x[j + 2];
      sum += weights[at + 3] * x[j + 3];
    }
    for (; j < x.length; j++) {
      sum += weights[offset + j] * x[j];
    }
    const tanh = Math.tanh(sum);
    tanh_cache[i] = tanh;
    y[i] = tanh;
  }
  const tape: LayerTape = { n, tanh_cache, x: x_1, weights: weights_1 };
  return [y, (y_b: Float64Array) => layer_vjp_pullback(tape, y, y_b)];
}
