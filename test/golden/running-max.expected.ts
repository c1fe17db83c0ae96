var kept_worst_cache: Float64Array | undefined;
var kept_peak_cache: Float64Array | undefined;
var kept_taken_cache: Uint8Array | undefined;

export function drawdown_grad(values: Float64Array): Float64Array {
  expectFloat64Array("grad(drawdown)", "values", values);
  const values_b = new Float64Array(values.length);
  let peak = values[0];
  const m = values.length - 1;
  const max = Math.max(m, 0);
  const worst_cache = kept_worst_cache?.length === max ? kept_worst_cache : new Float64Array(max);
  kept_worst_cache = undefined;
  const peak_cache = kept_peak_cache?.length === max ? kept_peak_cache : new Float64Array(max);
  kept_peak_cache = undefined;
  const taken_cache = kept_taken_cache?.length === max ? kept_taken_cache : new Uint8Array(max);
  kept_taken_cache = undefined;
  let worst = 0;
  for (let i = 1; i < values.length; i++) {
    worst_cache[i - 1] = worst;
    const peak_1 = values[i];
    const taken = peak_1 > peak;
    taken_cache[i - 1] = taken ? 1 : 0;
    if (taken) peak = peak_1;
    peak_cache[i - 1] = peak;
    worst = Math.max(worst, (peak - peak_1) / peak);
  }

  let peak_b = 0;
  let worst_b = 1;
  for (let i = m; i >= 1; i--) {
    // worst = Math.max(worst, (peak - values[i]) / peak)
    const peak_1 = peak_cache[i - 1];
    const peak_2 = values[i];
    const t = (peak_1 - peak_2) / peak_1;
    const worst_1 = worst_cache[i - 1];
    const worst_b_1 = worst_1 > t ? worst_b : worst_1 < t ? 0 : worst_1 === t ? 0.5 * worst_b : NaN;
    const t1 = (t > worst_1 ? worst_b : t < worst_1 ? 0 : t === worst_1 ? 0.5 * worst_b : NaN) / peak_1;
    peak_b = peak_b - t1 * t + t1;
    // if (values[i] > peak) peak = values[i]
    let peak_b_1: number;
    if (taken_cache[i - 1] !== 0) {
      peak_b_1 = peak_b - t1;
      peak_b = 0;
    } else {
      // worst = Math.max(worst, (peak - values[i]) / peak)
      peak_b_1 = -t1;
    }
    // if (values[i] > peak) peak = values[i]
    values_b[i] = peak_b_1;
    worst_b = worst_b_1;
  }
  // let peak = values[0]
  values_b[0] += peak_b;
  kept_worst_cache = worst_cache;
  kept_peak_cache = peak_cache;
  kept_taken_cache = taken_cache;
  return values_b;
}
