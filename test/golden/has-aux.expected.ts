var kept_residuals_b: Float64Array | undefined;

export function fit_valueAndGrad(
  line: { slope: number; offset: number },
  xs: Float64Array,
  ys: Float64Array,
): [[number, Float64Array], { slope: number; offset: number }] {
  expectKind("valueAndGrad(fit)", "line", line, { record: { slope: "f64", offset: "f64" } });
  expectFloat64Array("valueAndGrad(fit)", "xs", xs);
  expectFloat64Array("valueAndGrad(fit)", "ys", ys);
  const line_b = zerosLike(line);
  const n = xs.length;
  const residuals = new Float64Array(n);
  const { slope, offset } = line;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const error = slope * xs[i] + offset - ys[i];
    residuals[i] = error;
    sum += error * error;
  }

  // return [sum / xs.length, residuals]
  const sum_b = 1 / n;
  const residuals_b = kept_residuals_b?.length === n ? kept_residuals_b.fill(0) : new Float64Array(n);
  kept_residuals_b = undefined;
  let t = 0;
  let t1 = 0;
  for (let i = n - 1; i >= 0; i--) {
    // sum += error * error
    const xsi = xs[i];
    const error = slope * xsi + offset - ys[i];
    let error_b = 2 * (sum_b * error);
    // residuals[i] = error
    error_b += residuals_b[i];
    residuals_b[i] = 0;
    // const error = line.slope * xs[i] + line.offset - ys[i]
    t1 += error_b;
    t += error_b * xsi;
  }
  line_b.offset += t1;
  line_b.slope += t;
  kept_residuals_b = residuals_b;
  return [[sum / n, residuals], line_b];
}
