function layer_vjp_pullback(
  tape: { residuals: { v: number; y_b: Float64Array; tanh_cache: Float64Array; x: Float64Array; bias_b: Float64Array; x_cache: F64Stack; weights_cache: F64Stack; x_b: Float64Array; weights_b: Float64Array }; shadow0: Float64Array; shadow1: Float64Array; shadow2: Float64Array; cotangent: Float64Array },
  y: Float64Array,
  y_b: Float64Array,
): [Float64Array, Float64Array, Float64Array] {
  expectLikePrimal("vjp(layer)", "the cotangent", y_b, y);
  addInto(tape.cotangent, y_b);
  const residuals = tape.residuals;
  const { y_b: y_b_1, tanh_cache, x, bias_b } = residuals;
  const stack = residuals.x_cache.copy();
  const stack1 = residuals.weights_cache.copy();
  const { x_b, weights_b } = residuals;

  for (let i = residuals.v - 1; i >= 0; i--) {
    // y[i] = Math.tanh(sum)
    const t = tanh_cache[i];
    const yi_b = y_b_1[i];
    y_b_1[i] = 0;
    const sum_b = yi_b * (1 - t * t);
    const offset = i * x.length;
    for (let j = x.length - 1; j >= 0; j--) {
      // sum += weights[i * x.length + j] * x[j]
      x_b[j] += sum_b * stack1.pop();
      const at = offset + j;
      weights_b[at] += sum_b * stack.pop();
    }
    // let sum = bias[i]
    bias_b[i] += sum_b;
  }
  // const y = new Float64Array(bias.length)
  y_b_1.fill(0);
  const shadow0 = tape.shadow0;
  const a = shadow0.slice();
  shadow0.fill(0);
  const shadow1 = tape.shadow1;
  const a1 = shadow1.slice();
  shadow1.fill(0);
  const shadow2 = tape.shadow2;
  const a2 = shadow2.slice();
  shadow2.fill(0);
  return [a, a1, a2];
}

export function layer_vjp(weights: Float64Array, bias: Float64Array, x: Float64Array): [Float64Array, any] {
  expectFloat64Array("vjp(layer)", "weights", weights);
  expectFloat64Array("vjp(layer)", "bias", bias);
  expectFloat64Array("vjp(layer)", "x", x);
  const weights_b = new Float64Array(weights.length);
  const bias_b = new Float64Array(bias.length);
  const x_b = new Float64Array(x.length);
  const n = bias.length;
  const y = new Float64Array(n);
  const y_b = new Float64Array(n);
  const tanh_cache = new Float64Array(n);
  const x_cache = new F64Stack();
  const weights_cache = new F64Stack();
  for (let i = 0; i < n; i++) {
    let sum = bias[i];
    const offset = i * x.length;
    for (let j = 0; j < x.length; j++) {
      const t = weights[offset + j];
      weights_cache.push(t);
      const xj = x[j];
      x_cache.push(xj);
      sum += t * xj;
    }
    const tanh = Math.tanh(sum);
    tanh_cache[i] = tanh;
    y[i] = tanh;
  }
  let y_b_2: Float64Array;
  return [
    y,
    (y_b_2: Float64Array) => layer_vjp_pullback(
      {
        residuals: { v: n, y_b, tanh_cache, x, bias_b, x_cache, weights_cache, x_b, weights_b },
        shadow0: weights_b,
        shadow1: bias_b,
        shadow2: x_b,
        cotangent: y_b,
      },
      y,
      y_b_2,
    ),
  ];
}
