import { grad } from "cotangent";

/** The largest loss from a peak to a later value. */
export function drawdown(values: Float64Array): number {
  let peak = values[0];
  let worst = 0;
  for (let i = 1; i < values.length; i++) {
    if (values[i] > peak) peak = values[i];
    worst = Math.max(worst, (peak - values[i]) / peak);
  }
  return worst;
}

export const gradient = grad(drawdown);

drawdown(Float64Array.of(10, 20, 15, 25, 10, 12)); // 0.6
gradient(Float64Array.of(10, 20, 15, 25, 10, 12)); // Float64Array.of(0, 0, 0, 0.016, -0.04, 0)
