/**
 * x with (A + shift I) x = b, by Cholesky's method; undefined where that matrix is not positive definite to working precision. Of A the lower
 * triangle is read.
 */
export function solvePositive(a: readonly Float64Array[], shift: number, b: Float64Array): Float64Array | undefined {
  const n = b.length;
  const l = Array.from({ length: n }, () => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = a[i][j] + (i === j ? shift : 0);
      const size = Math.abs(rest);
      for (let k = 0; k < j; k++) rest -= l[i][k] * l[j][k];
      if (i > j) l[i][j] = rest / l[j][j];
      else if (rest > n * Number.EPSILON * size) l[i][i] = Math.sqrt(rest);
      else return undefined;
    }
  }
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) x[i] -= l[i][j] * x[j];
    x[i] /= l[i][i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i] -= l[j][i] * x[j];
    x[i] /= l[i][i];
  }
  return x;
}
