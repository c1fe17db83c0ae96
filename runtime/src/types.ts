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
 * member, a plain record for a class instance) with `null` wherever `T` has no derivative.
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
            : T extends object
              ? { -readonly [K in keyof T]: Tangent<T[K]> }
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

/** The parameter numbers of a parameter list: `0 | 1` for two parameters, `number` where there is a rest parameter. */
type Index<A extends readonly unknown[]> = number extends A["length"]
  ? number
  : Exclude<keyof A, keyof (readonly unknown[])> extends infer K
    ? K extends `${infer N extends number}`
      ? N
      : never
    : never;

/** What `argnums` may be for the parameter list `A`. */
export type Argnums<A extends readonly unknown[]> = Index<A> | readonly Index<A>[];

/** `argnums` left out: parameter 0, or `never` (which the guard refuses) for a function without parameters. */
export type FirstParameter<A extends readonly unknown[]> = Index<A> & 0;

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

/** Intersected with an operand or its options: refuses a selection of parameters that cannot have a derivative. */
export type Guard<A extends readonly unknown[], N> =
  IsActiveAt<A, N> extends true
    ? unknown
    : NotDifferentiable<"the selected argument has no number, Float64Array or Float32Array in it">;

/** Options of `grad` and `valueAndGrad` for a function that returns a number. */
export interface Options<N> {
  /** The parameters to differentiate by: a number gives a bare tangent, a list a list in the order given. Default: 0. */
  readonly argnums?: N;
  readonly hasAux?: false;
}

/** Options of `grad` and `valueAndGrad` for a function that returns `[number, aux]`. */
export interface AuxOptions<N> {
  /** The parameters to differentiate by: a number gives a bare tangent, a list a list in the order given. Default: 0. */
  readonly argnums?: N;
  /** The function returns `[value, aux]`; only `value` is differentiated, `aux` is passed through. */
  readonly hasAux: true;
}
