function isRows(xs: Float64Array[]): boolean {
  if (!Array.isArray(xs)) return false;
  const n = xs.length;
  let all = true;
  for (let i = 0; i < n; i++) {
    const row = xs[i];
    all = all && row instanceof Float64Array;
  }
  return all;
}

export function loss_valueAndGrad_weights_bias(
  weights: Float64Array,
  bias: number,
  rows: Float64Array[],
  labels: Uint8Array,
): [number, [Float64Array, number]] {
  expectFloat64Array("valueAndGrad(loss)", "weights", weights);
  expectNumber("valueAndGrad(loss)", "bias", bias);
  if (!isRows(rows)) {
    expectKind("valueAndGrad(loss)", "rows", rows, ["Array", "Float64Array"]);
  }
  expectKind("valueAndGrad(loss)", "labels", labels, "Uint8Array");
  const weights_b = new Float64Array(weights.length);
  const n = rows.length;

  // return total / rows.length + 0.01 * penalty
  const total_b = 1 / n;
  let total = 0;
  let bias_b = 0;
  for (let i = 0; i < n; i++) {
    const row = rows[i];
    const m = row.length - 3;
    let j = 0;
    let score = bias;
    for (; j < m; j += 4) {
      score = score + weights[j] * row[j] + weights[j + 1] * row[j + 1];
      score = score + weights[j + 2] * row[j + 2] + weights[j + 3] * row[j + 3];
    }
    for (; j < row.length; j++) {
      score += weights[j] * row[j];
    }
    let log1p: number;
    let score_b: number;
    if (labels[i]) {
      const exp = Math.exp(-score);
      log1p = Math.log1p(exp);
      // total += labels[i] ? Math.log1p(Math.exp(-score)) : Math.log1p(Math.exp(score))
      score_b = -total_b / (1 + exp) * exp;
    } else {
      const exp = Math.exp(score);
      log1p = Math.log1p(exp);
      score_b = total_b / (1 + exp) * exp;
    }
    total += log1p;
    let j_1 = row.length - 1;
    for (; j_1 >= 3; j_1 -= 4) {
      // for (let j = 0; j < row.length; j++) score += weights[j] * row[j]
      weights_b[j_1] += score_b * row[j_1];
      weights_b[j_1 - 1] += score_b * row[j_1 - 1];
      weights_b[j_1 - 2] += score_b * row[j_1 - 2];
      weights_b[j_1 - 3] += score_b * row[j_1 - 3];
    }
    for (; j_1 >= 0; j_1--) {
      weights_b[j_1] += score_b * row[j_1];
    }
    bias_b += score_b;
  }
  let penalty = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i];
    penalty += weight * weight;
    // for (const weight of weights) penalty += weight * weight
    weights_b[i] += 0.02 * weight;
  }
  return [total / n + 0.01 * penalty, [weights_b, bias_b]];
}
