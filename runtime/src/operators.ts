import type { Report } from "./check/report.js";
import type { CheckOptions } from "./check/subject.js";
import type { Csr } from "./sparse/matrix.js";
import type { SparsityPattern } from "./sparse/pattern.js";
import type { SparsePlan } from "./sparse/plan.js";
import { deepCopy } from "./stop-gradient.js";
import type {
  Argnums,
  ArgnumsOptions,
  AuxOf,
  AuxOptions,
  Callable,
  HvpOptions,
  Jacobian,
  Options,
  PairHint,
  ParametersOf,
  Real,
  RealResult,
  ResultOf,
  Scalar,
  ScalarAndAux,
  Tangent,
  TangentAt,
  Tangents,
  Vector,
  VectorAt,
  WritableAt,
  WritableRows,
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
 * The Jacobian by parameter 0, or by `argnums`: what the function returns, with the derivative in place of each number, as `grad` of
 * that number would give it. Of an array by an array these are rows; by a single number it has the shape of the result. Made by
 * forward or reverse mode, whichever has less to do: one sweep of the function for each number of the parameters (in blocks), or
 * one pullback for each number of the result (Blondel and Roulet, section 7.1).
 * @throws Error where the compiler did not run.
 */
export function jacobian<F extends object>(
  f: F & Real<F, 0>,
): (...args: ParametersOf<F>) => Jacobian<ResultOf<F>, ParametersOf<F>, 0>;
export function jacobian<F extends object, const N extends Argnums = 0>(
  f: F & Real<F, N>,
  options: ArgnumsOptions<N>,
): (...args: ParametersOf<F>) => Jacobian<ResultOf<F>, ParametersOf<F>, N>;
export function jacobian(): never {
  throw notCompiled("jacobian");
}

/**
 * Like `jacobian`, into memory of the caller: `jacobianInto(f)(into, ...args)` overwrites `into`, which has the shape of what `jacobian`
 * returns, and makes no memory of its own for it.
 * @throws Error where the compiler did not run. The derivative throws a TypeError where `into` does not fit, and an Error where
 * it shares memory with an argument.
 */
export function jacobianInto<F extends object>(
  f: F & Real<F, 0> & WritableRows<F, 0>,
): (into: Jacobian<ResultOf<F>, ParametersOf<F>, 0>, ...args: ParametersOf<F>) => void;
export function jacobianInto<F extends object, const N extends Argnums = 0>(
  f: F & Real<F, N> & WritableRows<F, N>,
  options: ArgnumsOptions<N>,
): (into: Jacobian<ResultOf<F>, ParametersOf<F>, N>, ...args: ParametersOf<F>) => void;
export function jacobianInto(): never {
  throw notCompiled("jacobianInto");
}

/**
 * Like `jacobianInto`, and returns the value.
 * @throws as `jacobianInto`
 */
export function valueAndJacobianInto<F extends object>(
  f: F & Real<F, 0> & WritableRows<F, 0>,
): (into: Jacobian<ResultOf<F>, ParametersOf<F>, 0>, ...args: ParametersOf<F>) => ResultOf<F>;
export function valueAndJacobianInto<F extends object, const N extends Argnums = 0>(
  f: F & Real<F, N> & WritableRows<F, N>,
  options: ArgnumsOptions<N>,
): (into: Jacobian<ResultOf<F>, ParametersOf<F>, N>, ...args: ParametersOf<F>) => ResultOf<F>;
export function valueAndJacobianInto(): never {
  throw notCompiled("valueAndJacobianInto");
}

/**
 * Like `valueAndJacobianInto`, into part of an array: `packedJacobianInto(f)(values, at, ...args)` writes the numbers of the Jacobian one after
 * the other, from `values[at]` on, row by row, and in a row by the parameters in their order. Returns the value.
 * @throws Error where the compiler did not run. The derivative throws a RangeError where the numbers do not fit in there, or where an
 * array has fewer elements than the function uses by their numbers, and an Error where `values` is an argument, too.
 */
export function packedJacobianInto<F extends object>(
  f: F & Real<F, 0>,
): (values: Float64Array, at: number, ...args: ParametersOf<F>) => ResultOf<F>;
export function packedJacobianInto<F extends object, const N extends Argnums = 0>(
  f: F & Real<F, N>,
  options: ArgnumsOptions<N>,
): (values: Float64Array, at: number, ...args: ParametersOf<F>) => ResultOf<F>;
export function packedJacobianInto(): never {
  throw notCompiled("packedJacobianInto");
}

/**
 * Like `packedJacobianInto`, and writes the numbers of the value, too, one after the other from `value[valueAt]` on: a call makes no memory.
 * @throws as `packedJacobianInto`, and an Error where `value` and `jacobian` are the same memory
 */
export function packedValueAndJacobianInto<F extends object>(
  f: F & Real<F, 0>,
): (value: Float64Array, valueAt: number, jacobian: Float64Array, jacobianAt: number, ...args: ParametersOf<F>) => void;
export function packedValueAndJacobianInto<F extends object, const N extends Argnums = 0>(
  f: F & Real<F, N>,
  options: ArgnumsOptions<N>,
): (value: Float64Array, valueAt: number, jacobian: Float64Array, jacobianAt: number, ...args: ParametersOf<F>) => void;
export function packedValueAndJacobianInto(): never {
  throw notCompiled("packedValueAndJacobianInto");
}

/** The Jacobian by forward mode; by reverse mode where the function has side effects, so that it must not run again. See `jacobian`. */
export function jacfwd<F extends object>(
  f: F & Real<F, 0>,
): (...args: ParametersOf<F>) => Jacobian<ResultOf<F>, ParametersOf<F>, 0>;
export function jacfwd<F extends object, const N extends Argnums = 0>(
  f: F & Real<F, N>,
  options: ArgnumsOptions<N>,
): (...args: ParametersOf<F>) => Jacobian<ResultOf<F>, ParametersOf<F>, N>;
export function jacfwd(): never {
  throw notCompiled("jacfwd");
}

/** The Jacobian by reverse mode, see `jacobian`. */
export function jacrev<F extends object>(
  f: F & Real<F, 0>,
): (...args: ParametersOf<F>) => Jacobian<ResultOf<F>, ParametersOf<F>, 0>;
export function jacrev<F extends object, const N extends Argnums = 0>(
  f: F & Real<F, N>,
  options: ArgnumsOptions<N>,
): (...args: ParametersOf<F>) => Jacobian<ResultOf<F>, ParametersOf<F>, N>;
export function jacrev(): never {
  throw notCompiled("jacrev");
}

/**
 * The Hessian of a function that returns a number, by parameter 0 or by `argnums`: the Jacobian of its gradient, forward over
 * reverse mode (Blondel and Roulet, section 8.1). Of an array it is rows, of a number a number.
 * @throws Error where the compiler did not run.
 */
export function hessian<F extends object>(
  f: F & Scalar<F, 0>,
): (...args: ParametersOf<F>) => Jacobian<TangentAt<ParametersOf<F>, 0>, ParametersOf<F>, 0>;
export function hessian<F extends object, const N extends Argnums = 0>(
  f: F & Scalar<F, N>,
  options: ArgnumsOptions<N>,
): (...args: ParametersOf<F>) => Jacobian<TangentAt<ParametersOf<F>, N>, ParametersOf<F>, N>;
export function hessian(): never {
  throw notCompiled("hessian");
}

/**
 * The Hessian-vector product: `hvp(f)(primals, tangents)` is the derivative of the gradient by parameter 0, or by `argnums`, in the
 * direction of the tangents, which are given for every parameter. It costs a few times what the function does, whatever the
 * number of parameters. `method` chooses how the two modes are composed (Blondel and Roulet, section 8.1); all give the same.
 * @throws Error where the compiler did not run.
 */
export function hvp<F extends object>(
  f: F & Scalar<F, 0>,
): (primals: Readonly<ParametersOf<F>>, tangents: Readonly<Tangents<ParametersOf<F>>>) => TangentAt<ParametersOf<F>, 0>;
export function hvp<F extends object, const N extends Argnums = 0>(
  f: F & Scalar<F, N>,
  options: HvpOptions<N>,
): (primals: Readonly<ParametersOf<F>>, tangents: Readonly<Tangents<ParametersOf<F>>>) => TangentAt<ParametersOf<F>, N>;
export function hvp(): never {
  throw notCompiled("hvp");
}

/**
 * The vector-Hessian product, by a pullback of the gradient: like `hvp`, with cotangents of the gradient in place of tangents of the
 * parameters.
 * @throws Error where the compiler did not run.
 */
export function vhp<F extends object>(
  f: F & Scalar<F, 0>,
): (
  primals: Readonly<ParametersOf<F>>,
  cotangents: Readonly<Tangents<ParametersOf<F>>>,
) => TangentAt<ParametersOf<F>, 0>;
export function vhp<F extends object, const N extends Argnums = 0>(
  f: F & Scalar<F, N>,
  options: ArgnumsOptions<N>,
): (
  primals: Readonly<ParametersOf<F>>,
  cotangents: Readonly<Tangents<ParametersOf<F>>>,
) => TangentAt<ParametersOf<F>, N>;
export function vhp(): never {
  throw notCompiled("vhp");
}

/**
 * Where the Jacobian by parameter 0, or by that of `argnums`, may have entries: a sweep of the function finds which number of the result depends
 * on which of the parameter. Both are arrays of numbers. The pattern holds wherever the function takes the same
 * branches, also where an entry happens to be zero.
 * @throws Error where the compiler did not run. RangeError where there are too many entries for memory.
 */
export function jacobianPattern<F extends object>(f: F & Vector<F, 0>): (...args: ParametersOf<F>) => SparsityPattern;
export function jacobianPattern<F extends object, const N extends number = 0>(
  f: F & Vector<F, N>,
  options: ArgnumsOptions<N>,
): (...args: ParametersOf<F>) => SparsityPattern;
export function jacobianPattern(): never {
  throw notCompiled("jacobianPattern");
}

/**
 * The Jacobian of an array of numbers by another, parameter 0 or that of `argnums`, as a sparse matrix by compressed rows. Each call finds the
 * pattern, colors it, and takes as many products as there are colors (Curtis, Powell and Reid 1974): four Jacobian-vector
 * products to a sweep, or pullbacks where rows need fewer colors. For a pattern that is known see `sparseJacobianWith`.
 * @throws Error where the compiler did not run. RangeError where there are too many entries for memory.
 */
export function sparseJacobian<F extends object>(f: F & Vector<F, 0>): (...args: ParametersOf<F>) => Csr;
export function sparseJacobian<F extends object, const N extends number = 0>(
  f: F & Vector<F, N>,
  options: ArgnumsOptions<N>,
): (...args: ParametersOf<F>) => Csr;
export function sparseJacobian(): never {
  throw notCompiled("sparseJacobian");
}

/**
 * Like `sparseJacobian`, with a plan in front of the arguments: a pattern and its coloring, made once by `jacobianPlan` of `cotangent/sparse`. The
 * matrix shares the arrays of its pattern with the plan.
 * @throws Error where the compiler did not run, and where a plan with `check` misses an entry. TypeError for what is no such plan,
 * and RangeError for one of another shape.
 */
export function sparseJacobianWith<F extends object>(
  f: F & Vector<F, 0>,
): (plan: SparsePlan, ...args: ParametersOf<F>) => Csr;
export function sparseJacobianWith<F extends object, const N extends number = 0>(
  f: F & Vector<F, N>,
  options: ArgnumsOptions<N>,
): (plan: SparsePlan, ...args: ParametersOf<F>) => Csr;
export function sparseJacobianWith(): never {
  throw notCompiled("sparseJacobianWith");
}

/**
 * Where the Hessian of a number by an array of numbers may have entries, as `jacobianPattern` finds it of the gradient; symmetric.
 * @throws Error where the compiler did not run. RangeError where there are too many entries for memory.
 */
export function hessianPattern<F extends object>(
  f: F & Scalar<F, 0> & VectorAt<F, 0>,
): (...args: ParametersOf<F>) => SparsityPattern;
export function hessianPattern<F extends object, const N extends number = 0>(
  f: F & Scalar<F, N> & VectorAt<F, N>,
  options: ArgnumsOptions<N>,
): (...args: ParametersOf<F>) => SparsityPattern;
export function hessianPattern(): never {
  throw notCompiled("hessianPattern");
}

/**
 * The Hessian by an array of numbers, parameter 0 or that of `argnums`, as a sparse matrix by compressed rows. Each call finds the pattern, colors
 * it by stars, and takes a Hessian-vector product for each color, four to a sweep. For a pattern that is known see `sparseHessianWith`.
 * @throws Error where the compiler did not run. RangeError where there are too many entries for memory.
 */
export function sparseHessian<F extends object>(
  f: F & Scalar<F, 0> & VectorAt<F, 0>,
): (...args: ParametersOf<F>) => Csr;
export function sparseHessian<F extends object, const N extends number = 0>(
  f: F & Scalar<F, N> & VectorAt<F, N>,
  options: ArgnumsOptions<N>,
): (...args: ParametersOf<F>) => Csr;
export function sparseHessian(): never {
  throw notCompiled("sparseHessian");
}

/**
 * Like `sparseHessian`, with a plan in front of the arguments that `hessianPlan` of `cotangent/sparse` has made. The matrix shares the arrays of its
 * pattern with the plan.
 * @throws as `sparseJacobianWith`
 */
export function sparseHessianWith<F extends object>(
  f: F & Scalar<F, 0> & VectorAt<F, 0>,
): (plan: SparsePlan, ...args: ParametersOf<F>) => Csr;
export function sparseHessianWith<F extends object, const N extends number = 0>(
  f: F & Scalar<F, N> & VectorAt<F, N>,
  options: ArgnumsOptions<N>,
): (plan: SparsePlan, ...args: ParametersOf<F>) => Csr;
export function sparseHessianWith(): never {
  throw notCompiled("sparseHessianWith");
}

/**
 * The second derivative by a parameter that is a number: parameter 0, or that of `argnums`. It has the shape of the result.
 * @throws Error where the compiler did not run.
 */
export function secondDerivative<F extends object>(
  f: F & Real<F, 0>,
): (...args: ParametersOf<F>) => Tangent<ResultOf<F>>;
export function secondDerivative<F extends object, const N extends number = 0>(
  f: F & Real<F, N>,
  options: ArgnumsOptions<N>,
): (...args: ParametersOf<F>) => Tangent<ResultOf<F>>;
export function secondDerivative(): never {
  throw notCompiled("secondDerivative");
}

/**
 * The trace of the Hessian by parameter 0, or by `argnums`: the sum of the second derivatives by all numbers in them.
 * @throws Error where the compiler did not run.
 */
export function laplacian<F extends object>(f: F & Scalar<F, 0>): (...args: ParametersOf<F>) => number;
export function laplacian<F extends object, const N extends Argnums = 0>(
  f: F & Scalar<F, N>,
  options: ArgnumsOptions<N>,
): (...args: ParametersOf<F>) => number;
export function laplacian(): never {
  throw notCompiled("laplacian");
}

/**
 * The Taylor expansion along a line: `taylor(f, order)(primals, tangents)` gives the coefficients of orders 0 to `order` of the function
 * `t => f(...primals + t * tangents)`, each shaped like a tangent of the result. It costs in proportion to the square of the order
 * (Griewank and Walther, Evaluating Derivatives, chapter 13). `order` is a number that the compiler can see.
 * @throws Error where the compiler did not run.
 */
export function taylor<F extends object>(
  f: F & RealResult<F>,
  order: number,
): (primals: Readonly<ParametersOf<F>>, tangents: Readonly<Tangents<ParametersOf<F>>>) => Tangent<ResultOf<F>>[];
export function taylor(): never {
  throw notCompiled("taylor");
}

/**
 * Derivatives along a curve: `jet(f, order)(primals, series)` takes the derivatives of orders 1 to `order` of a curve through the primals, a
 * list of tangents for each, and gives `[value, derivatives]`, those of its image.
 * @throws Error where the compiler did not run.
 */
export function jet<F extends object>(
  f: F & RealResult<F>,
  order: number,
): (
  primals: Readonly<ParametersOf<F>>,
  series: readonly Readonly<Tangents<ParametersOf<F>>>[],
) => [value: ResultOf<F>, derivatives: Tangent<ResultOf<F>>[]];
export function jet(): never {
  throw notCompiled("jet");
}

/**
 * The value and the derivative as a linear map: `linearize(f)(...args)` returns `[value, linear]`, and `linear(...tangents)` the
 * tangent of the value, as `jvp` would. The function runs once; the map may be called any number of times and does not notice
 * what happens to the arguments after the call.
 * @throws Error where the compiler did not run.
 */
export function linearize<F extends object>(
  f: F & Callable<F>,
): (
  ...args: ParametersOf<F>
) => [value: ResultOf<F>, linear: (...tangents: Tangents<ParametersOf<F>>) => Tangent<ResultOf<F>>];
export function linearize(): never {
  throw notCompiled("linearize");
}

/**
 * The transpose of a linear function: `linearTranspose(f)(...args)` takes a cotangent of the result and returns a cotangent for each
 * parameter. The arguments say the shapes; of a function that adds constants the linear part is transposed.
 * @throws Error where the compiler did not run.
 */
export function linearTranspose<F extends object>(
  f: F & Callable<F>,
): (...args: ParametersOf<F>) => (cotangent: Tangent<ResultOf<F>>) => Tangents<ParametersOf<F>>;
export function linearTranspose(): never {
  throw notCompiled("linearTranspose");
}

/**
 * Checks the derivatives of a function at a point, as a test would: directional derivatives against differences, reverse mode as the
 * transpose of forward mode, and how the remainder of the Taylor expansion falls; with `order: 2` the same of `jvp(f)`. Returns the
 * report, and throws it where it finds a derivative wrong; it names the first number of the arguments that shows it.
 * @throws Error where a derivative is wrong, and where the compiler did not run.
 * @throws TypeError where there is nothing to check
 */
export function checkGrads<F extends object>(
  _f: F & RealResult<F>,
  _args: Readonly<ParametersOf<F>>,
  _options?: CheckOptions,
): Report {
  throw notCompiled("checkGrads");
}

/**
 * `x` as a constant: no derivative passes through it. A number or a value without a derivative is returned as it is;
 * arrays and records are deep copies, because what is later written to the one must not be differentiated through
 * the other. Works with and without the compiler.
 */
export function stopGradient<T>(x: T): T {
  return deepCopy(x);
}
