var kept_next_cache: Float64Array | undefined;

export function chebyshev_grad(x: number, n: number): number {
  expectNumber("grad(chebyshev)", "x", x);
  expectNumber("grad(chebyshev)", "n", n);
  const ceil = Math.ceil(n);
  const max = Math.max(ceil, 0);
  const next_cache = kept_next_cache?.length === max ? kept_next_cache : new Float64Array(max);
  kept_next_cache = undefined;
  const t = 2 * x;
  let current = 1;
  let next = x;
  for (let k = 0; k < n; k++) {
    next_cache[k] = next;
    const next_1 = t * next - current;
    current = next;
    next = next_1;
  }

  let current_b = 1;
  let next_b = 0;
  let t1 = 0;
  for (let k = ceil - 1; k >= 0; k--) {
    // [current, next] = [next, 2 * x * next - current]
    const current_b_1 = -next_b;
    t1 += next_b * next_cache[k];
    next_b = current_b + next_b * t;
    current_b = current_b_1;
  }
  const x_b = next_b + t1 * 2;
  kept_next_cache = next_cache;
  return x_b;
}
