/** Arithmetic of vectors and of matrices as lists of rows. */

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** `a + factor * b` */
export function plus(a: Float64Array, factor: number, b: Float64Array): Float64Array {
  const sum = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) sum[i] = a[i] + factor * b[i];
  return sum;
}

export function negated(a: Float64Array): Float64Array {
  const negative = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) negative[i] = -a[i];
  return negative;
}

export function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

/** The largest absolute entry; NaN where one is. */
export function largest(a: Float64Array): number {
  let found = 0;
  // `Math.max` keeps what is NaN; a comparison would lose it again.
  for (let i = 0; i < a.length; i++) found = Math.max(found, Math.abs(a[i]));
  return found;
}

/** `a v`, or the product with the transpose. */
export function product(a: readonly Float64Array[], v: Float64Array, transposed: boolean): Float64Array {
  const result = new Float64Array(v.length);
  for (let i = 0; i < v.length; i++) {
    const row = a[i];
    if (transposed) for (let j = 0; j < v.length; j++) result[j] += row[j] * v[i];
    else for (let j = 0; j < v.length; j++) result[i] += row[j] * v[j];
  }
  return result;
}

/** The matrix with the entries `-a[i] * b[j]`. */
export function negativeOuter(a: Float64Array, b: Float64Array): Float64Array[] {
  const rows: Float64Array[] = [];
  for (let i = 0; i < a.length; i++) {
    const row = new Float64Array(b.length);
    for (let j = 0; j < b.length; j++) row[j] = -a[i] * b[j];
    rows.push(row);
  }
  return rows;
}
