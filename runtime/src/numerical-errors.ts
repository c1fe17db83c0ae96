/** What numerical parts of the library throw, so that programs can tell what went wrong. */

/** A result that does not exist, or cannot be had in this way. */
export class NumericalError extends Error {
  override name = "NumericalError";
}

/** A matrix is singular to working precision: what it should determine is not determined. */
export class SingularSystemError extends NumericalError {
  override name = "SingularSystemError";
}

/** The matrix is not symmetric, or not positive definite, as the method needs it. */
export class NotPositiveDefiniteError extends NumericalError {
  override name = "NotPositiveDefiniteError";
}

/** An iterative method ended without a result. */
export class NotConvergedError extends NumericalError {
  override name = "NotConvergedError";
}

/** Eigenvalues or singular values are equal, so that a derivative through their vectors does not exist or is not known. */
export class EqualValuesError extends NumericalError {
  override name = "EqualValuesError";
}

/** An argument has an entry that is not finite, where no result would mean anything. */
export class NonFiniteError extends NumericalError {
  override name = "NonFiniteError";
}
