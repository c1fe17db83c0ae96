import { expectOptions } from "../kernel-arguments.js";
import { nondifferentiable, withRule } from "cotangent";
import { EqualValuesError } from "../numerical-errors.js";
import { symmetricPart } from "./elementwise.js";
import type { Eigh } from "./factors.js";
import { gemmAt } from "./gemm.js";
import { expectFinite, expectMatrix, packed, transposedPlace } from "./shapes.js";
import { expectSymmetric } from "./symmetry.js";
import { tridiagonalQr } from "./tridiagonal-qr.js";

/** Options of `eigh` and `svd`. */
export interface SpectralOptions {
  /**
   * What first derivatives do at values that are equal to working precision: `"zero"` (unless said otherwise) leaves out how their vectors turn among
   * themselves, which nothing determines; `"throw"` throws an EqualValuesError, as further derivatives do in any case.
   */
  readonly atEqual?: "zero" | "throw";
}

/** Of a derivative at equal values; `"second"`: of a first derivative, which is right there for some functions only. */
export type AtEqual = "zero" | "throw" | "second";

/** What derivatives of a rule do. */
export function within(atEqual: AtEqual): AtEqual {
  return atEqual === "zero" ? "second" : atEqual;
}

/**
 * Eigenvalues and eigenvectors of a symmetric n x n matrix (Golub and Van Loan, section 8.3). Of tangents the symmetric part counts, and cotangents are
 * symmetric. Where eigenvalues are equal (to working precision, relative to the largest one), first derivatives are right for what does not tell
 * their vectors from other ones of the same space: sums of functions of all eigenvalues, projections on a whole eigenspace. They are not for
 * functions of the matrix such as `V diag(f) V^T`: `atEqual: "throw"` refuses them. Second derivatives throw.
 * @throws ShapeError; NonFiniteError; NotPositiveDefiniteError where the matrix is not symmetric; NotConvergedError; EqualValuesError by derivatives
 */
export function eigh(a: Float64Array, n: number, options: SpectralOptions = {}): Eigh {
  expectOptions("eigh", options);
  const { atEqual = "zero" } = options;
  expectAtEqual("eigh", atEqual);
  return spectrum(a, n, atEqual);
}

/** With `M = V^T dA V` the eigenvalues move by its diagonal, and `dV = V (M / (l_j - l_i))` (Giles, 2008, section 2.2; Magnus, 1985). */
const spectrum: (a: Float64Array, n: number, atEqual: AtEqual) => Eigh = /* @__PURE__ */ withRule(
  (a: Float64Array, n: number, _: AtEqual): Eigh => {
    expectMatrix("eigh", "a", a, n, n);
    expectFinite("eigh", "a", a, n);
    expectSymmetric("eigh", "a", a, n, "half the sum with its transpose is");
    return tridiagonalQr(a, n);
  },
  {
    jvp: ([a, n, atEqual], [da]) => {
      const { values, vectors } = spectrum(a, n, within(atEqual));
      const gap = equalBelow("eigh", values, atEqual);
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
    forward: (a, n, atEqual) => {
      const value = spectrum(a, n, within(atEqual));
      return [value, { value, n, atEqual }];
    },
    backward: ({ value: { values, vectors }, n, atEqual }, c) => {
      const gap = equalBelow("eigh", values, atEqual);
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

/** The difference up to which values in order are taken to be equal. @throws EqualValuesError where some are, and that is no matter of convention */
export const equalBelow: (name: string, values: Float64Array, atEqual: AtEqual) => number =
  /* @__PURE__ */ nondifferentiable((name: string, values: Float64Array, atEqual: AtEqual): number => {
    const gap = roundingOf(values);
    if (atEqual !== "zero")
      for (let i = 1; i < values.length; i++)
        if (!(Math.abs(values[i] - values[i - 1]) > gap))
          throw new EqualValuesError(
            `${name}: values ${i - 1} and ${i} are equal (${values[i]}), ${consequenceOf(atEqual)}`,
          );
    return gap;
  });

/** @throws RangeError where the option is none */
export function expectAtEqual(name: string, atEqual: string): void {
  if (atEqual !== "zero" && atEqual !== "throw")
    throw new RangeError(`${name}: atEqual is ${atEqual}, but has to be "zero" or "throw"`);
}

/** What differs by no more is the same to working precision. */
export function roundingOf(values: Float64Array): number {
  let size = 0;
  for (let i = 0; i < values.length; i++) size = Math.max(size, Math.abs(values[i]));
  return 4 * values.length * Number.EPSILON * size;
}

/** The end of a message. */
export function consequenceOf(atEqual: AtEqual): string {
  return atEqual === "throw"
    ? "so that their vectors have no derivative"
    : "so that second derivatives by them are not known; write the function without its spectrum (as a trace of products, as `expm`), or move the matrix from there";
}
