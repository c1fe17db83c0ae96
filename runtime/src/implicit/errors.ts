/** What this entry throws, so that programs can tell what went wrong. */

/** A derivative by implicit differentiation that does not exist, or cannot be had in this way. */
export class ImplicitError extends Error {
  override name = "ImplicitError";
}

/** The equations do not determine the solution: their matrix is singular to working precision. */
export class SingularSystemError extends ImplicitError {
  override name = "SingularSystemError";
}

/** The matrix is not symmetric, or not positive definite, as the method needs it. */
export class NotPositiveDefiniteError extends ImplicitError {
  override name = "NotPositiveDefiniteError";
}

/** The point that a solver returned is no solution. */
export class NotSolvedError extends ImplicitError {
  override name = "NotSolvedError";
}

/** An iterative method for linear systems ended without a solution. */
export class NotConvergedError extends ImplicitError {
  override name = "NotConvergedError";
}
