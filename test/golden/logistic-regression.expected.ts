export function loss_valueAndGrad_weights_bias(
  weights: Float64Array,
  bias: number,
  rows: Float64Array[],
  labels: Uint8Array,
): [number, [Float64Array, number]] {
  expectFloat64Array("valueAndGrad(loss)", "weights", weights);
  expectNumber("valueAndGrad(loss)", "bias", bias);
  expectKind("valueAndGrad(loss)", "rows", rows, ["Array", "Float64Array"]);
  expectKind("valueAndGrad(loss)", "labels", labels, "Uint8Array");
  const weights_b = new Float64Array(weights.length);
  const n = rows.length;
  const exp_cache = new Float64Array(n);
  const exp_cache_1 = new Float64Array(n);
  let total = 0;
  for (let i = 0; i < n; i++) {
    const row = rows[i];
    let score = bias;
    for (let j = 0; j < row.length; j++) {
      score += weights[j] * row[j];
    }
    let t: number;
    if (labels[i]) {
      const exp = Math.exp(-score);
      exp_cache[i] = exp;
      t = Math.log1p(exp);
    } else {
      const exp = Math.exp(score);
      exp_cache_1[i] = exp;
      t = Math.log1p(exp);
    }
    total += t;
  }
  let penalty = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i];
    penalty += weight * weight;
  }

  // return total / rows.length + 0.01 * penalty
  const total_b = 1 / n;
  for (let i = weights.length - 1; i >= 0; i--) {
    // for (const weight of weights) penalty += weight * weight
    const weight = weights[i];
    weights_b[i] += 0.02 * weight;
  }
  let bias_b = 0;
  for (let i = n - 1; i >= 0; i--) {
    // total += labels[i] ? Math.log1p(Math.exp(-score)) : Math.log1p(Math.exp(score))
    const row = rows[i];
    let score_b: number;
    if (labels[i]) {
      const exp = exp_cache[i];
      score_b = -total_b / (1 + exp) * exp;
    } else {
      const exp = exp_cache_1[i];
      score_b = total_b / (1 + exp) * exp;
    }
    for (let j = row.length - 1; j >= 0; j--) {
      // for (let j = 0; j < row.length; j++) score += weights[j] * row[j]
      weights_b[j] += score_b * row[j];
    }
    bias_b += score_b;
  }
  return [total / n + 0.01 * penalty, [weights_b, bias_b]];
}
