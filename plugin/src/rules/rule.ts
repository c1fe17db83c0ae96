/** What a row of the rule table says about a scalar primitive. */
import type { Builder } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import type { PrimitiveName } from "../ir/primitives.js";

/** How JavaScript spells a primitive. Precedences are those of the ECMAScript operator table, higher binds tighter. */
export type Spelling =
  | { readonly infix: string; readonly precedence: number; readonly right?: boolean }
  | { readonly prefix: string; readonly precedence: number }
  | { readonly postfix: string; readonly precedence: number }
  /** `from`: the entry of the library that exports the function, `special` for `cotangent/special`; none for one of the language. */
  | { readonly call: string; readonly from?: LibraryEntry }
  /** `a === 0 ? 0 : a * b`, or with another operator. */
  | { readonly guarded: "mul" | "div" }
  /** An expression of other primitives. */
  | { readonly composed: (build: Builder, x: Value) => Value }
  /** A helper of `cotangent/runtime`, which may be told what the operand is called. */
  | { readonly helper: string; readonly named?: true }
  /** Nothing is written but the operand. */
  | { readonly identity: true };

/** The entries of the library with functions that are primitives. */
export type LibraryEntry = "special";

export interface Rule {
  readonly name: PrimitiveName;
  readonly arity: number | "variadic";
  /** What the operands are called on the page of primitives; `x`, or `a`, `b` and `c` unless said otherwise. */
  readonly operands?: readonly string[];
  readonly js: Spelling;
  /** The primitive as ECMAScript defines it, to the last bit. Absent where the library computes it, which the compiler does not load. */
  evaluate?(...args: never[]): number | boolean;
  /**
   * ECMAScript leaves the last bits to the engine: evaluated only where the program runs, never at build time, so that
   * the program's values do not depend on the compiler's machine.
   */
  readonly approximate?: boolean;
  /** It costs more than a store and a load; so does whatever is approximate or a function of the library. */
  readonly expensive?: boolean;
  /**
   * The partial derivative in operand `i`, as a linear map: given `t` (a tangent of that operand, or a cotangent of the
   * result) returns partial * t in the cheapest form, or null where it is identically zero. `y` is the result of the primitive.
   * Absent: the primitive is piecewise constant, and its derivative is zero by convention.
   */
  readonly partial?: (at: PartialAt) => Value | null;
  /**
   * The imaginary part of the analytic continuation at operands with such parts. Where these are so small that their squares vanish it is
   * the derivative, by formulas of its own: the complex step. Absent: the primitive is not analytic, or has no continuation here.
   */
  readonly imaginary?: (at: ImaginaryAt) => Value;
  /** Operands that are whole numbers, as the order of a Bessel function, and have no derivative: a differentiated one is refused. */
  readonly integers?: readonly number[];
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

/** A row as it is written in the table, where its key is its name. */
export type Row = Omit<Rule, "name">;

export interface PartialAt {
  readonly build: Builder;
  readonly i: number;
  readonly t: Value;
  readonly args: readonly Value[];
  readonly y: Value;
  /** The number that a value is known to be, where a constant makes a cheaper or smoother form possible. */
  readonly constant?: (value: Value) => number | undefined;
}

export interface ImaginaryAt {
  readonly build: Builder;
  readonly args: readonly Value[];
  /** Of the operands; at least one is there. */
  readonly parts: readonly (Value | undefined)[];
}
