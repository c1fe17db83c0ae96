/**
 * Derivatives of what is defined by equations: solutions, fixed points, minima (book, chapter 10). The entry is differentiated as the
 * program's own code is; without the compiler all of it computes, but has no derivative.
 */
export { NotSolvedError } from "./errors.js";
export {
  NonFiniteError,
  NotConvergedError,
  NotPositiveDefiniteError,
  NumericalError,
  SingularSystemError,
} from "../numerical-errors.js";
export { type IterativeOptions, type LinearMethod, type LinearSolveOptions, linearSolve } from "./linear-solve.js";
export { argminConstrained, type ConstrainedOptions, type Constraints } from "./constrained.js";
export { argmin, maxValue, minValue } from "./minima.js";
export { fixedPoint, inverse, root } from "./root.js";
export type { ImplicitOptions } from "./rule.js";
export type { Unknown } from "./shapes.js";
