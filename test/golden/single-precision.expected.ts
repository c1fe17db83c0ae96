export function forecastError_grad_series_alpha(series: Float32Array, alpha: number): [Float32Array, number] {
  expectFloat32Array("grad(forecastError)", "series", series);
  expectNumber("grad(forecastError)", "alpha", alpha);
  const series_b = new Float64Array(series.length);
  const n = series.length;
  const level = new Float32Array(n);
  level[0] = series[0];
  const m = n - 1;
  const error_cache = new Float64Array(Math.max(m, 0));
  for (let t = 1; t < n; t++) {
    const t1 = level[t - 1];
    const error = series[t] - t1;
    error_cache[t - 1] = error;
    level[t] = t1 + alpha * error;
  }

  // return sum / (series.length - 1)
  const sum_b = 1 / m;
  const level_b = new Float64Array(n);
  let alpha_b = 0;
  for (let t = m; t >= 1; t--) {
    // sum += error * error
    const error = error_cache[t - 1];
    let error_b = 2 * (sum_b * error);
    // level[t] = level[t - 1] + alpha * error
    const level_t_b = level_b[t];
    level_b[t] = 0;
    alpha_b += level_t_b * error;
    error_b += level_t_b * alpha;
    // const error = series[t] - level[t - 1]
    level_b[t - 1] += level_t_b - error_b;
    series_b[t] += error_b;
  }
  // level[0] = series[0]
  const level_0_b = level_b[0];
  level_b[0] = 0;
  series_b[0] += level_0_b;
  return [new Float32Array(series_b), alpha_b];
}
