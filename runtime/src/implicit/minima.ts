/** Where functions are smallest or largest, and how small or large. */
import { type Captured, closureConvert, grad, jvp, vjp, withRule } from "cotangent";
import { expectSolved, type ImplicitOptions, implicitly, type Systems, solutionOf, systemsBy } from "./rule.js";
import { flatten, type Unknown } from "./shapes.js";

/** A function of an unknown, which is known to have numbers in it only where it is called. */
export type AnyNumbers = (x: number & Float64Array) => number;

/**
 * `argmin(f, solver)(...theta)` is `solver(...theta)`, differentiated as a point `x` where the gradient of `f(x, ...theta)` by `x` is zero: a
 * minimum, a maximum or a saddle. The linear systems have the Hessian as their matrix; at a minimum the methods `"cholesky"` and `"cg"`
 * serve too, and do half the work. `x` is as for `root`.
 * @throws as `root`, and NotPositiveDefiniteError where the Hessian is not symmetric, or not positive definite where the method needs it
 */
export function argmin<X extends Unknown<X>, Theta extends unknown[]>(
  f: (x: X, ...theta: Theta) => number,
  solver: (...theta: Theta) => X,
  options: ImplicitOptions = {},
): (...theta: Theta) => X {
  const systems = systemsBy(options, "argmin", true);
  return (...theta: Theta): X =>
    implicitly(
      (x: X) => grad(((u: X) => f(u, ...theta)) as AnyNumbers)(x as never),
      () => solver(...theta),
      systems,
    );
}

/**
 * `minValue(f, solver)(...theta)` is `f(x, ...theta)` at `x = solver(...theta)`, the smallest value: its derivative is that of `f` by `theta`
 * alone, with `x` held (Danskin; Rockafellar; book, section 10.2). First derivatives solve nothing, and hold also where `x` is at the
 * border of a fixed set; second derivatives are those of `argmin` and need a point where the gradient by `x` is zero.
 * @throws second derivatives as `argmin`
 */
export function minValue<X extends Unknown<X>, Theta extends unknown[]>(
  f: (x: X, ...theta: Theta) => number,
  solver: (...theta: Theta) => X,
  options: ImplicitOptions = {},
): (...theta: Theta) => number {
  const systems = systemsBy(options, "minValue", true);
  return (...theta: Theta): number =>
    extremum(
      (x: X) => f(x, ...theta),
      () => solver(...theta),
      systems,
      "minValue",
    );
}

/** As `minValue`, of the largest value. */
export function maxValue<X extends Unknown<X>, Theta extends unknown[]>(
  f: (x: X, ...theta: Theta) => number,
  solver: (...theta: Theta) => X,
  options: ImplicitOptions = {},
): (...theta: Theta) => number {
  const systems = systemsBy(options, "maxValue", true);
  return (...theta: Theta): number =>
    extremum(
      (x: X) => f(x, ...theta),
      () => solver(...theta),
      systems,
      "maxValue",
    );
}

function extremum<X>(f: (x: X) => number, solver: () => X, systems: Systems, name: string): number {
  const [valueAt, captured] = closureConvert(f);
  const [solved, constants] = closureConvert(solver);
  const slopes = (c: Captured, x: X): Float64Array =>
    flatten(grad(((u: X) => valueAt(c, u)) as AnyNumbers)(x as never));
  const place = solutionOf(slopes, solved, systems);
  const best = withRule((c: Captured, k: Captured): number => valueAt(c, solved(k)), {
    jvp: ([c, k], [dc]) => {
      const x = place(c, k);
      expectSolved(flatten(x), name);
      return jvp((c: Captured): number => valueAt(c, x))([c], [dc as never]);
    },
    forward: (c, k) => {
      const x = place(c, k);
      expectSolved(flatten(x), name);
      return [valueAt(c, x), { c, x }];
    },
    backward: ({ c, x }, cotangent) => {
      const [dc] = vjp((c: Captured): number => valueAt(c, x))(c)[1](cotangent);
      return [dc as never, null as never];
    },
  });
  return best(captured, constants);
}
