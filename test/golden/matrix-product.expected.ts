export function product_jvp(
  primals: [Float64Array, Float64Array],
  tangents: [Float64Array, Float64Array],
): [Float64Array, Float64Array] {
  expectKind("jvp(product)", "primals", primals, {"tuple":["Float64Array","Float64Array"]});
  expectLikePrimal("jvp(product)", "the tangents", tangents, primals);
  const [a, b] = primals;
  const a1 = tangents[0].slice();
  const a2 = tangents[1].slice();
  const n = Math.sqrt(a.length);
  const t = n * n;
  const c = new Float64Array(t);
  const c_t = new Float64Array(t);
  for (let i = 0; i < n; i++) {
    const t1 = i * n;
    for (let k = 0; k < n; k++) {
      const t2 = t1 + k;
      const aik = a[t2];
      const aik_t = a1[t2];
      const t3 = k * n;
      for (let j = 0; j < n; j++) {
        const t4 = t3 + j;
        const t5 = b[t4];
        const t6 = t1 + j;
        c[t6] += aik * t5;
        const t7 = aik_t * t5 + a2[t4] * aik;
        c_t[t6] += t7;
      }
    }
  }
  return [c, c_t];
}

function product_vjp_pullback(
  tape: { residuals: { n: number; c_b: Float64Array; a_b: Float64Array; b_cache: Float64Array; aik_cache: Float64Array; b_b: Float64Array }; shadow0: Float64Array; shadow1: Float64Array; cotangent: Float64Array },
  y: Float64Array,
  c_b: Float64Array,
): [Float64Array, Float64Array] {
  expectLikePrimal("vjp(product)", "the cotangent", c_b, y);
  addInto(tape.cotangent, c_b);
  const residuals = tape.residuals;
  const { n, c_b: c_b_1, a_b, b_cache, aik_cache, b_b } = residuals;
  const ceil = Math.ceil(n - 0);

  const ceil_1 = Math.ceil(n);
  for (let i = ceil_1 - 1; i >= 0; i--) {
    const m = i * ceil;
    const t = i * n;
    for (let k = ceil_1 - 1; k >= 0; k--) {
      const m1 = m + k;
      const offset = m1 * ceil;
      const t1 = k * n;
      const aik = aik_cache[m1];
      let aik_b = 0;
      for (let j = ceil_1 - 1; j >= 0; j--) {
        // c[i * n + j] += aik * b[k * n + j]
        const t2 = b_cache[offset + j];
        const t3 = t + j;
        const t4 = c_b_1[t3];
        c_b_1[t3] = 0;
        aik_b += t4 * t2;
        const t5 = t1 + j;
        b_b[t5] += t4 * aik;
        c_b_1[t3] += t4;
      }
      // const aik = a[i * n + k]
      const t2 = t + k;
      a_b[t2] += aik_b;
    }
  }
  // const c = new Float64Array(n * n)
  c_b_1.fill(0);
  const shadow0 = tape.shadow0;
  const a = shadow0.slice();
  shadow0.fill(0);
  const shadow1 = tape.shadow1;
  const a1 = shadow1.slice();
  shadow1.fill(0);
  return [a, a1];
}

export function product_vjp(a: Float64Array, b: Float64Array): [Float64Array, any] {
  expectFloat64Array("vjp(product)", "a", a);
  expectFloat64Array("vjp(product)", "b", b);
  const a_b = new Float64Array(a.length);
  const b_b = new Float64Array(b.length);
  const n = Math.sqrt(a.length);
  const t = n * n;
  const c = new Float64Array(t);
  const c_b = new Float64Array(t);
  const ceil = Math.ceil(n);
  const max = Math.max(ceil, 0);
  const size = max * max;
  const b_cache = new Float64Array(size * max);
  const aik_cache = new Float64Array(size);
  for (let i = 0; i < n; i++) {
    const m = i * ceil;
    const t1 = i * n;
    for (let k = 0; k < n; k++) {
      const aik = a[t1 + k];
      const m1 = m + k;
      aik_cache[m1] = aik;
      const offset = m1 * ceil;
      const t2 = k * n;
      for (let j = 0; j < n; j++) {
        const t3 = b[t2 + j];
        b_cache[offset + j] = t3;
        const t4 = t1 + j;
        c[t4] += aik * t3;
      }
    }
  }
  let c_b_2: Float64Array;
  return [
    c,
    (c_b_2: Float64Array) => product_vjp_pullback(
      { residuals: { n, c_b, a_b, b_cache, aik_cache, b_b }, shadow0: a_b, shadow1: b_b, cotangent: c_b },
      c,
      c_b_2,
    ),
  ];
}
