/** What a row of the rule table says about a scalar primitive. */
import type { Builder } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import type { PrimitiveName } from "../ir/primitives.js";

/** How JavaScript spells a primitive. Precedences are those of the ECMAScript operator table, higher binds tighter. */
export type Spelling =
  | { readonly infix: string; readonly precedence: number; readonly right?: boolean }
  | { readonly prefix: string; readonly precedence: number }
  | { readonly call: string };

export interface Rule {
  readonly name: PrimitiveName;
  readonly arity: 1 | 2 | "variadic";
  readonly js: Spelling;
  /** The primitive as ECMAScript defines it, to the last bit. */
  evaluate(...args: never[]): number | boolean;
  /**
   * The partial derivative in operand `i`, as a linear map: given `t` (a tangent of that operand, or a cotangent of the
   * result) returns partial * t in the cheapest form, or null where it is identically zero. `y` is the result of the primitive.
   * Absent: the primitive is piecewise constant, and its derivative is zero by convention.
   */
  readonly partial?: (at: PartialAt) => Value | null;
  /** Operands in which the primitive is linear (for transposition). */
  readonly linear?: readonly number[] | "all";
  /** Where the primitive is differentiable, for the generated page. */
  readonly domain: string;
  /** The choice made at kinks, poles and ties; empty where there are none. */
  readonly convention: string;
  /** ECMAScript clause, DLMF equation or paper. */
  readonly source: string;
  /** Interior points (argument lists) at which the row is checked against high-precision differences. */
  readonly points: readonly (readonly number[])[];
}

export interface PartialAt {
  readonly build: Builder;
  readonly i: number;
  readonly t: Value;
  readonly args: readonly Value[];
  readonly y: Value;
}
