import { withRule } from "cotangent";
import { expectArray, expectOptions } from "../kernel-arguments.js";
import { plus } from "./elementwise.js";
import { type VectorLayout, type VectorPlace, vectorPlace } from "./shapes.js";

/** Where the vectors of `dot` are. */
export interface DotOptions {
  /** How many numbers each vector has: all of `x`. */
  readonly n?: number;
  readonly x?: VectorLayout;
  readonly y?: VectorLayout;
}

/**
 * The inner product of two vectors of `n` numbers (BLAS ddot; Golub and Van Loan, section 1.1).
 * @throws ShapeError where they do not have as many numbers
 */
export function dot(x: Float64Array, y: Float64Array, options: DotOptions = {}): number {
  expectArray("dot", "x", x);
  expectOptions("dot", options);
  const n = options.n ?? x.length;
  return dotAt(x, vectorPlace("dot", "x", x, n, options.x), y, vectorPlace("dot", "y", y, n, options.y));
}

/** The inner product of what is in two places. */
export const dotAt: (x: Float64Array, atX: VectorPlace, y: Float64Array, atY: VectorPlace) => number =
  /* @__PURE__ */ withRule(
    (x: Float64Array, atX: VectorPlace, y: Float64Array, atY: VectorPlace): number => {
      const n = atX.size;
      if (atX.stride === 1 && atY.stride === 1) return sumOfProducts(x, atX.offset, y, atY.offset, n);
      let sum = 0;
      for (let i = 0, p = atX.offset, q = atY.offset; i < n; i++, p += atX.stride, q += atY.stride) sum += x[p] * y[q];
      return sum;
    },
    {
      jvp: ([x, atX, y, atY], [dx, , dy]) => [dotAt(x, atX, y, atY), dotAt(dx, atX, y, atY) + dotAt(x, atX, dy, atY)],
      forward: (x, atX, y, atY) => [dotAt(x, atX, y, atY), { x, atX, y, atY }],
      backward: ({ x, atX, y, atY }, c) => [
        scaledAt(c, y, atY, atX),
        null as never,
        scaledAt(c, x, atX, atY),
        null as never,
      ],
    },
  );

/** With four sums, so that no addition has to wait for the one before. */
function sumOfProducts(x: Float64Array, p: number, y: Float64Array, q: number, n: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < n; i += 4) {
    s0 += x[p + i] * y[q + i];
    s1 += x[p + i + 1] * y[q + i + 1];
    s2 += x[p + i + 2] * y[q + i + 2];
    s3 += x[p + i + 3] * y[q + i + 3];
  }
  for (; i < n; i++) s0 += x[p + i] * y[q + i];
  return s0 + s1 + (s2 + s3);
}

/** A multiple of a vector, put into another place of an array that is zero besides. */
export const scaledAt: (s: number, x: Float64Array, atX: VectorPlace, to: VectorPlace) => Float64Array =
  /* @__PURE__ */ withRule(
    (s: number, x: Float64Array, atX: VectorPlace, to: VectorPlace): Float64Array => {
      const y = new Float64Array(to.length);
      if (atX.stride === 1 && to.stride === 1) {
        const [p, q] = [atX.offset, to.offset];
        for (let i = 0; i < to.size; i++) y[q + i] = s * x[p + i];
        return y;
      }
      for (let i = 0, p = atX.offset, q = to.offset; i < to.size; i++, p += atX.stride, q += to.stride)
        y[q] += s * x[p];
      return y;
    },
    {
      jvp: ([s, x, atX, to], [ds, dx]) => [
        scaledAt(s, x, atX, to),
        plus(scaledAt(ds, x, atX, to), scaledAt(s, dx, atX, to)),
      ],
      forward: (s, x, atX, to) => [scaledAt(s, x, atX, to), { s, x, atX, to }],
      backward: ({ s, x, atX, to }, c) => [dotAt(x, atX, c, to), scaledAt(s, c, to, atX), null as never, null as never],
    },
  );
