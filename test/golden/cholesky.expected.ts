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
  for (let j = 0; j < n; j++) {
    const m = n - j;
    const starts_j = starts_1[j];
    const offset = j * n;
    for (let k = 0; k < j; k++) {
      const m1 = k * m;
      const at = offset + k;
      for (let i = j; i < n; i++) {
        const at_1 = starts_j + (m1 + (i - j));
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
    for (let i = j; i < n; i++) {
      const at = i * n + j;
      const t = a[at] / pivot;
      saved_cache[starts_j_1 + (i - j)] = t;
      a[at] = t;
    }
  }
  const a_b = kept_a_b?.length === a.length ? kept_a_b.fill(0) : new Float64Array(a.length);
  kept_a_b = undefined;

  for (let i = n - 1; i >= 0; i--) {
    // for (let i = 0; i < n; i++) sum += Math.log(a[i * n + i])
    const at = i * n + i;
    a_b[at] += 2 / a[at];
  }
  for (let j = n - 1; j >= 0; j--) {
    // for (let i = j; i < n; i++) a[i * n + j] /= pivot
    const starts_j = starts[j];
    const pivot = pivot_cache[j];
    let pivot_b = 0;
    for (let i = n - 1; i >= j; i--) {
      const at = i * n + j;
      const t = a_b[at];
      pivot_b -= t === 0 ? 0 : t * (saved_cache[starts_j + (i - j)] / pivot);
      a_b[at] = t === 0 ? 0 : t / pivot;
    }
    // const pivot = Math.sqrt(a[j * n + j])
    const offset = j * n;
    const at = offset + j;
    a_b[at] += pivot_b === 0 ? 0 : pivot_b / (2 * pivot);
    const m = n - j;
    const starts_j_1 = starts_1[j];
    for (let k = j - 1; k >= 0; k--) {
      const m1 = k * m;
      const at_1 = offset + k;
      for (let i = n - 1; i >= j; i--) {
        // a[i * n + j] -= a[i * n + k] * a[j * n + k]
        const offset_1 = i * n;
        const t = a_b[offset_1 + j];
        const at_2 = starts_j_1 + (m1 + (i - j));
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
