export function logDeterminant_grad(matrix: Float64Array): Float64Array {
  expectFloat64Array("grad(logDeterminant)", "matrix", matrix);
  const matrix_b = new Float64Array(matrix.length);
  const n = Math.sqrt(matrix.length);
  const a = matrix.slice();
  const a_b = new Float64Array(a.length);
  const ceil = Math.ceil(n);
  const pivot_cache = new Float64Array(Math.max(ceil, 0));
  const v_cache = new F64Stack();
  const a_cache = new F64Stack();
  const a_cache_1 = new F64Stack();
  for (let j = 0; j < n; j++) {
    const t = j * n;
    for (let k = 0; k < j; k++) {
      const t1 = t + k;
      for (let i = j; i < n; i++) {
        const t2 = i * n;
        const t3 = a[t2 + k];
        a_cache_1.push(t3);
        const t4 = a[t1];
        a_cache.push(t4);
        const t5 = t2 + j;
        a[t5] -= t3 * t4;
      }
    }
    const pivot = Math.sqrt(a[t + j]);
    pivot_cache[j] = pivot;
    for (let i = j; i < n; i++) {
      const t1 = i * n + j;
      const t2 = a[t1] / pivot;
      v_cache.push(t2);
      a[t1] = t2;
    }
  }

  for (let i = ceil - 1; i >= 0; i--) {
    // for (let i = 0; i < n; i++) sum += Math.log(a[i * n + i])
    const t = i * n + i;
    a_b[t] += 2 / a[t];
  }
  for (let j = ceil - 1; j >= 0; j--) {
    // for (let i = j; i < n; i++) a[i * n + j] /= pivot
    const pivot = pivot_cache[j];
    let pivot_b = 0;
    for (let i = ceil - 1; i >= j; i--) {
      const t = i * n + j;
      const t1 = a_b[t];
      pivot_b -= t1 * v_cache.pop() / pivot;
      a_b[t] = t1 / pivot;
    }
    // const pivot = Math.sqrt(a[j * n + j])
    const t = j * n;
    const t1 = t + j;
    a_b[t1] += pivot_b / (2 * pivot);
    for (let k = j - 1; k >= 0; k--) {
      const t2 = t + k;
      for (let i = ceil - 1; i >= j; i--) {
        // a[i * n + j] -= a[i * n + k] * a[j * n + k]
        const t3 = i * n;
        const t4 = t3 + j;
        const t5 = a_b[t4];
        a_b[t4] = 0;
        a_b[t2] -= t5 * a_cache_1.pop();
        const t6 = t3 + k;
        a_b[t6] -= t5 * a_cache.pop();
        a_b[t4] += t5;
      }
    }
  }
  // const a = matrix.slice()
  addInto(matrix_b, a_b);
  return matrix_b;
}
