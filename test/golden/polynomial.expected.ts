var kept_y_cache: Float64Array | undefined;

export function polynomial_valueAndGrad_x_coefficients(
  x: number,
  coefficients: Float64Array,
): [number, [number, Float64Array]] {
  expectNumber("valueAndGrad(polynomial)", "x", x);
  expectFloat64Array("valueAndGrad(polynomial)", "coefficients", coefficients);
  const coefficients_b = new Float64Array(coefficients.length);
  const k = coefficients.length - 1;
  const max = Math.max(k + 1, 0);
  const y_cache = kept_y_cache?.length === max ? kept_y_cache : new Float64Array(max);
  kept_y_cache = undefined;
  let y = 0;
  for (let k_1 = k; k_1 >= 0; k_1--) {
    y_cache[k - k_1] = y;
    y = y * x + coefficients[k_1];
  }

  let y_b = 1;
  let x_b = 0;
  for (let k_1 = 0; k_1 <= k; k_1++) {
    // y = y * x + coefficients[k]
    coefficients_b[k_1] = y_b;
    const y_b_1 = y_b * x;
    x_b += y_b * y_cache[k - k_1];
    y_b = y_b_1;
  }
  kept_y_cache = y_cache;
  return [y, [x_b, coefficients_b]];
}
