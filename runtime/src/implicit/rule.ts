/**
 * The implicit function theorem as a rule: where `residual(x)` is zero and its derivative by `x` invertible, `x` is a function of all else that
 * the residual depends on, and `dx = -(d residual / dx)^-1 d residual` (Krantz and Parks, The Implicit Function Theorem; Blondel and
 * others, Efficient and modular implicit differentiation, 2022). Forward and reverse mode are linear systems; how `x` was found
 * does not matter.
 */
import { type Captured, closureConvert, jacobian, jvp, vjp, withRule } from "cotangent";
import { backSubstitute, checkSymmetry, type DenseMethod, expectRoomFor, factorsOf, solveDense } from "./dense.js";
import { NotSolvedError } from "./errors.js";
import {
  type Iterations,
  type IterativeOptions,
  iterations,
  type LinearMethod,
  solveByProducts,
} from "./linear-solve.js";
import { flatten, restore } from "./shapes.js";
import { largest, negated } from "./vectors.js";

export interface ImplicitOptions extends IterativeOptions {
  /** How the linear systems of the derivative are solved: `"lu"`, unless said otherwise. */
  readonly method?: LinearMethod;
  /**
   * How far the solver's point may be from a solution, relative to its size: 1e-6. By direct methods it is measured by the step that Newton's
   * method would take from it, by the others by the residual. `false`: it is not checked.
   */
  readonly check?: number | false;
}

export type Residual<X> = (captured: Captured, x: X) => Float64Array;

/** Solves the linear system whose matrix is the derivative of the residual by `x`, or the transposed one. */
export type Systems = <X>(r: Residual<X>, c: Captured, x: X, b: Float64Array, transposed: boolean) => Float64Array;

/** `solver()`, differentiated as the solution `x` of `residual(x) = 0`. Its numbers are as many as those of the unknown. */
export function implicitly<X>(residual: (x: X) => unknown, solver: () => X, systems: Systems): X {
  const [equations, captured] = closureConvert(residual);
  const [solved, constants] = closureConvert(solver);
  return solutionOf(
    (c: Captured, x: X): Float64Array => flatten(equations(c, x)),
    solved,
    systems,
  )(captured, constants);
}

/** `solved(k)` as a function of what the residual `r` captures. */
export function solutionOf<X>(
  r: Residual<X>,
  solved: (k: Captured) => X,
  systems: Systems,
): (c: Captured, k: Captured) => X {
  const solve: (c: Captured, k: Captured) => X = withRule((_: Captured, k: Captured): X => solved(k), {
    jvp: ([c, k], [dc]) => {
      const x = solve(c, k);
      const change = jvp((c: Captured): Float64Array => r(c, x))([c], [dc as never])[1];
      return [x as never, restore(systems(r, c, x, negated(change), false), x) as never];
    },
    forward: (c, k) => {
      const x = solve(c, k);
      return [x as never, { c, x }];
    },
    backward: ({ c, x }, cotangent) => {
      const y = systems(r, c, x, negated(flatten(cotangent)), true);
      const [dc] = vjp((c: Captured): Float64Array => r(c, x))(c)[1](y);
      return [dc as never, null as never];
    },
  });
  return solve;
}

/**
 * As the options say, which are read here, once, so that the compiler knows what they choose. `name`: the function that is differentiated;
 * `isSymmetric`: the derivative of the residual is a Hessian.
 */
export function systemsBy(options: ImplicitOptions, name: string, isSymmetric: boolean): Systems {
  const { method = "lu", check = 1e-6 } = options;
  return method === "lu" || method === "cholesky"
    ? denseSystems(method, check, name, isSymmetric)
    : systemsByProducts(iterations(options, isSymmetric), check, name, isSymmetric);
}

function denseSystems(method: DenseMethod, check: number | false, name: string, isSymmetric: boolean): Systems {
  return (r, c, x, b, transposed) => {
    const at = (v: Float64Array): Float64Array => r(c, restore(v, x) as typeof x);
    const point = flatten(x);
    expectSolved(point, name);
    expectRoomFor(point.length, name);
    const a = jacobian(at)(point);
    if (a.length !== point.length)
      throw new TypeError(`${name}: there are ${a.length} equations for ${point.length} unknowns`);
    if (isSymmetric) checkSymmetry(a, name);
    const factors = factorsOf(a, method, name);
    if (check !== false) checkStep(backSubstitute(factors, at(point), false), point, check, name);
    return solveDense(a, factors, b, transposed);
  };
}

function systemsByProducts(solver: Iterations, check: number | false, name: string, isSymmetric: boolean): Systems {
  return (r, c, x, b, transposed) => {
    const at = (v: Float64Array): Float64Array => r(c, restore(v, x) as typeof x);
    const point = flatten(x);
    expectSolved(point, name);
    if (check !== false) checkStep(at(point), point, check, name);
    const times = (v: Float64Array): Float64Array => jvp(at)([point], [v])[1];
    const timesTransposed = isSymmetric ? times : (v: Float64Array): Float64Array => vjp(at)(point)[1](v)[0];
    return transposed
      ? solveByProducts(timesTransposed, times, b, solver, name)
      : solveByProducts(times, timesTransposed, b, solver, name);
  };
}

/** @throws NotSolvedError where the point that a solver returned is none */
export function expectSolved(x: Float64Array, name: string): void {
  const size = largest(x);
  if (!(size < Infinity))
    throw new NotSolvedError(
      `${name}: what the solver returned has an entry that is not finite; look at what it is given, or stop it earlier`,
    );
}

/** `step`: how far the point is from where the residual is zero. */
function checkStep(step: Float64Array, x: Float64Array, tolerance: number, name: string): void {
  const [off, size] = [largest(step), largest(x)];
  if (!(off <= tolerance * (1 + size)))
    throw new NotSolvedError(
      `${name}: what the solver returned is no solution: it is off by about ${off}; let it run longer, or set the option "check" to what is good enough`,
    );
}
