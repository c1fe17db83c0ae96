var kept_a: Float64Array | undefined;
var kept_a_b: Float64Array | undefined;
var kept_pivot_cache: Float64Array | undefined;
var kept_starts: Float64Array | undefined;
var kept_saved_cache: Float64Array | undefined;
var kept_starts2: Float64Array | undefined;
var kept_a_cache: Float64Array | undefined;
var kept_a_cache2: Float64Array | undefined;

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
  const starts_1 = kept_starts2?.length === max ? kept_starts2.fill(0) : new Float64Array(max);
  kept_starts2 = undefined;
  let size_1 = 0;
  for (let j = 0; j < n; j++) {
    starts_1[j] = size_1;
    size_1 += Math.max(j, 0) * Math.max(n - j, 0);
  }
  const a_cache = kept_a_cache?.length === size_1 ? kept_a_cache : new Float64Array(size_1);
  kept_a_cache = undefined;
  const a_cache_1 = kept_a_cache2?.length === size_1 ? kept_a_cache2 : new Float64Array(size_1);
  kept_a_cache2 = undefined;
  const m = n - 3;
  for (let j = 0; j < n; j++) {
    const m1 = n - j;
    const starts_j = starts_1[j];
    const offset = j * n;
    for (let k = 0; k < j; k++) {
      const m2 = k * m1;
      const at = offset + k;
      let i = j;
      for (; i < m; i += 4) {
        const at_1 = starts_j + (m2 + (i - j));
        const offset_1 = i * n;
        const t = a[offset_1 + k];
        a_cache_1[at_1] = t;
        const t1 = a[at];
        a_cache[at_1] = t1;
        const at_2 = offset_1 + j;
        a[at_2] -= t * t1;
        const offset_2 = (i + 1) * n;
        const t2 = a[offset_2 + k];
        a_cache_1[at_1 + 1] = t2;
        const t3 = a[at];
        a_cache[at_1 + 1] = t3;
        const at_3 = offset_2 + j;
        a[at_3] -= t2 * t3;
        const offset_3 = (i + 2) * n;
        const t4 = a[offset_3 + k];
        a_cache_1[at_1 + 2] = t4;
        const t5 = a[at];
        a_cache[at_1 + 2] = t5;
        const at_4 = offset_3 + j;
        a[at_4] -= t4 * t5;
        const offset_4 = (i + 3) * n;
        const t6 = a[offset_4 + k];
        a_cache_1[at_1 + 3] = t6;
        const t7 = a[at];
        a_cache[at_1 + 3] = t7;
        const at_5 = offset_4 + j;
        a[at_5] -= t6 * t7;
      }
      for (; i < n; i++) {
        const at_1 = starts_j + (m2 + (i - j));
        const offset_1 = i * n;
        const t = a[offset_1 + k];
        a_cache_1[at_1] = t;
        const t1 = a[at];
        a_cache[at_1] = t1;
        const at_2 = offset_1 + j;
        a[at_2] -= t * t1;
      }
    }
    const pivot = Math.sqrt(a[offset + j]);
    pivot_cache[j] = pivot;
    const starts_j_1 = starts[j];
    let i = j;
    for (; i < m; i += 4) {
      const at = starts_j_1 + (i - j);
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
      saved_cache[starts_j_1 + (i - j)] = t;
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
    const m3 = n - j;
    const starts_j_1 = starts_1[j];
    for (let k = j - 1; k >= 0; k--) {
      const m4 = k * m3;
      const at_1 = offset + k;
      for (let i_1 = m1; i_1 >= j; i_1--) {
        // a[i * n + j] -= a[i * n + k] * a[j * n + k]
        const offset_1 = i_1 * n;
        const t = a_b[offset_1 + j] ?? 0;
        const at_2 = starts_j_1 + (m4 + (i_1 - j));
        a_b[at_1] -= t * a_cache_1[at_2];
        const at_3 = offset_1 + k;
        a_b[at_3] -= t * a_cache[at_2];
      }
    }
  }
  // const a = matrix.slice()
  addInto(matrix_b, a_b);
  kept_a = a;
  kept_a_b = a_b;
  kept_pivot_cache = pivot_cache;
  kept_starts = starts;
  kept_saved_cache = saved_cache;
  kept_starts2 = starts_1;
  kept_a_cache = a_cache;
  kept_a_cache2 = a_cache_1;
  return matrix_b;
}
