import type { Callable, ParametersOf, ResultOf, Tangent, Tangents } from "./types.js";

/**
 * `f` with a rule for forward mode: `rule(primals, tangents)` returns the value and the tangent of the result, which has to be linear in the
 * tangents. Reverse mode uses its transpose, and what differentiates a derivative differentiates the rule. The compiler does not look
 * into `f`. Without the compiler it is `f` itself.
 */
export function customJvp<F extends object>(
  f: F & Callable<F>,
  _rule: (
    primals: ParametersOf<F>,
    tangents: Tangents<ParametersOf<F>>,
  ) => readonly [value: ResultOf<F>, tangent: Tangent<ResultOf<F>>],
): F {
  return f;
}

/**
 * `f` with a rule for reverse mode: `forward(...args)` returns the value and whatever `backward(residuals, cotangent)` needs to return the
 * cotangents of the parameters, `null` for what has none. Forward mode uses its transpose: `backward` has to be linear in the
 * cotangent. The compiler does not look into `f`. Without the compiler it is `f` itself.
 */
export function customVjp<F extends object, Residuals>(
  f: F & Callable<F>,
  _forward: (...args: ParametersOf<F>) => readonly [value: ResultOf<F>, residuals: Residuals],
  _backward: (residuals: Residuals, cotangent: Tangent<ResultOf<F>>) => Readonly<Tangents<ParametersOf<F>>>,
): F {
  return f;
}

/** `f` without a derivative: what it returns is a constant to every operator. Without the compiler it is `f` itself. */
export function nondifferentiable<F extends object>(f: F & Callable<F>): F {
  return f;
}

/**
 * `f` for which reverse mode keeps nothing but the arguments: the reverse sweep runs it again (Blondel and Roulet, section 7.5). The
 * derivative is the same; memory is traded for time. A function with side effects, or one that writes to its arguments, is run
 * once all the same. Without the compiler it is `f` itself.
 */
export function checkpoint<F extends object>(f: F & Callable<F>): F {
  return f;
}

/** The rules that `defineRule` takes: one for forward mode, the two of `customVjp` for reverse mode, or all three. */
export interface Rule<F, Residuals> {
  jvp?(
    primals: ParametersOf<F>,
    tangents: Tangents<ParametersOf<F>>,
  ): readonly [value: ResultOf<F>, tangent: Tangent<ResultOf<F>>];
  forward?(...args: ParametersOf<F>): readonly [value: ResultOf<F>, residuals: Residuals];
  backward?(residuals: Residuals, cotangent: Tangent<ResultOf<F>>): Readonly<Tangents<ParametersOf<F>>>;
}

/**
 * `f` with rules of its own: one for forward mode, as `customJvp` takes it, the two of `customVjp` for reverse mode, or all three, written as a
 * literal. The compiler does not look into `f`. Without the compiler it is `f` itself.
 */
export function withRule<F extends object, Residuals>(f: F & Callable<F>, _rule: Rule<F, Residuals>): F {
  return f;
}

/** What a function captures: a value with a derivative, of a shape that only the compiler knows. */
export type Captured = unknown;

/**
 * `[converted, captured]`: `converted(captured, ...args)` is `f(...args)`, and refers to no variable around it. So functions with rules of
 * their own, which may not capture what is differentiated, can be made of functions that do: what they capture is a parameter then,
 * differentiated as any other. It is read when this is called. Without the compiler `captured` says nothing, and `converted` is `f`.
 */
export function closureConvert<Args extends unknown[], Result>(
  f: (...args: Args) => Result,
): [converted: (captured: Captured, ...args: Args) => Result, captured: Captured] {
  return [(_, ...args) => f(...args), {}];
}

/**
 * Gives a function that is declared elsewhere a rule, as `customJvp` and `customVjp` do: for functions of other packages, and for those
 * that the compiler does not see. A statement of its own at the top of a file; it holds in the whole program.
 */
export function defineRule<F extends object, Residuals>(_f: F & Callable<F>, _rule: Rule<F, Residuals>): void {}
