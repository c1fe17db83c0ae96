function multiply_vjp_pullback(
  tape: { residuals: { v: number; y_b: Float64Array; starts_cache: Float64Array; k_cache: Float64Array; x_cache: F64Stack; values_cache: F64Stack; x_b: Float64Array; columns_cache: F64Stack; values_b: Float64Array }; shadow0: Float64Array; shadow3: Float64Array; cotangent: Float64Array },
  y: Float64Array,
  y_b: Float64Array,
): [Float64Array, any, any, Float64Array] {
  expectLikePrimal("vjp(multiply)", "the cotangent", y_b, y);
  addInto(tape.cotangent, y_b);
  const residuals = tape.residuals;
  const { y_b: y_b_1, starts_cache, k_cache } = residuals;
  const stack = residuals.x_cache.copy();
  const stack1 = residuals.values_cache.copy();
  const x_b = residuals.x_b;
  const stack2 = residuals.columns_cache.copy();
  const values_b = residuals.values_b;

  for (let i = residuals.v - 1; i >= 0; i--) {
    const k = k_cache[i];
    for (let k_1 = starts_cache[i] - 1; k_1 >= k; k_1--) {
      // y[i] += values[k] * x[columns[k]]
      const m = stack2.pop();
      const yi_b = y_b_1[i];
      y_b_1[i] = 0;
      x_b[m] += yi_b * stack1.pop();
      values_b[k_1] += yi_b * stack.pop();
      y_b_1[i] += yi_b;
    }
  }
  // const y = new Float64Array(starts.length - 1)
  y_b_1.fill(0);
  const shadow0 = tape.shadow0;
  const a = shadow0.slice();
  shadow0.fill(0);
  const shadow3 = tape.shadow3;
  const a1 = shadow3.slice();
  shadow3.fill(0);
  return [a, null, null, a1];
}

export function multiply_vjp(
  values: Float64Array,
  columns: Int32Array,
  starts: Int32Array,
  x: Float64Array,
): [Float64Array, any] {
  expectFloat64Array("vjp(multiply)", "values", values);
  expectKind("vjp(multiply)", "columns", columns, "Int32Array");
  expectKind("vjp(multiply)", "starts", starts, "Int32Array");
  expectFloat64Array("vjp(multiply)", "x", x);
  const values_b = new Float64Array(values.length);
  const x_b = new Float64Array(x.length);
  const size = starts.length - 1;
  const y = new Float64Array(size);
  const y_b = new Float64Array(size);
  const n = y.length;
  const starts_cache = new Float64Array(n);
  const k_cache = new Float64Array(n);
  const x_cache = new F64Stack();
  const values_cache = new F64Stack();
  const columns_cache = new F64Stack();
  for (let i = 0; i < n; i++) {
    const k = starts[i];
    k_cache[i] = k;
    const m = starts[i + 1];
    starts_cache[i] = m;
    for (let k_1 = k; k_1 < m; k_1++) {
      const values_k = values[k_1];
      values_cache.push(values_k);
      const columns_k = columns[k_1];
      columns_cache.push(columns_k);
      const t = x[columns_k];
      x_cache.push(t);
      y[i] += values_k * t;
    }
  }
  let y_b_2: Float64Array;
  return [
    y,
    (y_b_2: Float64Array) => multiply_vjp_pullback(
      {
        residuals: { v: n, y_b, starts_cache, k_cache, x_cache, values_cache, x_b, columns_cache, values_b },
        shadow0: values_b,
        shadow3: x_b,
        cotangent: y_b,
      },
      y,
      y_b_2,
    ),
  ];
}
