import { withRule } from "cotangent";
import { expectArray, expectOptions } from "../kernel-arguments.js";
import { plus } from "./elementwise.js";
import {
  type Layout,
  matrixPlace,
  type Place,
  packed,
  packedVector,
  transposedPlace,
  type VectorLayout,
  type VectorPlace,
  vectorPlace,
} from "./shapes.js";

/** Where the matrix and the vector of `gemv` are. */
export interface GemvOptions {
  readonly a?: Layout;
  readonly x?: VectorLayout;
}

/**
 * `A x`, of an m x n matrix and n numbers: m numbers (BLAS dgemv; Golub and Van Loan, section 1.1).
 * @throws ShapeError where an array does not hold as many numbers
 */
export function gemv(a: Float64Array, x: Float64Array, m: number, n: number, options: GemvOptions = {}): Float64Array {
  expectOptions("gemv", options);
  const atA = matrixPlace("gemv", "a", a, m, n, options.a);
  return gemvAt(a, atA, x, vectorPlace("gemv", "x", x, n, options.x), packedVector(m));
}

/** Where the vectors of `outer` are. */
export interface OuterOptions {
  /** How many numbers `x` has: all of it. */
  readonly m?: number;
  /** How many numbers `y` has: all of it. */
  readonly n?: number;
  readonly x?: VectorLayout;
  readonly y?: VectorLayout;
}

/**
 * `x y^T`, of m and n numbers: an m x n matrix (BLAS dger; Golub and Van Loan, section 1.1).
 * @throws ShapeError where an array does not hold as many numbers
 */
export function outer(x: Float64Array, y: Float64Array, options: OuterOptions = {}): Float64Array {
  expectArray("outer", "x", x);
  expectArray("outer", "y", y);
  expectOptions("outer", options);
  const { m = x.length, n = y.length } = options;
  const atX = vectorPlace("outer", "x", x, m, options.x);
  return outerAt(x, atX, y, vectorPlace("outer", "y", y, n, options.y), packed(m, n));
}

/** The product of what is in two places, put into a third one of an array that is zero besides. */
export const gemvAt: (a: Float64Array, atA: Place, x: Float64Array, atX: VectorPlace, to: VectorPlace) => Float64Array =
  /* @__PURE__ */ withRule(
    (a: Float64Array, atA: Place, x: Float64Array, atX: VectorPlace, to: VectorPlace): Float64Array => {
      const y = new Float64Array(to.length);
      const { rows, columns, rowStride, columnStride, offset } = atA;
      if (columnStride <= rowStride) {
        for (let i = 0, q = to.offset, r = offset; i < rows; i++, q += to.stride, r += rowStride) {
          let sum = 0;
          for (let j = 0, p = r, s = atX.offset; j < columns; j++, p += columnStride, s += atX.stride)
            sum += a[p] * x[s];
          y[q] += sum;
        }
        return y;
      }
      // Along the columns, as they lie in memory.
      for (let j = 0, s = atX.offset, r = offset; j < columns; j++, s += atX.stride, r += columnStride) {
        const factor = x[s];
        for (let i = 0, p = r, q = to.offset; i < rows; i++, p += rowStride, q += to.stride) y[q] += factor * a[p];
      }
      return y;
    },
    {
      jvp: ([a, atA, x, atX, to], [da, , dx]) => [
        gemvAt(a, atA, x, atX, to),
        plus(gemvAt(da, atA, x, atX, to), gemvAt(a, atA, dx, atX, to)),
      ],
      forward: (a, atA, x, atX, to) => [gemvAt(a, atA, x, atX, to), { a, atA, x, atX, to }],
      backward: ({ a, atA, x, atX, to }, c) => [
        outerAt(c, to, x, atX, atA),
        null as never,
        gemvAt(a, transposedPlace(atA), c, to, atX),
        null as never,
        null as never,
      ],
    },
  );

/** The same for outer products. */
export const outerAt: (
  x: Float64Array,
  atX: VectorPlace,
  y: Float64Array,
  atY: VectorPlace,
  to: Place,
) => Float64Array = /* @__PURE__ */ withRule(
  (x: Float64Array, atX: VectorPlace, y: Float64Array, atY: VectorPlace, to: Place): Float64Array => {
    const a = new Float64Array(to.length);
    for (let i = 0, p = atX.offset, r = to.offset; i < to.rows; i++, p += atX.stride, r += to.rowStride) {
      const factor = x[p];
      for (let j = 0, q = atY.offset, s = r; j < to.columns; j++, q += atY.stride, s += to.columnStride)
        a[s] += factor * y[q];
    }
    return a;
  },
  {
    jvp: ([x, atX, y, atY, to], [dx, , dy]) => [
      outerAt(x, atX, y, atY, to),
      plus(outerAt(dx, atX, y, atY, to), outerAt(x, atX, dy, atY, to)),
    ],
    forward: (x, atX, y, atY, to) => [outerAt(x, atX, y, atY, to), { x, atX, y, atY, to }],
    backward: ({ x, atX, y, atY, to }, c) => [
      gemvAt(c, to, y, atY, atX),
      null as never,
      gemvAt(c, transposedPlace(to), x, atX, atY),
      null as never,
      null as never,
    ],
  },
);
