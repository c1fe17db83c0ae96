var kept_a: Float64Array | undefined;
var kept_a_b: Float64Array | undefined;
var kept_pivot_cache: Float64Array | undefined;
var kept_starts: Float64Array | undefined;
var kept_saved_cache: Float64Array | undefined;

export function logDeterminant_grad(matrix: Float64Array): Float64Array {
  expectFloat64Array("grad(logDeterminant)", "matrix", matrix);
  const matrix_b = new Float64Array(matrix.length);
  const n = Math.round(Math.sqrt(matrix.length));
  const a = kept_a?.length === matrix.length ? kept_a : new Float64Array(matrix.length);
  kept_a = undefined;
  a.set(matrix);
  const max = Math.max(n, 0);
  const pivot_cache = kept_pivot_cache?.length === max ? kept_pivot_cache : new Float64Array(max);
  kept_pivot_cache = undefined;
  const starts = kept_starts?.length === max ? kept_starts.fill(0) : new Float64Array(max);
  kept_starts = undefined;
  let size = 0;
  for (let j = 0; j < n; j++) {
    starts[j] = size;
    size += Math.max(n - j, 0);
  }
  const saved_cache = kept_saved_cache?.length === size ? kept_saved_cache : new Float64Array(size);
  kept_saved_cache = undefined;
  const m = n - 3;
  for (let j = 0; j < n; j++) {
    const offset = j * n;
    for (let k = 0; k < j; k++) {
      const t = a[offset + k];
      let i = j;
      for (; i < m; i += 4) {
        const offset_1 = i * n;
        const at = offset_1 + j;
        a[at] -= a[offset_1 + k] * t;
        const offset_2 = (i + 1) * n;
        const at_1 = offset_2 + j;
        a[at_1] -= a[offset_2 + k] * t;
        const offset_3 = (i + 2) * n;
        const at_2 = offset_3 + j;
        a[at_2] -= a[offset_3 + k] * t;
        const offset_4 = (i + 3) * n;
        const at_3 = offset_4 + j;
        a[at_3] -= a[offset_4 + k] * t;
      }
      for (; i < n; i++) {
        const offset_1 = i * n;
        const at = offset_1 + j;
        a[at] -= a[offset_1 + k] * t;
      }
    }
    const pivot = Math.sqrt(a[offset + j]);
    pivot_cache[j] = pivot;
    const starts_j = starts[j];
    let i = j;
    for (; i < m; i += 4) {
      const at = starts_j + (i - j);
      const at_1 = i * n + j;
      const t = a[at_1] / pivot;
      saved_cache[at] = t;
      a[at_1] = t;
      const at_2 = (i + 1) * n + j;
      const t1 = a[at_2] / pivot;
      saved_cache[at + 1] = t1;
      a[at_2] = t1;
      const at_3 = (i + 2) * n + j;
      const t2 = a[at_3] / pivot;
      saved_cache[at + 2] = t2;
      a[at_3] = t2;
      const at_4 = (i + 3) * n + j;
      const t3 = a[at_4] / pivot;
      saved_cache[at + 3] = t3;
      a[at_4] = t3;
    }
    for (; i < n; i++) {
      const at = i * n + j;
      const t = a[at] / pivot;
      saved_cache[starts_j + (i - j)] = t;
      a[at] = t;
    }
  }

  const m1 = n - 1;
  const a_b = kept_a_b?.length === a.length ? kept_a_b.fill(0) : new Float64Array(a.length);
  kept_a_b = undefined;
  for (let i = m1; i >= 0; i--) {
    // for (let i = 0; i < n; i++) sum += Math.log(a[i * n + i])
    const at = i * n + i;
    a_b[at] += 2 / a[at];
  }
  for (let j = m1; j >= 0; j--) {
    const pivot = pivot_cache[j];
    const m2 = j + 3;
    const starts_j = starts[j];
    let i = m1;
    let pivot_b = 0;
    for (; i >= m2; i -= 4) {
      const at = i * n + j;
      // for (let i = j; i < n; i++) a[i * n + j] /= pivot
      const t = a_b[at] ?? 0;
      const at_1 = starts_j + (i - j);
      pivot_b -= t === 0 ? 0 : t * (saved_cache[at_1] / pivot);
      a_b[at] = t === 0 ? 0 : t / pivot;
      const at_2 = (i - 1) * n + j;
      const t1 = a_b[at_2] ?? 0;
      pivot_b -= t1 === 0 ? 0 : t1 * (saved_cache[at_1 - 1] / pivot);
      a_b[at_2] = t1 === 0 ? 0 : t1 / pivot;
      const at_3 = (i - 2) * n + j;
      const t2 = a_b[at_3] ?? 0;
      pivot_b -= t2 === 0 ? 0 : t2 * (saved_cache[at_1 - 2] / pivot);
      a_b[at_3] = t2 === 0 ? 0 : t2 / pivot;
      const at_4 = (i - 3) * n + j;
      const t3 = a_b[at_4] ?? 0;
      pivot_b -= t3 === 0 ? 0 : t3 * (saved_cache[at_1 - 3] / pivot);
      a_b[at_4] = t3 === 0 ? 0 : t3 / pivot;
    }
    for (; i >= j; i--) {
      const at = i * n + j;
      const t = a_b[at] ?? 0;
      pivot_b -= t === 0 ? 0 : t * (saved_cache[starts_j + (i - j)] / pivot);
      a_b[at] = t === 0 ? 0 : t / pivot;
    }
    // const pivot = Math.sqrt(a[j * n + j])
    const offset = j * n;
    const at = offset + j;
    a_b[at] += pivot_b === 0 ? 0 : pivot_b / (2 * pivot);
    for (let k = j - 1; k >= 0; k--) {
      const at_1 = offset + k;
      const t = a[at_1];
      let i_1 = m1;
      let t1 = 0;
      for (; i_1 >= m2; i_1 -= 4) {
        const offset_1 = i_1 * n;
        // a[i * n + j] -= a[i * n + k] * a[j * n + k]
        const t2 = a_b[offset_1 + j] ?? 0;
        const at_2 = offset_1 + k;
        a_b[at_2] -= t2 * t;
        const offset_2 = (i_1 - 1) * n;
        const t3 = a_b[offset_2 + j] ?? 0;
        const at_3 = offset_2 + k;
        a_b[at_3] -= t3 * t;
        const offset_3 = (i_1 - 2) * n;
        const t4 = a_b[offset_3 + j] ?? 0;
        const at_4 = offset_3 + k;
        a_b[at_4] -= t4 * t;
        const offset_4 = (i_1 - 3) * n;
        const t5 = a_b[offset_4 + j] ?? 0;
        const at_5 = offset_4 + k;
        t1 = t1 - t2 * a[at_2] - t3 * a[at_3] - t4 * a[at_4] - t5 * a[at_5];
        a_b[at_5] -= t5 * t;
      }
      for (; i_1 >= j; i_1--) {
        const offset_1 = i_1 * n;
        const t2 = a_b[offset_1 + j] ?? 0;
        const at_2 = offset_1 + k;
        t1 -= t2 * a[at_2];
        a_b[at_2] -= t2 * t;
      }
      a_b[at_1] += t1;
    }
  }
  // const a = matrix.slice()
  addInto(matrix_b, a_b);
  kept_a = a;
  kept_a_b = a_b;
  kept_pivot_cache = pivot_cache;
  kept_starts = starts;
  kept_saved_cache = saved_cache;
  return matrix_b;
}
