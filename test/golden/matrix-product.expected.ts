function isPrimals(x: [Float64Array, Float64Array]): boolean {
  return Array.isArray(x) && x.length === 2 && x[0] instanceof Float64Array && x[1] instanceof Float64Array;
}

function fitsPrimals(given: [Float64Array, Float64Array], x: [Float64Array, Float64Array]): boolean {
  return (
    Array.isArray(given) &&
    given.length === x.length &&
    given[0] instanceof Float64Array &&
    given[0].length === x[0].length &&
    given[1] instanceof Float64Array &&
    given[1].length === x[1].length
  );
}

export function product_jvp(
  primals: [Float64Array, Float64Array],
  tangents: [Float64Array, Float64Array],
): [Float64Array, Float64Array] {
  if (!isPrimals(primals)) {
    expectKind("jvp(product)", "primals", primals, { tuple: ["Float64Array", "Float64Array"] });
  }
  if (!fitsPrimals(tangents, primals)) {
    expectLikePrimal("jvp(product)", "the tangents", tangents, primals);
  }
  const [a, b] = primals;
  const [a_t, b_t] = tangents;
  const n = Math.round(Math.sqrt(a.length));
  const size = n * n;
  const c = new Float64Array(size);
  const c_t = new Float64Array(size);
  const m = n - 3;
  for (let i = 0; i < n; i++) {
    const offset = i * n;
    for (let k = 0; k < n; k++) {
      const at = offset + k;
      const aik = a[at];
      const aik_t = a_t[at];
      const offset_1 = k * n;
      let j = 0;
      for (; j < m; j += 4) {
        const at_1 = offset_1 + j;
        const t = b_t[at_1];
        const t1 = b[at_1];
        const at_2 = offset + j;
        c[at_2] += aik * t1;
        c_t[at_2] += aik_t * t1 + t * aik;
        const t2 = b_t[at_1 + 1];
        const t3 = b[at_1 + 1];
        c[at_2 + 1] += aik * t3;
        c_t[at_2 + 1] += aik_t * t3 + t2 * aik;
        const t4 = b_t[at_1 + 2];
        const t5 = b[at_1 + 2];
        c[at_2 + 2] += aik * t5;
        c_t[at_2 + 2] += aik_t * t5 + t4 * aik;
        const t6 = b_t[at_1 + 3];
        const t7 = b[at_1 + 3];
        c[at_2 + 3] += aik * t7;
        c_t[at_2 + 3] += aik_t * t7 + t6 * aik;
      }
      for (; j < n; j++) {
        const at_1 = offset_1 + j;
        const t = b_t[at_1];
        const t1 = b[at_1];
        const at_2 = offset + j;
        c[at_2] += aik * t1;
        c_t[at_2] += aik_t * t1 + t * aik;
      }
    }
  }
  return [c, c_t];
}

interface ProductTape {
  a: Float64Array;
  b: Float64Array;
}

function product_vjp_pullback(
  tape: ProductTape,
  y: Float64Array,
  c_b: Float64Array,
): [Float64Array, Float64Array] {
  expectLikePrimal("vjp(product)", "the cotangent", c_b, y);
  const { a, b } = tape;
  const a_b = new Float64Array(a.length);
  const b_b = new Float64Array(b.length);
  const n = Math.round(Math.sqrt(a.length));

  const m = n - 1;
  for (let i = m; i >= 0; i--) {
    const offset = i * n;
    for (let k = m; k >= 0; k--) {
      const at = offset + k;
      const aik = a[at];
      const offset_1 = k * n;
      let j = m;
      let aik_b = 0;
      for (; j >= 3; j -= 4) {
        const at_1 = offset_1 + j;
        const t = b[at_1];
        const at_2 = offset + j;
        // c[i * n + j] += aik * b[k * n + j]
        const t1 = c_b[at_2];
        b_b[at_1] += t1 * aik;
        const t2 = b[at_1 - 1];
        const t3 = c_b[at_2 - 1];
        b_b[at_1 - 1] += t3 * aik;
        const t4 = b[at_1 - 2];
        const t5 = c_b[at_2 - 2];
        b_b[at_1 - 2] += t5 * aik;
        const t6 = c_b[at_2 - 3];
        aik_b = aik_b + t1 * t + t3 * t2 + t5 * t4 + t6 * b[at_1 - 3];
        b_b[at_1 - 3] += t6 * aik;
      }
      for (; j >= 0; j--) {
        const t = c_b[offset + j];
        const at_1 = offset_1 + j;
        aik_b += t * b[at_1];
        b_b[at_1] += t * aik;
      }
      // const aik = a[i * n + k]
      a_b[at] += aik_b;
    }
  }
  return [a_b, b_b];
}

export function product_vjp(
  a: Float64Array,
  b: Float64Array,
): [Float64Array, (c_b: Float64Array) => [Float64Array, Float64Array]] {
  expectFloat64Array("vjp(product)", "a", a);
  expectFloat64Array("vjp(product)", "b", b);
  const b_1 = b.slice();
  const a_1 = a.slice();
  const n = Math.round(Math.sqrt(a.length));
  const c = new Float64Array(n * n);
  const m = n - 3;
  for (let i = 0; i < n; i++) {
    const offset = i * n;
    for (let k = 0; k < n; k++) {
      const aik = a[offset + k];
      const offset_1 = k * n;
      let j = 0;
      for (; j < m; j += 4) {
        const at = offset_1 + j;
        const at_1 = offset + j;
        c[at_1] += aik * b[at];
        c[at_1 + 1] += aik * b[at + 1];
        c[at_1 + 2] += aik * b[at + 2];
        c[at_1 + 3] += aik * b[at + 3];
      }
      for (; j < n; j++) {
        const at = offset + j;
        c[at] += aik * b[offset_1 + j];
      }
    }
  }
  const tape: ProductTape = { a: a_1, b: b_1 };
  return [c, (c_b: Float64Array) => product_vjp_pullback(tape, c, c_b)];
}
