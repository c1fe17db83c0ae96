import type { Tangent, Tangents } from "../types.js";

/** A function and its compiled products, called as what `jvp` and `vjp` return. */
export interface Products<A extends readonly unknown[], R> {
  readonly f: (...args: A) => R;
  readonly jvp?: (primals: Readonly<A>, tangents: Readonly<Tangents<A>>) => [value: R, tangent: Tangent<R>];
  readonly vjp?: (...args: A) => [value: R, pullback: (cotangent: Tangent<R>) => Tangents<A>];
}

/** As `jvp`, by the analytic continuation of the function, for tangents so small that their squares vanish. */
export type ComplexStep<A extends readonly unknown[], R> = NonNullable<Products<A, R>["jvp"]>;

/** The gradient of a function that returns a number, for every parameter, and its products. */
export interface GradientProducts<A extends readonly unknown[]> extends Products<A, Tangents<A>> {
  readonly of: "gradient";
}

/** The `jvp` of a function, called with its primals and tangents, and its products. */
export interface JvpProducts<A extends readonly unknown[], R>
  extends Products<[primals: Readonly<A>, tangents: Readonly<Tangents<A>>], [value: R, tangent: Tangent<R>]> {
  readonly of: "jvp";
}

/** What is checked. */
export interface Subject<A extends readonly unknown[], R> extends Products<A, R> {
  readonly name: string;
  /** The names of the parameters, for the report. */
  readonly parameters?: readonly string[];
  /** Where the function is analytic. */
  readonly complexStep?: ComplexStep<A, R>;
  /** What second order is checked by. */
  readonly second?: GradientProducts<A> | JvpProducts<A, R>;
}

export type Mode = "forward" | "reverse";

export interface CheckOptions {
  /** 2 checks the derivatives of the derivative as well. Default: 1. */
  readonly order?: 1 | 2;
  /** Default: those that the subject has products for. */
  readonly modes?: readonly Mode[];
  /** The parameters to move. Default: all that hold a number. */
  readonly argnums?: readonly number[];
  /** The relative error that is accepted. Default: 1e-6, and 1e-3 where a Float32Array takes part. */
  readonly tolerance?: number;
  /** Of the random directions. Default: 0. */
  readonly seed?: number;
  /** How many random directions. Default: 3. */
  readonly directions?: number;
}
