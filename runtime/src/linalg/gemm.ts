import { expectOptions } from "../kernel-arguments.js";
import { withRule } from "cotangent";
import { plus } from "./elementwise.js";
import { addProduct } from "./multiply.js";
import { type Layout, matrixPlace, type Place, packed, transposedPlace } from "./shapes.js";

/** Where the matrices of `gemm` are. */
export interface GemmOptions {
  readonly a?: Layout;
  readonly b?: Layout;
}

/**
 * `A B`, of an m x k and a k x n matrix: m x n (BLAS dgemm; Golub and Van Loan, section 1.3).
 * @throws ShapeError where an array does not hold as many numbers
 */
export function gemm(
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
  options: GemmOptions = {},
): Float64Array {
  expectOptions("gemm", options);
  const atA = matrixPlace("gemm", "a", a, m, k, options.a);
  return gemmAt(a, atA, b, matrixPlace("gemm", "b", b, k, n, options.b), packed(m, n));
}

/** Where the matrices of `gemmInto` are, and their factors. */
export interface GemmIntoOptions extends GemmOptions {
  readonly c?: Layout;
  /** The factor of the product: 1. */
  readonly alpha?: number;
  /** The factor of what was there before: 0. */
  readonly beta?: number;
}

/**
 * `C = alpha A B + beta C`, in place: `c`, m x n, is the caller's. With `beta` zero it does not matter what was there before. BLAS dgemm; Golub and
 * Van Loan, section 1.3.
 * @throws ShapeError as `gemm`
 */
export function gemmInto(
  c: Float64Array,
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
  options: GemmIntoOptions = {},
): void {
  expectOptions("gemmInto", options);
  const { alpha = 1, beta = 0 } = options;
  const atA = matrixPlace("gemmInto", "a", a, m, k, options.a);
  const atB = matrixPlace("gemmInto", "b", b, k, n, options.b);
  const { offset, rowStride, columnStride } = matrixPlace("gemmInto", "c", c, m, n, options.c);
  const product = gemmAt(a, atA, b, atB, packed(m, n));
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const p = offset + i * rowStride + j * columnStride;
      // Not by whether `beta` is zero alone: the derivative by it is what was there.
      const isLost = beta === 0 && !Number.isFinite(c[p]);
      c[p] = isLost ? alpha * product[i * n + j] : alpha * product[i * n + j] + beta * c[p];
    }
}

/** The product of what is in two places, put into a third one of an array that is zero besides. */
export const gemmAt: (a: Float64Array, atA: Place, b: Float64Array, atB: Place, to: Place) => Float64Array =
  /* @__PURE__ */ withRule(
    (a: Float64Array, atA: Place, b: Float64Array, atB: Place, to: Place): Float64Array => {
      const c = new Float64Array(to.length);
      addProduct(a, atA, b, atB, c, to);
      return c;
    },
    {
      jvp: ([a, atA, b, atB, to], [da, , db]) => [
        gemmAt(a, atA, b, atB, to),
        plus(gemmAt(da, atA, b, atB, to), gemmAt(a, atA, db, atB, to)),
      ],
      forward: (a, atA, b, atB, to) => [gemmAt(a, atA, b, atB, to), { a, atA, b, atB, to }],
      backward: ({ a, atA, b, atB, to }, c) => [
        gemmAt(c, to, b, transposedPlace(atB), atA),
        null as never,
        gemmAt(a, transposedPlace(atA), c, to, atB),
        null as never,
        null as never,
      ],
    },
  );
