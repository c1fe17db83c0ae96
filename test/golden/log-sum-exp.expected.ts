var kept_exp_cache: Float64Array | undefined;

export function logSumExp_grad(x: Float64Array): Float64Array {
  expectFloat64Array("grad(logSumExp)", "x", x);
  const x_b = new Float64Array(x.length);
  const n = x.length;
  let top = -Infinity;
  for (let i = 0; i < n; i++) {
    const value = x[i];
    if (value > top) top = value;
  }
  const exp_cache = kept_exp_cache?.length === n ? kept_exp_cache : new Float64Array(n);
  kept_exp_cache = undefined;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const exp = Math.exp(x[i] - top);
    exp_cache[i] = exp;
    sum += exp;
  }

  // return top + Math.log(sum)
  const sum_b = 1 / sum;
  for (let i = n - 1; i >= 0; i--) {
    // for (const value of x) sum += Math.exp(value - top)
    x_b[i] = sum_b * exp_cache[i];
  }
  kept_exp_cache = exp_cache;
  return x_b;
}
