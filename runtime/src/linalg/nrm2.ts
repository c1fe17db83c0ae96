import { withRule } from "cotangent";
import { expectArray, expectOptions } from "../kernel-arguments.js";
import { dotAt, scaledAt } from "./dot.js";
import { packedVector, type VectorLayout, type VectorPlace, vectorPlace } from "./shapes.js";

/** Where the vector of `nrm2` is. */
export interface Nrm2Options {
  /** How many numbers the vector has: all of `x`. */
  readonly n?: number;
  readonly x?: VectorLayout;
}

/**
 * The Euclidean norm of a vector, also where squares are out of range (BLAS dnrm2; Golub and Van Loan, section 2.2). At the origin the
 * derivative is 0, as that of `Math.hypot`.
 * @throws ShapeError
 */
export function nrm2(x: Float64Array, options: Nrm2Options = {}): number {
  expectArray("nrm2", "x", x);
  expectOptions("nrm2", options);
  return norm(x, vectorPlace("nrm2", "x", x, options.n ?? x.length, options.x));
}

const norm: (x: Float64Array, at: VectorPlace) => number = /* @__PURE__ */ withRule(
  (x: Float64Array, at: VectorPlace): number => {
    let sum = 0;
    let size = 0;
    for (let i = 0, p = at.offset; i < at.size; i++, p += at.stride) {
      sum += x[p] * x[p];
      size = Math.max(size, Math.abs(x[p]));
    }
    // NaN, too, is the sum.
    if ((sum > 1e-280 && sum < Infinity) || size === 0 || !(size < Infinity)) return Math.sqrt(sum);
    sum = 0;
    for (let i = 0, p = at.offset; i < at.size; i++, p += at.stride) sum += (x[p] / size) * (x[p] / size);
    return size * Math.sqrt(sum);
  },
  {
    jvp: ([x, at], [dx]) => {
      const length = norm(x, at);
      const to = packedVector(at.size);
      return [length, length > 0 ? dotAt(scaledAt(1 / length, x, at, to), to, dx, at) : 0];
    },
    forward: (x, at) => {
      const length = norm(x, at);
      return [length, { x, at, length }];
    },
    backward: ({ x, at, length }, c) => [scaledAt(length > 0 ? c / length : 0, x, at, at), null as never],
  },
);
