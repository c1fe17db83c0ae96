/** What the operators that are made of others have of those, and of the two modes. */
import type { Builder } from "../ir/builder.js";
import type { StaticPattern } from "../analysis/static-pattern.js";
import type { GradientForm, OperatorName } from "../ir/operator-names.js";
import type { Func, Refusal, Span, Value } from "../ir/ops.js";
import type { Tangents } from "./tangent-functions.js";

/** A function that gives a value and keeps what the linear map needs on a tape, and the map. */
export interface Halves {
  readonly forward: Func;
  readonly map: Func;
}

export interface GradOptions extends GradientForm {
  readonly captures: number;
  readonly argnums: number | readonly number[];
  readonly hasAux: boolean;
}

export interface RowsOptions {
  readonly captures: number;
  readonly argnums: number | readonly number[];
  /** Whether the value is returned. */
  readonly value: boolean;
  /** The numbers go into an array from some place on, in place of memory of their shape; those of the value go into another. */
  readonly packs?: "rows" | "valueAndRows";
}

export function rowsOperator({ value, packs }: RowsOptions): OperatorName {
  if (packs) return packs === "rows" ? "packedJacobianInto" : "packedValueAndJacobianInto";
  return value ? "valueAndJacobianInto" : "jacobianInto";
}

export interface Recipe {
  readonly operator: string;
  /** Tells apart what is made of one function for one operator. */
  readonly key: string;
  readonly params: readonly Value[];
  /** It is called as the function is; with another argument, or `count` of them, at position `inserted`, if that is given. */
  readonly alike?: { readonly inserted?: number; readonly count?: number };
}

export type Composition = (build: Builder, params: readonly Value[]) => Value | undefined;

export interface Calculus {
  /** (captures, memory for the gradient if `into`, parameters) -> what the public operator returns. */
  grad(func: Func, options: GradOptions): Func;
  /**
   * (captures, memory for the Jacobian, or an array and a place in it, parameters) -> the value, if it is asked for. Nothing if the rows are
   * not known one by one.
   */
  rowsInto(func: Func, options: RowsOptions): Func | undefined;
  /** (captures, primals, tangents) -> [value, tangent] */
  jvp(func: Func, captures: number): Func;
  /** forward: (captures, parameters) -> (value, tape); map: (tape, cotangent) -> an entry for each parameter. */
  vjp(func: Func, captures: number, mask?: readonly boolean[]): Halves;
  /** The halves of a function by its parameters from `first` on, in which it is linear: the transpose of a linear map. */
  transpose(linear: Func, first: number): Halves;
  /** Forward mode in several directions at once; `masks` say which parameters each moves. */
  tangents(func: Func, masks: readonly (readonly boolean[])[]): Tangents;
  /** What depends on what: sets of inputs take the place of tangents, and come in behind them. */
  dependencies(func: Func, mask: readonly boolean[]): Tangents;
  /** Where the Jacobian of an array by the parameter at a position may have entries, if that is known at build time. */
  staticPattern(func: Func, at: number, mask: readonly boolean[]): StaticPattern | undefined;
  /** Taylor mode: the coefficients of orders 1 to `order` take the lanes of forward mode. */
  series(func: Func, mask: readonly boolean[], order: number): Tangents;
  /** Checks that memory which the function writes to is none of another parameter's. */
  requireDistinct(build: Builder, func: Func, args: readonly Value[], operator: string): void;
  /**
   * Whether nobody can tell how often the function ran: it has no side effects and writes to no memory but its own, or that of its
   * arguments if it runs on copies.
   */
  isRepeatable(func: Func, onCopies?: boolean): boolean;
  /** Whether a result of a function is memory that its caller cannot reach in another way. */
  isFresh(func: Func, result: number): boolean;
  /** Whether two results may lead to the same memory. */
  mayShare(func: Func, first: number, second: number): boolean;
  refuse(func: Func, refusal: Omit<Refusal, "span"> & { readonly span: Span | undefined }): void;
  /** Whether the function is linear in what can be differentiated; if it is not, that is reported. */
  requireLinear(func: Func, captures: number): void;
  /** Says that a function is made of what has been optimized, and stays as it is. */
  keep(func: Func): void;
  /** Optimizes a function, so that what is derived from it is small. */
  settle(func: Func): void;
  /** A function of `params` that is made by `body`, once for each `key`; it comes from `func`. */
  compose(func: Func, recipe: Recipe, body: Composition): Func;
  /** One half of a linear map; `params` and what `body` returns are all that it takes and gives. */
  composeHalf(
    func: Func,
    operator: string,
    params: readonly Value[],
    body: (build: Builder, params: readonly Value[]) => Value[],
  ): Func;
}
