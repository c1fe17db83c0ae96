import { NumericalError } from "../numerical-errors.js";

/** The point that a solver returned is no solution. */
export class NotSolvedError extends NumericalError {
  override name = "NotSolvedError";
}
