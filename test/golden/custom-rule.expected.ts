var kept_work: Float64Array | undefined;

export function penalty_grad(x: Float64Array): Float64Array {
  expectFloat64Array("grad(penalty)", "x", x);
  const x_b = new Float64Array(x.length);
  let length = Math.hypot(...x);
  const n = x.length;
  let t = 0;
  for (let i = 0; i < n; i++) {
    t = Math.max(t, Math.abs(x[i]));
  }
  if (Number.isFinite(length) && t > 0) {
    let t1 = 0;
    for (let i = 0; i < n; i++) {
      const t2 = x[i] / t;
      t1 += t2 * t2;
    }
    const t2 = t * Math.sqrt(t1);
    length = t2 + (length - t2);
  }

  // return length > 1 ? length * length : length
  const length_b = length > 1 ? 2 * length : 1;
  const taken = length > 0;
  const a = kept_work?.length === n ? kept_work : new Float64Array(n);
  kept_work = undefined;
  for (let i = 0; i < n; i++) {
    a[i] = taken ? length_b * x[i] / length : 0;
  }
  addInto(x_b, a);
  kept_work = a;
  return x_b;
}
