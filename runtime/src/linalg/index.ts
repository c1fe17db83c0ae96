/**
 * Kernels of linear algebra on Float64Arrays with derivatives of all orders in all modes. Arrays come first, then shapes in the order of
 * their names, then options. Results are fresh arrays, but for functions named `...Into`, which write to their first argument.
 */
export { type AxpyOptions, axpy, axpyInto } from "./axpy.js";
export { type Nrm2Options, nrm2 } from "./nrm2.js";
export { type DotOptions, dot } from "./dot.js";
export { type GemmIntoOptions, type GemmOptions, gemm, gemmInto } from "./gemm.js";
export { type GemvOptions, gemv, type OuterOptions, outer } from "./gemv.js";
export { cholesky, choleskySolve, logdetPositiveDefinite } from "./cholesky.js";
export { type Lu, lu } from "./lu.js";
export { solveBanded, solveTridiagonal } from "./banded.js";
export { type ConvolutionMode, type ConvolutionOptions, convolve, convolve2d } from "./convolve.js";
export { cumsum } from "./cumsum.js";
export { eigh, type SpectralOptions } from "./eigh.js";
export type { Eigh, Qr, Svd } from "./factors.js";
export { expm } from "./expm.js";
export { type Complex, fft, ifft } from "./fft.js";
export { logsumexp, softmax } from "./logsumexp.js";
export { qr } from "./qr.js";
export { det, logdet } from "./determinant.js";
export { inverse, type SolveOptions, solve } from "./solve.js";
export { svd } from "./svd.js";
export { solveTriangular, type TriangularOptions } from "./triangular.js";
export { type Layout, ShapeError, type VectorLayout } from "./shapes.js";
export {
  EqualValuesError,
  NonFiniteError,
  NotConvergedError,
  NotPositiveDefiniteError,
  NumericalError,
  SingularSystemError,
} from "../numerical-errors.js";
