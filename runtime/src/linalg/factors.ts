/** What factorizations of matrices return. */

/** `A = Q R`, with k the smaller one of m and n. */
export interface Qr {
  /** m x k, with orthonormal columns. */
  readonly q: Float64Array;
  /** k x n, upper triangular, with a diagonal that is not negative. */
  readonly r: Float64Array;
}

/** `A = V diag(values) V^T` */
export interface Eigh {
  /** In rising order. */
  readonly values: Float64Array;
  /** n x n: a column for each value. In each the entry that is largest in size, the first of these, is positive. */
  readonly vectors: Float64Array;
}

/**
 * `A = U diag(s) V^T`, with k the smaller one of m and n. In each column of the square one of `u` and `v`, which is `v` where both are, the entry that is
 * largest in size, the first of these, is positive.
 */
export interface Svd {
  /** m x k, with orthonormal columns. */
  readonly u: Float64Array;
  /** k singular values, falling, not negative. */
  readonly s: Float64Array;
  /** n x k, with orthonormal columns. */
  readonly v: Float64Array;
}
