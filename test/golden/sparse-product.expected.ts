function multiply_vjp_pullback(
  tape: {
    residuals: {
      v: number;
      y_b: Float64Array;
      starts: Int32Array;
      x: Float64Array;
      columns: Int32Array;
      values: Float64Array;
      x_b: Float64Array;
      values_b: Float64Array;
    };
    values_b: Float64Array;
    x_b: Float64Array;
    cotangent: Float64Array;
  },
  y: Float64Array,
  y_b: Float64Array,
): [Float64Array, any, any, Float64Array] {
  expectLikePrimal("vjp(multiply)", "the cotangent", y_b, y);
  addInto(tape.cotangent, y_b);
  const residuals = tape.residuals;
  const { y_b: y_b_1, starts, x, columns, values, x_b, values_b } = residuals;

  for (let i = residuals.v - 1; i >= 0; i--) {
    const k = starts[i];
    for (let k_1 = starts[i + 1] - 1; k_1 >= k; k_1--) {
      // y[i] += values[k] * x[columns[k]]
      const columns_k = columns[k_1];
      const t = x[columns_k];
      const yi_b = y_b_1[i];
      x_b[columns_k] += yi_b * values[k_1];
      values_b[k_1] += yi_b * t;
    }
  }
  // const y = new Float64Array(starts.length - 1)
  y_b_1.fill(0);
  const values_b_1 = tape.values_b;
  const values_b_2 = values_b_1.slice();
  values_b_1.fill(0);
  const x_b_1 = tape.x_b;
  const x_b_2 = x_b_1.slice();
  x_b_1.fill(0);
  return [values_b_2, null, null, x_b_2];
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
  const values_1 = values.slice();
  const columns_1 = columns.slice();
  const x_1 = x.slice();
  const starts_1 = starts.slice();
  const size = starts.length - 1;
  const y = new Float64Array(size);
  const y_b = new Float64Array(size);
  for (let i = 0; i < y.length; i++) {
    const m = starts[i + 1];
    for (let k = starts[i]; k < m; k++) {
      y[i] += values[k] * x[columns[k]];
    }
  }
  const tape = {
    v: y.length,
    y_b,
    starts: starts_1,
    x: x_1,
    columns: columns_1,
    values: values_1,
    x_b,
    values_b,
  };
  const tape_1 = { residuals: tape, values_b, x_b, cotangent: y_b };
  return [y, (y_b_1: Float64Array) => multiply_vjp_pullback(tape_1, y, y_b_1)];
}
