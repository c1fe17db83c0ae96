import { withRule } from "cotangent";
import { plus, transposeOf, triangleOf } from "./elementwise.js";
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
 * @throws ShapeError; SingularSystemError by derivatives at a matrix that is singular
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
    // dA = dL U + L dU, so that L^-1 dA U^-1 is a strictly lower and an upper triangle (de Hoog, Anderssen and Lukas, 2011).
    jvp: ([a, order, n], [da]) => {
      const both = factors(a, order, n);
      expectPivots("lu", both, n);
      const moved = new Float64Array(n * n);
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) moved[i * n + j] = da[order[i] * n + j];
      const left = trsm(both, moved, n, n, false, false, true);
      const inner = transposeOf(trsm(both, transposeOf(left, n, n), n, n, true, true, false), n, n);
      const at = packed(n, n);
      const lower = triangleOf(inner, n, false, true);
      const ofL = plus(gemmAt(triangleOf(both, n, false, true), at, lower, at, at), lower);
      const ofU = gemmAt(triangleOf(inner, n, true, false), at, triangleOf(both, n, true, false), at, at);
      return [both, plus(ofL, ofU)];
    },
    forward: (a, order, n) => {
      const both = factors(a, order, n);
      return [both, { both, order, n }];
    },
    backward: ({ both, order, n }, c) => {
      expectPivots("lu", both, n);
      const at = packed(n, n);
      const across = transposedPlace(at);
      const lower = triangleOf(c, n, false, true);
      const ofL = plus(gemmAt(triangleOf(both, n, false, true), across, lower, at, at), lower);
      const ofU = gemmAt(triangleOf(c, n, true, false), at, triangleOf(both, n, true, false), across, at);
      const inner = plus(triangleOf(ofL, n, false, true), triangleOf(ofU, n, true, false));
      const left = trsm(both, inner, n, n, false, true, true);
      const moved = transposeOf(trsm(both, transposeOf(left, n, n), n, n, true, false, false), n, n);
      const back = new Float64Array(n * n);
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) back[order[i] * n + j] = moved[i * n + j];
      return [back, null as never, 0];
    },
  },
);
