var kept_exp_cache: Float64Array | undefined;

export function integral_grad_b_rate(b: number, rate: number): [number, number] {
  expectNumber("grad(integral)", "b", b);
  expectNumber("grad(integral)", "rate", rate);
  const n = NODES.length;
  const sum_b = 0.5 * b;
  const exp_cache = kept_exp_cache?.length === n ? kept_exp_cache : new Float64Array(n);
  kept_exp_cache = undefined;
  const t = -rate;
  let sum = 0;
  for (let k = 0; k < n; k++) {
    const t_1 = sum_b * (NODES[k] + 1);
    const exp = Math.exp(t * t_1);
    exp_cache[k] = exp;
    sum += WEIGHTS[k] * exp;
  }

  let t1 = 0;
  for (let k = n - 1; k >= 0; k--) {
    // sum += WEIGHTS[k] * Math.exp(-rate * t)
    const t2 = sum_b * WEIGHTS[k] * exp_cache[k];
    const t3 = NODES[k] + 1;
    const t_4 = sum_b * t3;
    t1 += t2 * t_4;
    // const t = 0.5 * b * (NODES[k] + 1)
    sum -= t2 * rate * t3;
  }
  // sum += WEIGHTS[k] * Math.exp(-rate * t)
  const rate_b = -t1;
  kept_exp_cache = exp_cache;
  return [sum * 0.5, rate_b];
}
