import { nondifferentiable, withRule } from "cotangent";
import { NumericalError } from "../numerical-errors.js";
import { symmetricPart } from "./elementwise.js";
import type { Eigh } from "./factors.js";
import { gemmAt } from "./gemm.js";
import { expectFinite, expectMatrix, packed, transposedPlace } from "./shapes.js";
import { expectSymmetric } from "./symmetry.js";
import { tridiagonalQr } from "./tridiagonal-qr.js";

export interface SpectralOptions {
  /**
   * What derivatives do at values that are equal to working precision: `"zero"` (unless said otherwise) leaves out how their vectors turn among
   * themselves, which nothing determines; `"throw"` throws a NumericalError.
   */
  readonly atEqual?: "zero" | "throw";
}

/**
 * Eigenvalues and eigenvectors of a symmetric n x n matrix (Golub and Van Loan, section 8.3). Of tangents the symmetric part counts, and cotangents are
 * symmetric. Where eigenvalues are equal (to working precision, relative to the largest one), first derivatives are right for what does not tell
 * their vectors from other ones of the same space: sums of functions of all eigenvalues, projections on a whole eigenspace. They are not for
 * functions of the matrix such as `V diag(f) V^T`, nor are second derivatives: `atEqual: "throw"` refuses both.
 * @throws ShapeError; NonFiniteError; NotPositiveDefiniteError where the matrix is not symmetric; NotConvergedError
 */
export function eigh(a: Float64Array, n: number, options: SpectralOptions = {}): Eigh {
  return spectrum(a, n, (options.atEqual ?? "zero") === "throw");
}

/** With `M = V^T dA V` the eigenvalues move by its diagonal, and `dV = V (M / (l_j - l_i))` (Giles, 2008, section 2.2; Magnus, 1985). */
const spectrum: (a: Float64Array, n: number, strict: boolean) => Eigh = /* @__PURE__ */ withRule(
  (a: Float64Array, n: number, _: boolean): Eigh => {
    expectMatrix("eigh", "a", a.length, n, n);
    expectFinite("eigh", "a", a, n);
    expectSymmetric("eigh", "a", a, n, "half the sum with its transpose is");
    return tridiagonalQr(a, n);
  },
  {
    jvp: ([a, n, strict], [da]) => {
      const { values, vectors } = spectrum(a, n, strict);
      const gap = equalBelow("eigh", values, strict);
      const at = packed(n, n);
      const across = gemmAt(vectors, transposedPlace(at), symmetricPart(da, n), at, at);
      const inner = gemmAt(across, at, vectors, at, at);
      const moved = new Float64Array(n);
      const turned = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        moved[i] = inner[i * n + i];
        for (let j = 0; j < n; j++) {
          const difference = values[j] - values[i];
          if (Math.abs(difference) > gap) turned[i * n + j] = inner[i * n + j] / difference;
        }
      }
      return [
        { values, vectors },
        { values: moved, vectors: gemmAt(vectors, at, turned, at, at) },
      ];
    },
    forward: (a, n, strict) => {
      const value = spectrum(a, n, strict);
      return [value, { value, n, strict }];
    },
    backward: ({ value: { values, vectors }, n, strict }, c) => {
      const gap = equalBelow("eigh", values, strict);
      const at = packed(n, n);
      const across = gemmAt(vectors, transposedPlace(at), c.vectors, at, at);
      const inner = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          const difference = values[j] - values[i];
          if (Math.abs(difference) > gap) inner[i * n + j] = across[i * n + j] / difference;
        }
        inner[i * n + i] = c.values[i];
      }
      const back = gemmAt(gemmAt(vectors, at, inner, at, at), at, vectors, transposedPlace(at), at);
      return [symmetricPart(back, n), 0, null];
    },
  },
);

/** The difference up to which values in order are taken to be equal. */
export const equalBelow: (name: string, values: Float64Array, strict: boolean) => number =
  /* @__PURE__ */ nondifferentiable((name: string, values: Float64Array, strict: boolean): number => {
    let size = 0;
    for (let i = 0; i < values.length; i++) size = Math.max(size, Math.abs(values[i]));
    const gap = 4 * values.length * Number.EPSILON * size;
    if (strict)
      for (let i = 1; i < values.length; i++)
        if (!(Math.abs(values[i] - values[i - 1]) > gap))
          throw new NumericalError(
            `${name}: values ${i - 1} and ${i} are equal (${values[i]}), so that their vectors have no derivative`,
          );
    return gap;
  });
