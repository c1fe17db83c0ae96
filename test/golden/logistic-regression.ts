import { valueAndGrad } from "cotangent";

/** Mean negative log-likelihood of labels 0 and 1, with an L2 penalty. */
export function loss(weights: Float64Array, bias: number, rows: Float64Array[], labels: Uint8Array): number {
  let total = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    let score = bias;
    for (let j = 0; j < row.length; j++) score += weights[j] * row[j];
    total += labels[i] ? Math.log1p(Math.exp(-score)) : Math.log1p(Math.exp(score));
  }
  let penalty = 0;
  for (const weight of weights) penalty += weight * weight;
  return total / rows.length + 0.01 * penalty;
}

export const step = valueAndGrad(loss, { argnums: [0, 1] });

loss(Float64Array.of(0, 0), 0, [Float64Array.of(1, 2), Float64Array.of(3, -1)], Uint8Array.of(1, 0)); // Math.LN2
step(Float64Array.of(0, 0), 0, [Float64Array.of(1, 2), Float64Array.of(3, -1)], Uint8Array.of(1, 0)); // [Math.LN2, [Float64Array.of(0.5, -0.75), 0]]
