import type { ValueAndGrad } from "cotangent/optim";

/** The inverse of a symmetric positive definite matrix, by Gauss and Jordan: pivots need no exchange. */
export function inverse(matrix: readonly Float64Array[]): Float64Array[] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => {
    const extended = new Float64Array(2 * n);
    extended.set(row);
    extended[n + i] = 1;
    return extended;
  });
  for (let k = 0; k < n; k++) {
    const pivot = rows[k][k];
    for (let j = 0; j < 2 * n; j++) rows[k][j] /= pivot;
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = rows[i][k];
      for (let j = 0; j < 2 * n; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  return rows.map((row) => row.slice(n));
}

/**
 * Standard deviations of the normal density that touches the posterior at its maximum `q` (Laplace's approximation).
 * The second derivatives are central differences of the gradient.
 */
export function standardDeviations(f: ValueAndGrad<Float64Array>, q: Float64Array): Float64Array {
  const h = 1e-4;
  const gradientBeside = (k: number, step: number): Float64Array => {
    const beside = q.slice();
    beside[k] += step;
    return f(beside)[1];
  };
  const rows = Array.from(q, (_, k) => {
    const after = gradientBeside(k, h);
    const before = gradientBeside(k, -h);
    return after.map((value, j) => (value - before[j]) / (2 * h));
  });
  const hessian = rows.map((row, i) => row.map((value, j) => 0.5 * (value + rows[j][i])));
  return Float64Array.from(inverse(hessian), (row, k) => Math.sqrt(row[k]));
}
