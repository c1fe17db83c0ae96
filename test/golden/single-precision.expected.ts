var kept_series_b: Float64Array | undefined;
var kept_level: Float32Array | undefined;
var kept_level_b: Float64Array | undefined;

export function forecastError_grad_series_alpha(series: Float32Array, alpha: number): [Float32Array, number] {
  expectFloat32Array("grad(forecastError)", "series", series);
  expectNumber("grad(forecastError)", "alpha", alpha);
  const n = series.length;
  const level = kept_level?.length === n ? kept_level.fill(0) : new Float32Array(n);
  kept_level = undefined;
  level[0] = series[0];
  for (let t = 1; t < n; t++) {
    const t1 = level[t - 1];
    const error = series[t] - t1;
    level[t] = t1 + alpha * error;
  }
  const m = n - 1;

  // return sum / (series.length - 1)
  const sum_b = 1 / m;
  const level_b = kept_level_b?.length === n ? kept_level_b.fill(0) : new Float64Array(n);
  kept_level_b = undefined;
  // level[t] = level[t - 1] + alpha * error
  let level_t_b = level_b[m];
  const series_b = kept_series_b?.length === series.length
    ? kept_series_b.fill(0)
    : new Float64Array(series.length);
  kept_series_b = undefined;
  let alpha_b = 0;
  for (let t = m; t >= 1; t--) {
    // sum += error * error
    const error = series[t] - level[t - 1];
    let error_b = 2 * (sum_b * error);
    // level[t] = level[t - 1] + alpha * error
    level_b[t] = 0;
    alpha_b += level_t_b * error;
    error_b += level_t_b * alpha;
    // const error = series[t] - level[t - 1]
    level_t_b -= error_b;
    series_b[t] = error_b;
  }
  // level[t] = level[t - 1] + alpha * error
  level_b[0] = level_t_b;
  // level[0] = series[0]
  const level_0_b = level_b[0] ?? 0;
  level_b[0] = 0;
  series_b[0] += level_0_b;
  // const level = new Float32Array(series.length)
  const series_b_1 = new Float32Array(series_b);
  kept_series_b = series_b;
  kept_level = level;
  kept_level_b = level_b;
  return [series_b_1, alpha_b];
}
