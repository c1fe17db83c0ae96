import { grad } from "cotangent";

/** Overwrites the lower triangle of a symmetric matrix of order n, by rows, with its Cholesky factor. */
function factorize(a: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) {
      for (let i = j; i < n; i++) {
        a[i * n + j] -= a[i * n + k] * a[j * n + k];
      }
    }
    const pivot = Math.sqrt(a[j * n + j]);
    for (let i = j; i < n; i++) a[i * n + j] /= pivot;
  }
}

export function logDeterminant(matrix: Float64Array): number {
  const n = Math.round(Math.sqrt(matrix.length));
  const a = matrix.slice();
  factorize(a, n);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.log(a[i * n + i]);
  return 2 * sum;
}

export const gradient = grad(logDeterminant);

logDeterminant(Float64Array.of(4, 0, 2, 5)); // Math.log(16)
gradient(Float64Array.of(4, 0, 2, 5)); // Float64Array.of(0.3125, 0, -0.25, 0.25)
