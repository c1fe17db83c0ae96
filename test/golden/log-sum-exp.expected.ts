var kept_taken_cache: Uint8Array | undefined;
var kept_exp_cache: Float64Array | undefined;

export function logSumExp_grad(x: Float64Array): Float64Array {
  expectFloat64Array("grad(logSumExp)", "x", x);
  const x_b = new Float64Array(x.length);
  const n = x.length;
  const taken_cache = kept_taken_cache?.length === n ? kept_taken_cache : new Uint8Array(n);
  kept_taken_cache = undefined;
  let top = -Infinity;
  for (let i = 0; i < n; i++) {
    const value = x[i];
    const taken = value > top;
    taken_cache[i] = taken ? 1 : 0;
    if (taken) top = value;
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
  // for (const value of x) sum += Math.exp(value - top)
  let top_b = 1;
  for (let i = n - 1; i >= 0; i--) {
    const value_b = sum_b * exp_cache[i];
    top_b -= value_b;
    x_b[i] += value_b;
  }
  for (let i = n - 1; i >= 0; i--) {
    // for (const value of x) if (value > top) top = value
    let value_b: number;
    if (taken_cache[i] !== 0) {
      value_b = top_b;
      top_b = 0;
    } else {
      value_b = 0;
    }
    x_b[i] += value_b;
  }
  kept_taken_cache = taken_cache;
  kept_exp_cache = exp_cache;
  return x_b;
}
