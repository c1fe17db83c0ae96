/** Minima under constraints, by the conditions of Karush, Kuhn and Tucker (Blondel and others, 2022; Amos and Kolter, OptNet, 2017). */
import { type Captured, closureConvert, grad, jacobian, jvp, vjp, withRule } from "cotangent";
import { factorsOf, solveDense } from "./dense.js";
import { SingularSystemError } from "../numerical-errors.js";
import { NotSolvedError } from "./errors.js";
import type { AnyNumbers } from "./minima.js";
import { expectSolved, type ImplicitOptions, type Systems, systemsBy } from "./rule.js";
import { flatten, restore, type Unknown } from "./shapes.js";
import { dot, largest, negated } from "./vectors.js";

const NAME = "argminConstrained";

export interface Constraints<X, Theta extends unknown[]> {
  /** Numbers that are zero. */
  readonly equality?: (x: X, ...theta: Theta) => unknown;
  /** Numbers that are not positive. */
  readonly inequality?: (x: X, ...theta: Theta) => unknown;
}

export interface ConstrainedOptions extends ImplicitOptions {
  /** How far below zero an inequality counts as active: 1e-6. */
  readonly active?: number;
}

/**
 * `argminConstrained(f, constraints, solver)(...theta)` is `solver(...theta)`, differentiated as the `x` where `f(x, ...theta)` is smallest among
 * those that meet the constraints. The unknowns of the linear system are `x` and the multipliers, which are found at the solver's point; an
 * inequality that is not active there does not matter. `x` is as for `root`.
 * @throws as `root`; NotSolvedError where a multiplier has the wrong sign; SingularSystemError where active constraints depend on one another, and
 * where an active inequality has the multiplier zero, so that the solution has a kink
 */
export function argminConstrained<X extends Unknown<X>, Theta extends unknown[]>(
  f: (x: X, ...theta: Theta) => number,
  constraints: Constraints<X, Theta>,
  solver: (...theta: Theta) => X,
  options: ConstrainedOptions = {},
): (...theta: Theta) => X {
  const systems = systemsBy(options, NAME, false);
  const { active = 1e-6 } = options;
  const { equality = none, inequality = none } = constraints;
  return (...theta: Theta): X =>
    constrained(
      (x: X) => f(x, ...theta),
      (x: X) => flatten(equality(x, ...theta)),
      (x: X) => flatten(inequality(x, ...theta)),
      () => solver(...theta),
      systems,
      active,
    );
}

function none(): Float64Array {
  return new Float64Array(0);
}

type Converted<X, Result> = (captured: Captured, x: X) => Result;

interface Problem<X> {
  readonly f: Converted<X, number>;
  readonly equal: Converted<X, Float64Array>;
  readonly unequal: Converted<X, Float64Array>;
}

interface Kept<X> {
  readonly c: Captured;
  readonly e: Captured;
  readonly i: Captured;
  readonly x: X;
}

function constrained<X extends Unknown<X>>(
  objective: (x: X) => number,
  equality: (x: X) => Float64Array,
  inequality: (x: X) => Float64Array,
  solver: () => X,
  systems: Systems,
  active: number,
): X {
  const [f, ofObjective] = closureConvert(objective);
  const [equal, ofEquality] = closureConvert(equality);
  const [unequal, ofInequality] = closureConvert(inequality);
  const [solved, constants] = closureConvert(solver);
  const problem: Problem<X> = { f, equal, unequal };
  const solve: (c: Captured, e: Captured, i: Captured, k: Captured) => X = withRule(
    (_: Captured, _e: Captured, _i: Captured, k: Captured): X => solved(k),
    {
      jvp: ([c, e, i, k], [dc, de, di]) => {
        const x = solve(c, e, i, k);
        const z = saddle(problem, c, e, i, x, active);
        const change = jvp((c: Captured, e: Captured, i: Captured): Float64Array => conditions(problem, c, e, i, z, x))(
          [c, e, i],
          [dc as never, de as never, di as never],
        )[1];
        const r = (c: Captured, z: Float64Array): Float64Array => conditions(problem, c, e, i, z, x);
        return [x as never, restore(systems(r, c, z, negated(change), false), x) as never];
      },
      forward: (c, e, i, k): [never, Kept<X>] => {
        const x = solve(c, e, i, k);
        return [x as never, { c, e, i, x }];
      },
      backward: ({ c, e, i, x }: Kept<X>, cotangent: unknown) => {
        const z = saddle(problem, c, e, i, x, active);
        const given = new Float64Array(z.length);
        given.set(negated(flatten(cotangent)));
        const r = (c: Captured, z: Float64Array): Float64Array => conditions(problem, c, e, i, z, x);
        const y = systems(r, c, z, given, true);
        const [dc, de, di] = vjp(
          (c: Captured, e: Captured, i: Captured): Float64Array => conditions(problem, c, e, i, z, x),
        )(c, e, i)[1](y);
        return [dc as never, de as never, di as never, null as never];
      },
    },
  );
  return solve(ofObjective, ofEquality, ofInequality, constants);
}

/** Zero at a solution: slopes of the Lagrange function, equalities, and inequalities times multipliers. `z`: `x` and the multipliers. */
function conditions<X extends Unknown<X>>(
  { f, equal, unequal }: Problem<X>,
  c: Captured,
  e: Captured,
  i: Captured,
  z: Float64Array,
  like: X,
): Float64Array {
  const x = restore(z, like) as X;
  const equalities = equal(e, x);
  const inequalities = unequal(i, x);
  const m = z.length - equalities.length - inequalities.length;
  const border = m + equalities.length;
  const [first, second] = [z.slice(m, border), z.slice(border)];
  const lagrange = (u: X): number => f(c, u) + dot(first, equal(e, u)) + dot(second, unequal(i, u));
  const result = new Float64Array(z.length);
  result.set(flatten(grad(lagrange as AnyNumbers)(x as never)));
  result.set(equalities, m);
  for (let j = 0; j < inequalities.length; j++) result[border + j] = second[j] * inequalities[j];
  return result;
}

/** `x` and its multipliers: of active constraints those that come closest to a stationary point, of others zero. */
function saddle<X extends Unknown<X>>(
  { f, equal, unequal }: Problem<X>,
  c: Captured,
  e: Captured,
  i: Captured,
  x: X,
  active: number,
): Float64Array {
  const point = flatten(x);
  expectSolved(point, NAME);
  const equalities = equal(e, x).length;
  const all = (v: Float64Array): Float64Array => {
    const u = restore(v, x) as X;
    const [first, second] = [equal(e, u), unequal(i, u)];
    const joined = new Float64Array(first.length + second.length);
    joined.set(first);
    joined.set(second, first.length);
    return joined;
  };
  const values = all(point);
  const isActive = (j: number): boolean => j < equalities || values[j] >= -active;
  const rows = jacobian(all)(point);
  const slopes = grad((v: Float64Array): number => f(c, restore(v, x) as X))(point);
  const gram: Float64Array[] = [];
  const right = new Float64Array(rows.length);
  for (let j = 0; j < rows.length; j++) {
    const products = new Float64Array(rows.length);
    if (isActive(j)) {
      for (let k = 0; k < rows.length; k++) if (isActive(k)) products[k] = dot(rows[j], rows[k]);
      right[j] = -dot(rows[j], slopes);
    } else products[j] = 1;
    gram.push(products);
  }
  const multipliers = solveDense(gram, factorsOf(gram, "lu", NAME), right, false);
  const size = 1 + largest(multipliers);
  for (let j = equalities; j < rows.length; j++) {
    if (!isActive(j)) continue;
    if (multipliers[j] < -1e-6 * size)
      throw new NotSolvedError(
        `${NAME}: what the solver returned is no minimum: inequality ${j - equalities} is active with the multiplier ${multipliers[j]}, which is negative; check the sign of the constraint, or the solver`,
      );
    if (multipliers[j] < 1e-6 * size)
      throw new SingularSystemError(
        `${NAME}: inequality ${j - equalities} is active, but its multiplier is zero: the solution has a kink here, and no derivative; change the parameters a little, or leave the constraint out`,
      );
  }
  const z = new Float64Array(point.length + multipliers.length);
  z.set(point);
  z.set(multipliers, point.length);
  return z;
}
