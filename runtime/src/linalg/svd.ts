import { expectOptions } from "../kernel-arguments.js";
import { nondifferentiable, withRule } from "cotangent";
import { EqualValuesError } from "../numerical-errors.js";
import { type AtEqual, consequenceOf, equalBelow, expectAtEqual, type SpectralOptions, within } from "./eigh.js";
import { minus, transposeOf } from "./elementwise.js";
import type { Svd } from "./factors.js";
import { gemmAt } from "./gemm.js";
import { jacobiSvd } from "./jacobi-svd.js";
import { expectFinite, expectMatrix, packed, transposedPlace } from "./shapes.js";

/**
 * The singular value decomposition of an m x n matrix, by Jacobi's method after a QR factorization (Golub and Van Loan, sections 2.4 and 8.6). At
 * singular values that are equal derivatives are those of `eigh`: right for sums of functions of all singular values, and for projections on whole
 * spaces of singular vectors. A singular value that is zero is taken to be equal to its negative: its vectors are held as far as nothing
 * determines them. Second derivatives throw there, unless the matrix is square and a single value is zero.
 * @throws ShapeError; NonFiniteError; NotConvergedError; EqualValuesError by derivatives
 */
export function svd(a: Float64Array, m: number, n: number, options: SpectralOptions = {}): Svd {
  expectMatrix("svd", "a", a, m, n);
  expectFinite("svd", "a", a, n);
  expectOptions("svd", options);
  const { atEqual = "zero" } = options;
  expectAtEqual("svd", atEqual);
  if (m >= n) return tall(a, m, n, atEqual);
  const { u, s, v } = tall(transposeOf(a, m, n), n, m, atEqual);
  return { u: v, s, v: u };
}

/** With `M = U^T dA V` (Giles, 2008, section 2.4; Townsend, Differentiating the singular value decomposition, 2016). */
const tall: (a: Float64Array, m: number, n: number, atEqual: AtEqual) => Svd = /* @__PURE__ */ withRule(
  (a: Float64Array, m: number, n: number, _: AtEqual): Svd => jacobiSvd(a, m, n),
  {
    jvp: ([a, m, n, atEqual], [da]) => {
      const { u, s, v } = tall(a, m, n, within(atEqual));
      const gap = gapOf(s, m, atEqual);
      const [high, at] = [packed(m, n), packed(n, n)];
      const right = gemmAt(da, high, v, at, high);
      const inner = gemmAt(u, transposedPlace(high), right, high, at);
      const moved = new Float64Array(n);
      const turnU = new Float64Array(n * n);
      const turnV = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        moved[i] = inner[i * n + i];
        for (let j = 0; j < n; j++) {
          const [p, q] = [inner[i * n + j], inner[j * n + i]];
          const [difference, sum] = [s[j] - s[i], s[j] + s[i]];
          const even = Math.abs(difference) > gap ? (p + q) / (2 * difference) : 0;
          const odd = i !== j && sum > gap ? (p - q) / (2 * sum) : 0;
          turnU[i * n + j] = even + odd;
          turnV[i * n + j] = even - odd;
        }
      }
      const du = gemmAt(u, high, turnU, at, high);
      if (m > n) {
        // What leaves the space of U.
        const beside = minus(right, gemmAt(u, high, inner, at, high));
        for (let i = 0; i < m; i++)
          for (let j = 0; j < n; j++) if (s[j] > gap) du[i * n + j] += beside[i * n + j] / s[j];
      }
      return [
        { u, s, v },
        { u: du, s: moved, v: gemmAt(v, at, turnV, at, at) },
      ];
    },
    forward: (a, m, n, atEqual) => {
      const value = tall(a, m, n, within(atEqual));
      return [value, { value, m, n, atEqual }];
    },
    backward: ({ value: { u, s, v }, m, n, atEqual }, c) => {
      const gap = gapOf(s, m, atEqual);
      const [high, at] = [packed(m, n), packed(n, n)];
      const ofU = gemmAt(u, transposedPlace(high), c.u, high, at);
      const ofV = gemmAt(v, transposedPlace(at), c.v, at, at);
      const inner = new Float64Array(n * n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          const [p, q] = [ofU[i * n + j] - ofU[j * n + i], ofV[i * n + j] - ofV[j * n + i]];
          const [difference, sum] = [s[j] - s[i], s[j] + s[i]];
          const even = Math.abs(difference) > gap ? (p + q) / (2 * difference) : 0;
          const odd = sum > gap ? (p - q) / (2 * sum) : 0;
          inner[i * n + j] = i === j ? c.s[i] : even + odd;
        }
      const left = gemmAt(u, high, inner, at, high);
      if (m > n) {
        const beside = new Float64Array(m * n);
        for (let i = 0; i < m; i++)
          for (let j = 0; j < n; j++) if (s[j] > gap) beside[i * n + j] = c.u[i * n + j] / s[j];
        const within = gemmAt(u, high, gemmAt(u, transposedPlace(high), beside, high, at), at, high);
        for (let i = 0; i < left.length; i++) left[i] += beside[i] - within[i];
      }
      return [gemmAt(left, high, v, transposedPlace(at), high), 0, 0, null];
    },
  },
);

/** As of eigenvalues. Of a tall matrix the vectors of a value that is zero may turn to anywhere, too. */
const gapOf: (s: Float64Array, m: number, atEqual: AtEqual) => number = /* @__PURE__ */ nondifferentiable(
  (s: Float64Array, m: number, atEqual: AtEqual): number => {
    const gap = equalBelow("svd", s, atEqual);
    const last = s.length - 1;
    if (atEqual !== "zero" && m > s.length && last >= 0 && !(s[last] > gap))
      throw new EqualValuesError(`svd: value ${last} is zero (${s[last]}), ${consequenceOf(atEqual)}`);
    return gap;
  },
);
