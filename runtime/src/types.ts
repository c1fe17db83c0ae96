/** Integer arrays are told apart by their tag: structurally they all look like `Float64Array`, and a lib may lack some of them. */
interface IntegerArray {
  readonly [Symbol.toStringTag]:
    | "Int8Array"
    | "Uint8Array"
    | "Uint8ClampedArray"
    | "Int16Array"
    | "Uint16Array"
    | "Int32Array"
    | "Uint32Array"
    | "BigInt64Array"
    | "BigUint64Array";
}

/** What never has a derivative. `unknown` in the container types: method bivariance makes every instance assignable. */
type Inert =
  | string
  | boolean
  | bigint
  | symbol
  | null
  | undefined
  | Date
  | RegExp
  | Error
  | IntegerArray
  | ArrayBuffer
  | DataView
  | PromiseLike<unknown>
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | WeakMap<WeakKey, unknown>
  | WeakSet<WeakKey>
  | ((...args: never[]) => unknown);

type IsAny<T> = 0 extends 1 & T ? true : false;

/**
 * The type of a tangent, cotangent or gradient of a `T`: the same container (arrays, tuples and records member by
 * member, a plain record without its methods for a class instance) with `null` wherever `T` has no derivative, also for a
 * whole container without a real number in it.
 */
export type Tangent<T> =
  IsAny<T> extends true
    ? T
    : T extends number
      ? number
      : T extends Float64Array
        ? Float64Array
        : T extends Float32Array
          ? Float32Array
          : T extends Inert
            ? null
            : HasActive<T> extends true
              ? T extends readonly unknown[]
                ? { -readonly [K in keyof T]: Tangent<T[K]> }
                : { -readonly [K in keyof T as T[K] extends (...args: never[]) => unknown ? never : K]: Tangent<T[K]> }
              : null;

/**
 * Whether `T` holds a number, `Float64Array` or `Float32Array` anywhere: `true`, `false`, or `boolean` for a union
 * of which only some members do. Recursive types are searched five levels deep and then taken to hold one.
 */
export type IsActive<T, Depth extends 0[] = []> = Depth["length"] extends 5
  ? true
  : IsAny<T> extends true
    ? true
    : T extends number | Float64Array | Float32Array
      ? true
      : T extends Inert
        ? false
        : T extends readonly (infer E)[]
          ? number extends T["length"]
            ? IsActive<E, [...Depth, 0]>
            : { [K in keyof T]: IsActive<T[K], [...Depth, 0]> }[number]
          : T extends object
            ? { [K in keyof T]-?: IsActive<T[K], [...Depth, 0]> }[keyof T]
            : false;

/** What a guard asks for when it refuses; its text shows up in the type error. No value has this type. */
export interface NotDifferentiable<Message extends string> {
  readonly __ad_error: Message;
}

/** The parameter list of an operand, with the parameters' names. */
export type ParametersOf<F> = F extends (...args: infer A) => unknown ? A : never;

/** What an operand returns. */
export type ResultOf<F> = F extends (...args: never[]) => infer R ? R : never;

/** What an operand with `hasAux` returns beside its value. */
export type AuxOf<F> = ResultOf<F> extends readonly [value: number, aux: infer Aux] ? Aux : never;

/** What `argnums` may be; the guard of the operand checks it against the parameter list. */
export type Argnums = number | readonly number[];

/** The tangents of the parameters `N` of `A`: bare for a number, a list for a list. */
export type TangentAt<A extends readonly unknown[], N> = N extends number
  ? Tangent<A[N]>
  : N extends readonly number[]
    ? { -readonly [I in keyof N]: Tangent<A[N[I] & number]> }
    : never;

/** The tangents of all parameters of `A`. */
export type Tangents<A extends readonly unknown[]> = { -readonly [I in keyof A]: Tangent<A[I]> };

type HasActive<T> = true extends IsActive<T> ? true : false;

type IsActiveAt<A extends readonly unknown[], N> = [N] extends [never]
  ? false
  : N extends number
    ? HasActive<A[N]>
    : N extends readonly number[]
      ? false extends { [I in keyof N]: HasActive<A[N[I] & number]> }[number]
        ? false
        : true
      : false;

type ActiveGuard<A extends readonly unknown[], N> =
  IsActiveAt<A, N> extends true
    ? unknown
    : NotDifferentiable<"the selected argument has no number, Float64Array or Float32Array in it">;

/**
 * Intersected with an operand `F`: refuses what is no function or does not return a `Result`. It must let `object` pass,
 * the constraint of `F`: TypeScript asks once before it has looked at an arrow function with an unannotated parameter.
 */
type Returning<F, Result, Message extends string, Otherwise = unknown> = object extends F
  ? unknown
  : F extends (...args: never[]) => Result
    ? Otherwise
    : NotDifferentiable<Message>;

/** Intersected with an operand of `grad`: asks for a number as its value, and a real number in the parameters `N`. */
export type Scalar<F, N> = Returning<F, number, "the function has to return a number", ActiveGuard<ParametersOf<F>, N>>;

/** Intersected with an operand of `jacobian`: asks for a real number in what it returns and in the parameters `N`. */
export type Real<F, N> = object extends F
  ? unknown
  : HasActive<ResultOf<F>> extends true
    ? ActiveGuard<ParametersOf<F>, N>
    : NotDifferentiable<"the function has to return a number, or an array or record with numbers">;

/** Intersected with an operand of `taylor`: asks for a real number in what it returns. */
export type RealResult<F> = object extends F
  ? unknown
  : HasActive<ResultOf<F>> extends true
    ? unknown
    : NotDifferentiable<"the function has to return a number, or an array or record with numbers">;

/** The same with `hasAux`. */
export type ScalarAndAux<F, N> = Returning<
  F,
  readonly [value: number, aux: unknown],
  "with hasAux the function has to return [number, aux]",
  ActiveGuard<ParametersOf<F>, N>
>;

/**
 * The Jacobian of a result `Y` by the parameters `N` of `A`: `Y` with the derivative in place of each number, `null` where it has none. By
 * a single number it has the shape of `Y`.
 */
export type Jacobian<Y, A extends readonly unknown[], N> = Rows<Tangent<Y>, TangentAt<A, N>>;

type Rows<T, Entry> = [Entry] extends [number]
  ? T
  : T extends number
    ? Entry
    : T extends Float64Array | Float32Array
      ? Entry[]
      : T extends null
        ? null
        : T extends readonly unknown[]
          ? { -readonly [K in keyof T]: Rows<T[K], Entry> }
          : { -readonly [K in keyof T]: Rows<T[K], Entry> };

/** Intersected with an operand of `gradInto`: a single parameter has to be memory that can be written into. */
export type WritableAt<F, N> = object extends F
  ? unknown
  : N extends number
    ? Tangent<ParametersOf<F>[N]> extends number
      ? NotDifferentiable<"a number is no memory to write into; select it in a list, argnums: [0]">
      : unknown
    : unknown;

type Numbers = Float64Array | Float32Array | readonly number[];

/** Intersected with an operand of `sparseJacobian`: asks for an array of numbers as its result, and as the parameter `N`. */
export type Vector<F, N> = Returning<F, Numbers, "the function has to return an array of numbers", VectorAt<F, N>>;

/** Intersected with an operand: asks for an array of numbers as the parameter `N`. */
export type VectorAt<F, N> = object extends F
  ? unknown
  : N extends number
    ? ParametersOf<F>[N] extends Numbers
      ? unknown
      : NotDifferentiable<"the selected argument has to be an array of numbers">
    : unknown;

/** Intersected with an operand of `jacobianInto`: the derivative of a number by a number is no memory. */
export type WritableRows<F, N> = object extends F
  ? unknown
  : Tangent<ResultOf<F>> extends number
    ? WritableAt<F, N>
    : unknown;

/** Intersected with an operand of `jvp` and `vjp`. */
export type Callable<F> = Returning<F, unknown, "the operand has to be a function">;

/** Intersected with an operand it refuses nothing, but an arrow function's `[value, aux]` is then read as a tuple. */
export type PairHint = ((...args: unknown[]) => readonly [value: number, aux: unknown]) | object;

/** Options of `grad` and `valueAndGrad` for a function that returns a number. */
export interface Options<N> {
  /** The parameters to differentiate by: a number gives a bare tangent, a list a list in the order given. Default: 0. */
  readonly argnums?: N;
  readonly hasAux?: false;
}

/** Options of operators that differentiate by parameters. */
export interface ArgnumsOptions<N> {
  /** The parameters to differentiate by: a number gives a bare tangent, a list a list in the order given. Default: 0. */
  readonly argnums?: N;
}

export interface HvpOptions<N> extends ArgnumsOptions<N> {
  /**
   * How the two modes are composed: forward mode over the gradient (the default), the gradient of a derivative in a direction, a
   * pullback of the gradient, or second derivatives in pairs of directions, one for each number of the parameters.
   */
  readonly method?: "forward-over-reverse" | "reverse-over-forward" | "reverse-over-reverse" | "double-directional";
}

/** Options of `grad` and `valueAndGrad` for a function that returns `[number, aux]`. */
export interface AuxOptions<N> {
  /** The parameters to differentiate by: a number gives a bare tangent, a list a list in the order given. Default: 0. */
  readonly argnums?: N;
  /** The function returns `[value, aux]`; only `value` is differentiated, `aux` is passed through. */
  readonly hasAux: true;
}
