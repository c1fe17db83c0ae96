/** Entry by entry: what rules are written with. */

export function plus(a: Float64Array, b: Float64Array): Float64Array {
  const sum = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) sum[i] = a[i] + b[i];
  return sum;
}

export function minus(a: Float64Array, b: Float64Array): Float64Array {
  const difference = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) difference[i] = a[i] - b[i];
  return difference;
}

export function times(factor: number, a: Float64Array): Float64Array {
  const product = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) product[i] = factor * a[i];
  return product;
}

/** The transpose of an m x n matrix. */
export function transposeOf(a: Float64Array, m: number, n: number): Float64Array {
  const transpose = new Float64Array(a.length);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) transpose[j * m + i] = a[i * n + j];
  return transpose;
}

/** One triangle of an n x n matrix, with the diagonal unless it is strict; the rest is zero. */
export function triangleOf(a: Float64Array, n: number, upper: boolean, strict: boolean): Float64Array {
  const triangle = new Float64Array(n * n);
  const inner = strict ? 1 : 0;
  for (let i = 0; i < n; i++) {
    const [first, end] = upper ? [i + inner, n] : [0, i + 1 - inner];
    for (let j = first; j < end; j++) triangle[i * n + j] = a[i * n + j];
  }
  return triangle;
}

/** The lower triangle of an n x n matrix with half of the diagonal: of a symmetric one, what it is the sum of with its transpose. */
export function lowerHalf(a: Float64Array, n: number): Float64Array {
  const half = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) half[i * n + j] = a[i * n + j];
    half[i * n + i] = 0.5 * a[i * n + i];
  }
  return half;
}

/** The mean of an n x n matrix and its transpose. */
export function symmetricPart(a: Float64Array, n: number): Float64Array {
  const mean = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) mean[i * n + j] = 0.5 * (a[i * n + j] + a[j * n + i]);
  return mean;
}

export function trace(a: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += a[i * n + i];
  return sum;
}

export function identity(n: number): Float64Array {
  const one = new Float64Array(n * n);
  for (let i = 0; i < n; i++) one[i * n + i] = 1;
  return one;
}
