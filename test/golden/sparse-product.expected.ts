interface MultiplyTape {
  starts: Int32Array;
  x: Float64Array;
  columns: Int32Array;
  values: Float64Array;
}

function multiply_vjp_pullback(
  tape: MultiplyTape,
  y: Float64Array,
  y_b: Float64Array,
): [Float64Array, any, any, Float64Array] {
  expectLikePrimal("vjp(multiply)", "the cotangent", y_b, y);
  const { starts, x, columns, values } = tape;
  const values_b = new Float64Array(values.length);
  const x_b = new Float64Array(x.length);

  for (let i = starts.length - 1 - 1; i >= 0; i--) {
    const k = starts[i];
    const m = k + 3;
    let k_1 = starts[i + 1] - 1;
    for (; k_1 >= m; k_1 -= 4) {
      const columns_k = columns[k_1];
      const t = x[columns_k];
      // y[i] += values[k] * x[columns[k]]
      const yi_b = y_b[i];
      x_b[columns_k] += yi_b * values[k_1];
      values_b[k_1] += yi_b * t;
      const m1 = columns[k_1 - 1];
      const t1 = x[m1];
      x_b[m1] += yi_b * values[k_1 - 1];
      values_b[k_1 - 1] += yi_b * t1;
      const m2 = columns[k_1 - 2];
      const t2 = x[m2];
      x_b[m2] += yi_b * values[k_1 - 2];
      values_b[k_1 - 2] += yi_b * t2;
      const m3 = columns[k_1 - 3];
      const t3 = x[m3];
      x_b[m3] += yi_b * values[k_1 - 3];
      values_b[k_1 - 3] += yi_b * t3;
    }
    for (; k_1 >= k; k_1--) {
      const columns_k = columns[k_1];
      const t = x[columns_k];
      const yi_b = y_b[i];
      x_b[columns_k] += yi_b * values[k_1];
      values_b[k_1] += yi_b * t;
    }
  }
  return [values_b, null, null, x_b];
}

export function multiply_vjp(
  values: Float64Array,
  columns: Int32Array,
  starts: Int32Array,
  x: Float64Array,
): [Float64Array, (y_b: Float64Array) => [Float64Array, any, any, Float64Array]] {
  expectFloat64Array("vjp(multiply)", "values", values);
  expectKind("vjp(multiply)", "columns", columns, "Int32Array");
  expectKind("vjp(multiply)", "starts", starts, "Int32Array");
  expectFloat64Array("vjp(multiply)", "x", x);
  const values_1 = values.slice();
  const columns_1 = columns.slice();
  const x_1 = x.slice();
  const starts_1 = starts.slice();
  const y = new Float64Array(starts.length - 1);
  for (let i = 0; i < starts.length - 1; i++) {
    let k = starts[i];
    const m = starts[i + 1];
    const m1 = m - 3;
    for (; k < m1; k += 4) {
      const t = y[i] + values[k] * x[columns[k]] + values[k + 1] * x[columns[k + 1]];
      y[i] = t + values[k + 2] * x[columns[k + 2]] + values[k + 3] * x[columns[k + 3]];
    }
    for (; k < m; k++) {
      y[i] += values[k] * x[columns[k]];
    }
  }
  const tape: MultiplyTape = { starts: starts_1, x: x_1, columns: columns_1, values: values_1 };
  return [y, (y_b: Float64Array) => multiply_vjp_pullback(tape, y, y_b)];
}
