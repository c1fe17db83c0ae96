import { withRule } from "cotangent";
import { minus, plus, transposeOf, triangleOf } from "./elementwise.js";
import { eliminate } from "./elimination.js";
import { gemmAt } from "./gemm.js";
import { packed, transposedPlace } from "./shapes.js";
import { expectPivots, trsm } from "./triangular.js";

/** `A` with its rows in the order `order` is `L U`. */
export interface Lu {
  /** Lower triangular, with ones on the diagonal. */
  readonly l: Float64Array;
  /** Upper triangular. */
  readonly u: Float64Array;
  /** Row `i` of `L U` is row `order[i]` of `A`. */
  readonly order: Int32Array;
  /** Of the permutation: 1, or -1 for an odd number of exchanges. */
  readonly sign: number;
}

/**
 * The factors of an n x n matrix, singular or not, with rows exchanged (scaled partial pivoting; Golub and Van Loan, section 3.4).
 * @throws ShapeError; SingularSystemError by derivatives where a pivot is zero to working precision, other than the last one
 */
export function lu(a: Float64Array, n: number): Lu {
  const { order, sign } = eliminate(a, n, "lu");
  const both = factors(a, order, n);
  const l = triangleOf(both, n, false, true);
  for (let i = 0; i < n; i++) l[i * n + i] = 1;
  return { l, u: triangleOf(both, n, true, false), order, sign };
}

/** Both factors in one matrix, for rows in an order that is known. */
const factors: (a: Float64Array, order: Int32Array, n: number) => Float64Array = /* @__PURE__ */ withRule(
  (a: Float64Array, _: Int32Array, n: number): Float64Array => eliminate(a, n, "lu").lu,
  {
    // dA = dL U + L dU: the part of L^-1 dA U^-1 below the diagonal is L^-1 dL, which gives L^-1 dA - L^-1 dL U = dU (de Hoog, Anderssen and Lukas,
    // 2011). For that part the last pivot does not count, so that it may be zero.
    jvp: ([a, order, n], [da]) => {
      const both = factors(a, order, n);
      expectPivots("lu", both, n, n - 1);
      const moved = new Float64Array(n * n);
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) moved[i * n + j] = da[order[i] * n + j];
      const left = trsm(both, moved, n, n, false, false, true);
      const inner = transposeOf(trsm(withoutLast(both, n), transposeOf(left, n, n), n, n, true, true, false), n, n);
      const at = packed(n, n);
      const lower = triangleOf(inner, n, false, true);
      const ofL = plus(gemmAt(triangleOf(both, n, false, true), at, lower, at, at), lower);
      const ofU = triangleOf(minus(left, gemmAt(lower, at, triangleOf(both, n, true, false), at, at)), n, true, false);
      return [both, plus(ofL, ofU)];
    },
    forward: (a, order, n) => {
      const both = factors(a, order, n);
      return [both, { both, order, n }];
    },
    backward: ({ both, order, n }, c) => {
      expectPivots("lu", both, n, n - 1);
      const at = packed(n, n);
      const across = transposedPlace(at);
      const lower = triangleOf(c, n, false, true);
      const upper = triangleOf(c, n, true, false);
      const ofL = plus(gemmAt(triangleOf(both, n, false, true), across, lower, at, at), lower);
      const ofU = gemmAt(upper, at, triangleOf(both, n, true, false), across, at);
      const inner = triangleOf(minus(ofL, ofU), n, false, true);
      const above = trsm(withoutLast(both, n), transposeOf(inner, n, n), n, n, true, false, false);
      const moved = trsm(both, plus(transposeOf(above, n, n), upper), n, n, false, true, true);
      const back = new Float64Array(n * n);
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) back[order[i] * n + j] = moved[i * n + j];
      return [back, null as never, 0];
    },
  },
);

/** With 1 in the place of the last pivot. */
function withoutLast(both: Float64Array, n: number): Float64Array {
  const copy = both.slice();
  if (n > 0) copy[n * n - 1] = 1;
  return copy;
}
