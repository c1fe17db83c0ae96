import { nondifferentiable, withRule } from "cotangent";
import { NotPositiveDefiniteError, SingularSystemError } from "../numerical-errors.js";
import { lowerHalf, symmetricPart, transposeOf } from "./elementwise.js";
import { gemmAt } from "./gemm.js";
import { expectFinite, expectMatrix, packed, transposedPlace } from "./shapes.js";
import { expectSymmetric } from "./symmetry.js";
import { trsm } from "./triangular.js";

/**
 * The lower triangular `L` with `A = L L^T`, n x n, zero above the diagonal (Golub and Van Loan, section 4.2). `A` is symmetric but for rounding,
 * and so are its cotangents; of tangents the symmetric part counts.
 * @throws ShapeError; NonFiniteError; NotPositiveDefiniteError where the matrix is not symmetric, or not positive definite to working precision
 */
export function cholesky(a: Float64Array, n: number): Float64Array {
  return factor(a, n, "cholesky");
}

/**
 * The solution of `A X = B` by the factor `l` of `A` that `cholesky` returns; `b`: n x `columns`, a vector unless said otherwise. Golub and Van
 * Loan, section 4.2.
 * @throws ShapeError; SingularSystemError where the diagonal of `l` has a zero
 */
export function choleskySolve(l: Float64Array, b: Float64Array, n: number, columns = 1): Float64Array {
  expectMatrix("choleskySolve", "l", l, n, n);
  expectMatrix("choleskySolve", "b", b, n, columns);
  expectNoZero(l, n);
  return trsm(l, trsm(l, b, n, columns, false, false, false), n, columns, false, true, false);
}

const expectNoZero: (l: Float64Array, n: number) => void = /* @__PURE__ */ nondifferentiable(
  (l: Float64Array, n: number): void => {
    for (let i = 0; i < n; i++)
      if (l[i * n + i] === 0)
        throw new SingularSystemError(
          `choleskySolve: the ${n} x ${n} factor l has a zero in row ${i} of its diagonal; give what cholesky returned`,
        );
  },
);

/**
 * The logarithm of the determinant of a symmetric positive definite n x n matrix, by its Cholesky factor. Golub and Van Loan, section 4.2.
 * @throws as `cholesky`
 */
export function logdetPositiveDefinite(a: Float64Array, n: number): number {
  const l = factor(a, n, "logdetPositiveDefinite");
  let sum = 0;
  for (let i = 0; i < n; i++) sum += 2 * Math.log(l[i * n + i]);
  return sum;
}

/** Of the symmetric matrix between two inverses of the factor the lower half (Murray, Differentiation of the Cholesky decomposition, 2016). */
const factor: (a: Float64Array, n: number, name: string) => Float64Array = /* @__PURE__ */ withRule(
  (a: Float64Array, n: number, name: string): Float64Array => {
    expectMatrix(name, "a", a, n, n);
    expectFinite(name, "a", a, n);
    expectSymmetric(name, "a", a, n, "half the sum with its transpose is");
    return factorize(a, n, name, "add a multiple of the identity, or use lu");
  },
  {
    jvp: ([a, n, name], [da]) => {
      const l = factor(a, n, name);
      const left = trsm(l, symmetricPart(da, n), n, n, false, false, false);
      const inner = trsm(l, transposeOf(left, n, n), n, n, false, false, false);
      const at = packed(n, n);
      return [l, gemmAt(l, at, lowerHalf(inner, n), at, at)];
    },
    forward: (a, n, name) => {
      const l = factor(a, n, name);
      return [l, { l, n }];
    },
    backward: ({ l, n }, c) => {
      const at = packed(n, n);
      const inner = lowerHalf(gemmAt(l, transposedPlace(at), c, at, at), n);
      const left = trsm(l, inner, n, n, false, true, false);
      return [symmetricPart(trsm(l, transposeOf(left, n, n), n, n, false, true, false), n), 0, null];
    },
  },
);

/** The factor, without derivative. `name`: of the function that asks for it; `advice`: what to do if there is none. */
export function factorize(a: Float64Array, n: number, name: string, advice: string): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let rest = 0.5 * (a[i * n + j] + a[j * n + i]);
      const given = rest;
      for (let k = 0, p = i * n, q = j * n; k < j; k++, p++, q++) rest -= l[p] * l[q];
      if (i > j) l[i * n + j] = rest / l[j * n + j];
      else if (rest > n * Number.EPSILON * Math.abs(given)) l[i * n + i] = Math.sqrt(rest);
      else
        throw new NotPositiveDefiniteError(
          `${name}: the ${n} x ${n} matrix a is not positive definite: pivot ${i} is ${rest}; ${advice}`,
        );
    }
  return l;
}
