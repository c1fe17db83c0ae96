var kept_sorted: Float64Array | undefined;
var kept_sorted_b: Float64Array | undefined;
var kept_starts: Float64Array | undefined;
var kept_taken_cache: Uint8Array | undefined;

export function weighted_grad(values: number[]): number[] {
  expectKind("grad(weighted)", "values", values, ["Array", "f64"]);
  const n = values.length;
  const sorted = kept_sorted?.length === n ? kept_sorted : new Float64Array(n);
  kept_sorted = undefined;
  sorted.set(values);
  const end = sorted.length - 1;
  const max = Math.max(end, 0);
  const starts = kept_starts?.length === max ? kept_starts.fill(0) : new Float64Array(max);
  kept_starts = undefined;
  let size = 0;
  for (let end_1 = end; end_1 > 0; end_1--) {
    starts[end - end_1] = size;
    size += Math.max(end_1, 0);
  }
  const taken_cache = kept_taken_cache?.length === size ? kept_taken_cache : new Uint8Array(size);
  kept_taken_cache = undefined;
  for (let end_1 = end; end_1 > 0; end_1--) {
    const m = starts[end - end_1];
    for (let i = 0; i < end_1; i++) {
      const t = sorted[i + 1];
      const sorted_i = sorted[i];
      const taken = sorted_i > t;
      taken_cache[m + i] = taken ? 1 : 0;
      if (taken) {
        sorted[i] = t;
        sorted[i + 1] = sorted_i;
      }
    }
  }
  const sorted_b = kept_sorted_b?.length === sorted.length
    ? kept_sorted_b.fill(0)
    : new Float64Array(sorted.length);
  kept_sorted_b = undefined;

  for (let i = end; i >= 0; i--) {
    // for (let i = 0; i < sorted.length; i++) sum += i * sorted[i] ** 2
    sorted_b[i] = 2 * sorted[i] * i;
  }
  for (let end_1 = 1; end_1 <= end; end_1++) {
    const m = starts[end - end_1];
    for (let i = end_1 - 1; i >= 0; i--) {
      // if (a[i] > a[i + 1]) [a[i], a[i + 1]] = [a[i + 1], a[i]]
      let t: number;
      let sorted_i_b: number;
      if (taken_cache[m + i] !== 0) {
        t = sorted_b[i + 1];
        sorted_b[i + 1] = 0;
        sorted_i_b = sorted_b[i];
        sorted_b[i] = 0;
      } else {
        t = 0;
        sorted_i_b = 0;
      }
      sorted_b[i + 1] += sorted_i_b;
      sorted_b[i] += t;
    }
  }
  // const sorted = [...values]
  const values_b = Array.from(sorted_b);
  kept_sorted = sorted;
  kept_sorted_b = sorted_b;
  kept_starts = starts;
  kept_taken_cache = taken_cache;
  return values_b;
}
