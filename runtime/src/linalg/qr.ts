import { withRule } from "cotangent";
import { minus, plus, transposeOf, triangleOf } from "./elementwise.js";
import type { Qr } from "./factors.js";
import { gemmAt } from "./gemm.js";
import { reflect } from "./reflections.js";
import { expectFinite, expectMatrix, packed, transposedPlace } from "./shapes.js";
import { expectPivots, trsm } from "./triangular.js";

/**
 * The factors of an m x n matrix, by Householder reflections (Golub and Van Loan, section 5.2). They have a derivative where the first k columns do not
 * depend on one another; so they are unique there.
 * @throws ShapeError; NonFiniteError; SingularSystemError by derivatives where the rank is too low
 */
export function qr(a: Float64Array, m: number, n: number): Qr {
  expectMatrix("qr", "a", a, m, n);
  expectFinite("qr", "a", a, n);
  if (m >= n) return tall(a, m, n);
  // Of a wide matrix the first columns determine Q.
  const square = new Float64Array(m * m);
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) square[i * m + j] = a[i * n + j];
  const { q, r } = tall(square, m, m);
  const whole = gemmAt(q, transposedPlace(packed(m, m)), a, packed(m, n), packed(m, n));
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) whole[i * n + j] = r[i * m + j];
  return { q, r: whole };
}

/** `Q^T dA R^-1` is skew (of `dQ`) and upper triangular (of `dR`) in sum (Walter and Lehmann, 2010). */
const tall: (a: Float64Array, m: number, n: number) => Qr = /* @__PURE__ */ withRule(
  (a: Float64Array, m: number, n: number): Qr => reflect(a, m, n),
  {
    jvp: ([a, m, n], [da]) => {
      const { q, r } = tall(a, m, n);
      expectPivots("qr", r, n, n);
      const [high, at] = [packed(m, n), packed(n, n)];
      const c = transposeOf(trsm(r, transposeOf(da, m, n), n, m, true, true, false), n, m);
      const inner = gemmAt(q, transposedPlace(high), c, high, at);
      const upper = plus(triangleOf(inner, n, true, false), transposeOf(triangleOf(inner, n, false, true), n, n));
      return [
        { q, r },
        { q: minus(c, gemmAt(q, high, upper, at, high)), r: gemmAt(upper, at, r, at, at) },
      ];
    },
    forward: (a, m, n) => {
      const value = tall(a, m, n);
      return [value, { value, m, n }];
    },
    backward: ({ value: { q, r }, m, n }, c) => {
      expectPivots("qr", r, n, n);
      const [high, at] = [packed(m, n), packed(n, n)];
      const inner = minus(gemmAt(r, at, c.r, transposedPlace(at), at), gemmAt(c.q, transposedPlace(high), q, high, at));
      const lower = triangleOf(inner, n, false, true);
      const both = plus(triangleOf(inner, n, false, false), transposeOf(lower, n, n));
      const sum = plus(c.q, gemmAt(q, high, both, at, high));
      return [transposeOf(trsm(r, transposeOf(sum, m, n), n, m, true, false, false), n, m), 0, 0];
    },
  },
);
