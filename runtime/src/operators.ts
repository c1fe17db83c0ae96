import { deepCopy } from "./stop-gradient.js";
import type { Argnums, AuxOptions, FirstParameter, Guard, Options, Tangent, TangentAt, Tangents } from "./types.js";

function notCompiled(operator: string): Error {
  return new Error(
    [
      `${operator}() was called at run time: the Cotangent compiler did not process this file.`,
      "Derivatives are generated at build time. Turn the compiler on in one of these ways:",
      '  Vite, Vitest:  import cotangent from "@cotangent/plugin/vite"; then plugins: [cotangent()]',
      "                 (the same for @cotangent/plugin/rollup, /rolldown, /esbuild and /webpack)",
      "  tsc projects:  npx cotangent build -p tsconfig.json",
      '  tspc:          "plugins": [{ "transform": "@cotangent/plugin/transformer", "transformProgram": true }]',
    ].join("\n"),
  );
}

// Of the two overloads with options, the one for `hasAux` comes first: an arrow function's `[value, aux]` is typed as a
// tuple only where the first signature tried asks for one.

/**
 * The gradient of a function that returns a number: a function of the same parameters that returns the derivative by
 * parameter 0, or by `argnums`; with `hasAux`, `[gradient, aux]`. The arrays it returns are the caller's.
 * The operand must be visible to the compiler: a named function or an arrow function.
 * @throws Error where the compiler did not run.
 */
export function grad<A extends readonly unknown[]>(
  f: ((...args: A) => number) & Guard<A, 0>,
): (...args: A) => Tangent<A[0]>;
export function grad<A extends readonly unknown[], Aux, const N extends Argnums<A> = FirstParameter<A>>(
  f: (...args: A) => readonly [value: number, aux: Aux],
  options: AuxOptions<N> & Guard<A, N>,
): (...args: A) => [gradient: TangentAt<A, N>, aux: Aux];
export function grad<A extends readonly unknown[], const N extends Argnums<A> = FirstParameter<A>>(
  f: (...args: A) => number,
  options: Options<N> & Guard<A, N>,
): (...args: A) => TangentAt<A, N>;
export function grad(): never {
  throw notCompiled("grad");
}

/**
 * Like `grad`, together with the value: `[value, gradient]`; with `hasAux`, `[[value, aux], gradient]`.
 * @throws Error where the compiler did not run.
 */
export function valueAndGrad<A extends readonly unknown[]>(
  f: ((...args: A) => number) & Guard<A, 0>,
): (...args: A) => [value: number, gradient: Tangent<A[0]>];
export function valueAndGrad<A extends readonly unknown[], Aux, const N extends Argnums<A> = FirstParameter<A>>(
  f: (...args: A) => readonly [value: number, aux: Aux],
  options: AuxOptions<N> & Guard<A, N>,
): (...args: A) => [valueAndAux: [value: number, aux: Aux], gradient: TangentAt<A, N>];
export function valueAndGrad<A extends readonly unknown[], const N extends Argnums<A> = FirstParameter<A>>(
  f: (...args: A) => number,
  options: Options<N> & Guard<A, N>,
): (...args: A) => [value: number, gradient: TangentAt<A, N>];
export function valueAndGrad(): never {
  throw notCompiled("valueAndGrad");
}

/**
 * The Jacobian-vector product: `jvp(f)(primals, tangents)` returns `[f(...primals), directional derivative]`, the
 * second shaped like the value. Tangents are given for every parameter; those without a derivative are ignored.
 * @throws Error where the compiler did not run.
 */
export function jvp<A extends readonly unknown[], R>(
  f: (...args: A) => R,
): (primals: Readonly<A>, tangents: Readonly<Tangents<A>>) => [value: R, tangent: Tangent<R>];
export function jvp(): never {
  throw notCompiled("jvp");
}

/**
 * The vector-Jacobian product: `vjp(f)(...args)` returns `[value, pullback]`. The pullback takes a cotangent shaped
 * like the value and returns fresh tangents, one per parameter (`null` where there is no derivative); it may be called
 * any number of times and does not notice what happens to the arguments after the call.
 * @throws Error where the compiler did not run.
 */
export function vjp<A extends readonly unknown[], R>(
  f: (...args: A) => R,
): (...args: A) => [value: R, pullback: (cotangent: Tangent<R>) => Tangents<A>];
export function vjp(): never {
  throw notCompiled("vjp");
}

/**
 * `x` as a constant: no derivative passes through it. A number or a value without a derivative is returned as it is;
 * arrays and records are deep copies, because what is later written to the one must not be differentiated through
 * the other. Works with and without the compiler.
 */
export function stopGradient<T>(x: T): T {
  return deepCopy(x);
}
