/** Functions that equations define: solutions, fixed points, inverses. */
import { type ImplicitOptions, implicitly, systemsBy } from "./rule.js";
import { flatten, type Unknown } from "./shapes.js";
import { plus } from "./vectors.js";

/**
 * `root(f, solver)(...theta)` is `solver(...theta)`, differentiated as the solution `x` of `f(x, ...theta) = 0` (book, section 10.3). The
 * solver is any function: nothing of it is differentiated. `x` is a number, a `Float64Array`, or an array or a record of such; `f`
 * returns as many numbers, in any shape. What `f` refers to around it is differentiated as its parameters are.
 * @throws SingularSystemError, NotSolvedError, NotConvergedError (iterative methods): by derivatives, never by the call itself
 */
export function root<X extends Unknown<X>, Theta extends unknown[]>(
  f: (x: X, ...theta: Theta) => unknown,
  solver: (...theta: Theta) => X,
  options: ImplicitOptions = {},
): (...theta: Theta) => X {
  const systems = systemsBy(options, "root", false);
  return (...theta: Theta): X =>
    implicitly(
      (x: X) => f(x, ...theta),
      () => solver(...theta),
      systems,
    );
}

/**
 * `fixedPoint(t, solver)(...theta)` is `solver(...theta)`, differentiated as the `x` with `t(x, ...theta) = x` (Griewank and Christianson;
 * Blondel and others, 2022). As `root` besides.
 * @throws as `root`
 */
export function fixedPoint<X extends Unknown<X>, Theta extends unknown[]>(
  t: (x: X, ...theta: Theta) => X,
  solver: (...theta: Theta) => X,
  options: ImplicitOptions = {},
): (...theta: Theta) => X {
  const systems = systemsBy(options, "fixedPoint", false);
  return (...theta: Theta): X =>
    implicitly(
      (x: X) => plus(flatten(t(x, ...theta)), -1, flatten(x)),
      () => solver(...theta),
      systems,
    );
}

/**
 * `inverse(f, solver)(y, ...theta)` is `solver(y, ...theta)`, differentiated as the `x` with `f(x, ...theta) = y`: the inverse function theorem
 * (book, section 10.5). `x` and `y` have as many numbers, in any shapes. As `root` besides.
 * @throws as `root`
 */
export function inverse<X extends Unknown<X>, Y extends Unknown<Y>, Theta extends unknown[]>(
  f: (x: X, ...theta: Theta) => Y,
  solver: (y: Y, ...theta: Theta) => X,
  options: ImplicitOptions = {},
): (y: Y, ...theta: Theta) => X {
  const systems = systemsBy(options, "inverse", false);
  return (y: Y, ...theta: Theta): X =>
    implicitly(
      (x: X) => plus(flatten(f(x, ...theta)), -1, flatten(y)),
      () => solver(y, ...theta),
      systems,
    );
}
