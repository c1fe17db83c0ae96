import { deepCopy } from "./stop-gradient.js";
import type {
  Argnums,
  AuxOf,
  AuxOptions,
  Callable,
  Options,
  PairHint,
  ParametersOf,
  ResultOf,
  Scalar,
  ScalarAndAux,
  Tangent,
  TangentAt,
  Tangents,
  WritableAt,
} from "./types.js";

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

// The operand is inferred as a whole (`F`), without a parameter list for TypeScript to match: so the result of an operator
// is an operand like any other, and a parameter with a default but no annotation (`y = 2`) gets the default's type.
// Of the two overloads with options, the one for `hasAux` comes first: an arrow function's `[value, aux]` is typed as a
// tuple only where the first signature tried asks for one.

/**
 * The gradient of a function that returns a number: a function of the same parameters that returns the derivative by
 * parameter 0, or by `argnums`; with `hasAux`, `[gradient, aux]`. The arrays it returns are the caller's.
 * The operand must be visible to the compiler: a named function or an arrow function.
 * @throws Error where the compiler did not run.
 */
export function grad<F extends object>(f: F & Scalar<F, 0>): (...args: ParametersOf<F>) => Tangent<ParametersOf<F>[0]>;
export function grad<F extends object, const N extends Argnums = 0>(
  f: F & PairHint & ScalarAndAux<F, N>,
  options: AuxOptions<N>,
): (...args: ParametersOf<F>) => [gradient: TangentAt<ParametersOf<F>, N>, aux: AuxOf<F>];
export function grad<F extends object, const N extends Argnums = 0>(
  f: F & Scalar<F, N>,
  options: Options<N>,
): (...args: ParametersOf<F>) => TangentAt<ParametersOf<F>, N>;
export function grad(): never {
  throw notCompiled("grad");
}

/**
 * Like `grad`, together with the value: `[value, gradient]`; with `hasAux`, `[[value, aux], gradient]`.
 * @throws Error where the compiler did not run.
 */
export function valueAndGrad<F extends object>(
  f: F & Scalar<F, 0>,
): (...args: ParametersOf<F>) => [value: number, gradient: Tangent<ParametersOf<F>[0]>];
export function valueAndGrad<F extends object, const N extends Argnums = 0>(
  f: F & PairHint & ScalarAndAux<F, N>,
  options: AuxOptions<N>,
): (...args: ParametersOf<F>) => [valueAndAux: [value: number, aux: AuxOf<F>], gradient: TangentAt<ParametersOf<F>, N>];
export function valueAndGrad<F extends object, const N extends Argnums = 0>(
  f: F & Scalar<F, N>,
  options: Options<N>,
): (...args: ParametersOf<F>) => [value: number, gradient: TangentAt<ParametersOf<F>, N>];
export function valueAndGrad(): never {
  throw notCompiled("valueAndGrad");
}

/**
 * Like `grad`, into memory of the caller: `gradInto(f)(into, ...args)` overwrites `into`, which has the shape of what `grad`
 * returns, and makes no memory of its own for it. With a list of `argnums`, `into` is an array in its order, in which the
 * derivatives by numbers are put. With `hasAux` it returns `aux`, otherwise nothing.
 * @throws Error where the compiler did not run. The derivative throws a TypeError where `into` does not fit, and an Error where
 * it shares memory with an argument.
 */
export function gradInto<F extends object>(
  f: F & Scalar<F, 0> & WritableAt<F, 0>,
): (into: TangentAt<ParametersOf<F>, 0>, ...args: ParametersOf<F>) => void;
export function gradInto<F extends object, const N extends Argnums = 0>(
  f: F & PairHint & ScalarAndAux<F, N> & WritableAt<F, N>,
  options: AuxOptions<N>,
): (into: TangentAt<ParametersOf<F>, N>, ...args: ParametersOf<F>) => AuxOf<F>;
export function gradInto<F extends object, const N extends Argnums = 0>(
  f: F & Scalar<F, N> & WritableAt<F, N>,
  options: Options<N>,
): (into: TangentAt<ParametersOf<F>, N>, ...args: ParametersOf<F>) => void;
export function gradInto(): never {
  throw notCompiled("gradInto");
}

/**
 * Like `gradInto`, and returns the value; with `hasAux`, `[value, aux]`.
 * @throws as `gradInto`
 */
export function valueAndGradInto<F extends object>(
  f: F & Scalar<F, 0> & WritableAt<F, 0>,
): (into: TangentAt<ParametersOf<F>, 0>, ...args: ParametersOf<F>) => number;
export function valueAndGradInto<F extends object, const N extends Argnums = 0>(
  f: F & PairHint & ScalarAndAux<F, N> & WritableAt<F, N>,
  options: AuxOptions<N>,
): (into: TangentAt<ParametersOf<F>, N>, ...args: ParametersOf<F>) => [value: number, aux: AuxOf<F>];
export function valueAndGradInto<F extends object, const N extends Argnums = 0>(
  f: F & Scalar<F, N> & WritableAt<F, N>,
  options: Options<N>,
): (into: TangentAt<ParametersOf<F>, N>, ...args: ParametersOf<F>) => number;
export function valueAndGradInto(): never {
  throw notCompiled("valueAndGradInto");
}

/**
 * The Jacobian-vector product: `jvp(f)(primals, tangents)` returns `[f(...primals), directional derivative]`, the
 * second shaped like the value. Tangents are given for every parameter; those without a derivative are ignored.
 * @throws Error where the compiler did not run.
 */
export function jvp<F extends object>(
  f: F & Callable<F>,
): (
  primals: Readonly<ParametersOf<F>>,
  tangents: Readonly<Tangents<ParametersOf<F>>>,
) => [value: ResultOf<F>, tangent: Tangent<ResultOf<F>>];
export function jvp(): never {
  throw notCompiled("jvp");
}

/**
 * The vector-Jacobian product: `vjp(f)(...args)` returns `[value, pullback]`. The pullback takes a cotangent shaped
 * like the value and returns fresh tangents, one per parameter (`null` where there is no derivative); it may be called
 * any number of times and does not notice what happens to the arguments after the call.
 * @throws Error where the compiler did not run.
 */
export function vjp<F extends object>(
  f: F & Callable<F>,
): (
  ...args: ParametersOf<F>
) => [value: ResultOf<F>, pullback: (cotangent: Tangent<ResultOf<F>>) => Tangents<ParametersOf<F>>];
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
