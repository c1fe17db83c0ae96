/** A matrix as `Q R`, with orthonormal columns in `Q` and `R` upper triangular, for least squares. */
export interface Factors {
  /** The columns of `Q`. */
  readonly q: readonly Float64Array[];
  /** The rows of `R`. */
  readonly r: readonly Float64Array[];
}

/** Gram and Schmidt's process, each column twice: once leaves it not orthogonal where columns are nearly dependent. */
export function factorized(rows: readonly Float64Array[]): Factors {
  const n = rows[0].length;
  const q: Float64Array[] = [];
  const r = Array.from({ length: n }, () => new Float64Array(n));
  for (let k = 0; k < n; k++) {
    const column = Float64Array.from(rows, (row) => row[k]);
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < k; j++) {
        const part = dot(q[j], column);
        r[j][k] += part;
        for (let i = 0; i < column.length; i++) column[i] -= part * q[j][i];
      }
    }
    r[k][k] = Math.sqrt(dot(column, column));
    q.push(column.map((each) => each / r[k][k]));
  }
  return { q, r };
}

/** The `x` for which `Q R x` is nearest to `b`. */
export function nearest({ q, r }: Factors, b: Float64Array): Float64Array {
  return solved(
    r,
    Float64Array.from(q, (column) => dot(column, b)),
  );
}

/** The diagonal of the inverse of the matrix' product with its transpose, `(RᵀR)⁻¹`. */
export function inverseDiagonal({ r }: Factors): Float64Array {
  const diagonal = new Float64Array(r.length);
  for (let k = 0; k < r.length; k++) {
    const unit = new Float64Array(r.length);
    unit[k] = 1;
    solved(r, unit).forEach((each, i) => {
      diagonal[i] += each ** 2;
    });
  }
  return diagonal;
}

function solved(r: readonly Float64Array[], right: Float64Array): Float64Array {
  const x = right.slice();
  for (let k = x.length - 1; k >= 0; k--) {
    for (let j = k + 1; j < x.length; j++) x[k] -= r[k][j] * x[j];
    x[k] /= r[k][k];
  }
  return x;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
