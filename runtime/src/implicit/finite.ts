/** Numbers that are not finite make others so, and at the end nobody can tell where they came from: they are an error where they come in. */
import { NonFiniteError } from "../numerical-errors.js";

/** @throws NonFiniteError where `what` has an entry that is not finite */
export function expectFinite(entries: Float64Array, name: string, what: string, advice: string): void {
  const k = entries.findIndex((entry) => !Number.isFinite(entry));
  if (k >= 0) throw new NonFiniteError(`${name}: ${what} has an entry that is not finite, ${entries[k]}; ${advice}`);
}

/** @throws NonFiniteError where the right-hand side of a linear system is not finite */
export function expectFiniteSide(b: Float64Array, name: string): void {
  const advice =
    "look at what the function is given, and for infinite derivatives of what it depends on or of what depends on it";
  expectFinite(b, name, "the right-hand side of the linear system", advice);
}
