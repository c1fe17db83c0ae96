export function logDeterminant_grad(matrix: Float64Array): Float64Array {
  expectFloat64Array("grad(logDeterminant)", "matrix", matrix);
  const matrix_b = new Float64Array(matrix.length);
  const n = Math.round(Math.sqrt(matrix.length));
  const a = matrix.slice();
  const a_b = new Float64Array(a.length);
  const pivot_cache = new Float64Array(Math.max(n, 0));
  const saved_cache = new F64Stack();
  const a_cache = new F64Stack();
  const a_cache_1 = new F64Stack();
  for (let j = 0; j < n; j++) {
    const offset = j * n;
    for (let k = 0; k < j; k++) {
      const at = offset + k;
      for (let i = j; i < n; i++) {
        const offset_1 = i * n;
        const t = a[offset_1 + k];
        a_cache_1.push(t);
        const t1 = a[at];
        a_cache.push(t1);
        const at_1 = offset_1 + j;
        a[at_1] -= t * t1;
      }
    }
    const pivot = Math.sqrt(a[offset + j]);
    pivot_cache[j] = pivot;
    for (let i = j; i < n; i++) {
      const at = i * n + j;
      const t = a[at] / pivot;
      saved_cache.push(t);
      a[at] = t;
    }
  }

  for (let i = n - 1; i >= 0; i--) {
    // for (let i = 0; i < n; i++) sum += Math.log(a[i * n + i])
    const at = i * n + i;
    a_b[at] += 2 / a[at];
  }
  for (let j = n - 1; j >= 0; j--) {
    // for (let i = j; i < n; i++) a[i * n + j] /= pivot
    const pivot = pivot_cache[j];
    let pivot_b = 0;
    for (let i = n - 1; i >= j; i--) {
      const saved = saved_cache.pop();
      const at = i * n + j;
      const t = a_b[at];
      pivot_b -= t === 0 ? 0 : t * (saved / pivot);
      a_b[at] = t === 0 ? 0 : t / pivot;
    }
    // const pivot = Math.sqrt(a[j * n + j])
    const offset = j * n;
    const at = offset + j;
    a_b[at] += pivot_b === 0 ? 0 : pivot_b / (2 * pivot);
    for (let k = j - 1; k >= 0; k--) {
      const at_1 = offset + k;
      for (let i = n - 1; i >= j; i--) {
        // a[i * n + j] -= a[i * n + k] * a[j * n + k]
        const offset_1 = i * n;
        const t = a_b[offset_1 + j];
        a_b[at_1] -= t * a_cache_1.pop();
        const at_2 = offset_1 + k;
        a_b[at_2] -= t * a_cache.pop();
      }
    }
  }
  // const a = matrix.slice()
  addInto(matrix_b, a_b);
  return matrix_b;
}
