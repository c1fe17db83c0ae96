/** Determinants. They are polynomials: a matrix may be singular, and derivatives of all orders are right. */
import { nondifferentiable, withRule } from "cotangent";
import { identity, minus, times, trace } from "./elementwise.js";
import { type Elimination, eliminate, expectRegular } from "./elimination.js";
import { gemmAt } from "./gemm.js";
import { packed } from "./shapes.js";
import { pivotBlocks } from "./pivot-blocks.js";
import { solveBy } from "./solve.js";

/**
 * The determinant of an n x n matrix, by elimination; 1 where n is 0. Of more than a few rows it is easily out of range: `logdet` is not.
 * Derivatives are right at singular matrices too: the first one is the matrix of the cofactors. Golub and Van Loan, section 3.4; where it is
 * singular, Bird (2011).
 * @throws ShapeError
 */
export function det(a: Float64Array, n: number): number {
  const by = eliminate(a, n, "det");
  return hasSmallPivot(by, n) ? byBlocks(a, n) : determinant(a, by, n);
}

/**
 * The logarithm of the absolute value of the determinant of an n x n matrix, by elimination, `-Infinity` for a singular one. `logdetPositiveDefinite` is
 * faster for such. Golub and Van Loan, section 3.4.
 * @throws ShapeError; SingularSystemError by derivatives at a singular matrix
 */
export function logdet(a: Float64Array, n: number): number {
  return logDeterminant(a, eliminate(a, n, "logdet"), n);
}

/** By Jacobi's formula: `det A` times the trace of `A^-1 dA`. Second derivatives lose as many digits as the pivots lose of the largest one. */
const determinant: (a: Float64Array, by: Elimination, n: number) => number = /* @__PURE__ */ withRule(
  (_: Float64Array, { lu, sign }: Elimination, n: number): number => {
    let product = sign;
    for (let i = 0; i < n; i++) product *= lu[i * n + i];
    return product;
  },
  {
    jvp: ([a, by, n], [da]) => {
      const value = determinant(a, by, n);
      return [value, value * trace(solveBy(a, by, da, n, n, false), n)];
    },
    forward: (a, by, n) => {
      const value = determinant(a, by, n);
      return [value, { a, by, n, value }];
    },
    backward: ({ a, by, n, value }, c) => [times(c * value, solveBy(a, by, identity(n), n, n, true)), null as never, 0],
  },
);

const logDeterminant: (a: Float64Array, by: Elimination, n: number) => number = /* @__PURE__ */ withRule(
  (_: Float64Array, { lu }: Elimination, n: number): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += Math.log(Math.abs(lu[i * n + i]));
    return sum;
  },
  {
    jvp: ([a, by, n], [da]) => {
      expectRegular(by, n, "logdet");
      return [logDeterminant(a, by, n), trace(solveBy(a, by, da, n, n, false), n)];
    },
    forward: (a, by, n) => [logDeterminant(a, by, n), { a, by, n }],
    backward: ({ a, by, n }, c) => {
      expectRegular(by, n, "logdet");
      return [times(c, solveBy(a, by, identity(n), n, n, true)), null as never, 0];
    },
  },
);

/** Whether a pivot is so small beside its row that derivatives by `A^-1` would cancel. What is not finite is no matter of pivots. */
const hasSmallPivot: (by: Elimination, n: number) => boolean = /* @__PURE__ */ nondifferentiable(
  ({ lu, scale }: Elimination, n: number): boolean => {
    for (let i = 0; i < n; i++) if (Math.abs(lu[i * n + i]) <= 1e-3 * scale[i]) return true;
    return false;
  },
);

/** With rows and columns in an order that makes it a matter of blocks. */
function byBlocks(a: Float64Array, n: number): number {
  const { rows, columns, sign, sizes } = pivotBlocks(a, n);
  const moved = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) moved[i * n + j] = a[rows[i] * n + columns[j]];
  return sign * ofBlocks(moved, n, sizes, 0);
}

/**
 * The product of the determinants of the leading block, which is well conditioned, and of what is left when it is eliminated (the Schur
 * complement), where another block leads. What is zero to working precision is not divided by.
 */
function ofBlocks(a: Float64Array, n: number, sizes: readonly number[], level: number): number {
  if (level === sizes.length) return withoutDivision(a, n);
  const k = sizes[level];
  const block = partOf(a, n, 0, k, 0, k);
  const by = eliminate(block, k, "det");
  // The derivatives of small blocks of an order beyond their size are zero, but not where small numbers are divided by.
  const leading = k > 4 ? determinant(block, by, k) : withoutDivision(block, k);
  const left = n - k;
  if (left === 0) return leading;
  const solved = solveBy(block, by, partOf(a, n, 0, k, k, left), k, left, false);
  const below = partOf(a, n, k, left, 0, k);
  const reached = gemmAt(below, packed(left, k), solved, packed(k, left), packed(left, left));
  return leading * ofBlocks(minus(partOf(a, n, k, left, k, left), reached), left, sizes, level + 1);
}

/** The `height` x `width` entries of an n x n matrix from row `top` and column `left` on. */
function partOf(a: Float64Array, n: number, top: number, height: number, left: number, width: number): Float64Array {
  const part = new Float64Array(height * width);
  for (let i = 0; i < height; i++) for (let j = 0; j < width; j++) part[i * width + j] = a[(top + i) * n + left + j];
  return part;
}

/** By n - 1 products of matrices and no division (Bird, A simple division-free algorithm for computing determinants, 2011). */
function withoutDivision(a: Float64Array, n: number): number {
  return n === 0 ? 1 : birdsProduct(a, a, n, n - 1);
}

/** `f` times `steps` more factors: each is made of the product so far, with what is above its diagonal and sums of that. */
function birdsProduct(f: Float64Array, a: Float64Array, n: number, steps: number): number {
  if (steps === 0) return f[0];
  const at = packed(n, n);
  const upper = new Float64Array(n * n);
  let sum = 0;
  for (let i = n - 1; i >= 0; i--) {
    upper[i * n + i] = sum;
    sum += f[i * n + i];
    for (let j = i + 1; j < n; j++) upper[i * n + j] = -f[i * n + j];
  }
  return birdsProduct(gemmAt(upper, at, a, at, at), a, n, steps - 1);
}
