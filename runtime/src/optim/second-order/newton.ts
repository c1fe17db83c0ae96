import type { FirstOrderState } from "../first-order/stepping.js";
import { expectFunction, expectNonNegative, expectOptions } from "../checks.js";
import { armijo } from "../line-search/armijo.js";
import { arrived, expectLineSearch, type LineSearch, stuck } from "../line-search/line-search.js";
import type { Optimizer } from "../types.js";
import { dot, largest, negated, plus } from "../vectors.js";
import { solvePositive } from "./cholesky.js";

/** Options of `newton`. */
export interface NewtonOptions {
  /** λ of the regularized method, or λ by the largest entry of the gradient. Default: 0. */
  readonly regularization?: number | ((optimality: number) => number);
  /** Default: `armijo()`. `"none"` for full steps, which need not converge. */
  readonly lineSearch?: LineSearch | "none";
}

/**
 * Newton's method, x ← x - t (∇²f(x) + λ I)⁻¹ ∇f(x). Close to a minimum with a positive definite Hessian its error is squared by each step. Where the
 * matrix is not positive definite, λ grows until it is, so that the step goes down. Needs `hessian`, or `hvp`, of which it then takes as
 * many products as there are numbers. Book, sections 16.1.1 and 16.1.2; Nocedal and Wright (2006), algorithm 3.3.
 * @throws RangeError where λ is negative
 */
export function newton(
  options: NewtonOptions = {},
): Optimizer<unknown, FirstOrderState, "gradient" | "value" | "hessian"> {
  const { regularization = 0, lineSearch = armijo() } = expectOptions("newton", options);
  if (lineSearch !== "none") expectLineSearch("newton", lineSearch);
  if (typeof regularization === "number") expectNonNegative("newton", "regularization", regularization);
  else expectFunction("newton", "regularization", regularization);
  return {
    name: "newton",
    init(objective, x) {
      const start = objective.evaluate(x);
      return { ...start, optimality: largest(start.gradient), iteration: 0 };
    },
    update(objective, state) {
      const lambda = typeof regularization === "number" ? regularization : regularization(state.optimality);
      expectNonNegative("newton", "regularization", lambda);
      const direction = descent(objective.hessian(state.x), lambda, state.gradient);
      if (!direction) return { ...state, stop: { reason: "nonFinite", message: "the Hessian is not finite" } };
      if (lineSearch === "none") {
        const found = objective.evaluate(plus(state.x, 1, direction));
        return { ...found, optimality: largest(found.gradient), iteration: state.iteration + 1, step: 1 };
      }
      const slope = dot(direction, state.gradient);
      const found = lineSearch.search(objective, state, direction, slope, 1);
      if (!found) return { ...state, stop: stuck(state.value, state.optimality) };
      return arrived(state, found);
    },
  };
}

/** The step by the first of λ, and shifts that double, for which the matrix is positive definite. */
function descent(hessian: readonly Float64Array[], lambda: number, gradient: Float64Array): Float64Array | undefined {
  const right = negated(gradient);
  let size = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [i, row] of hessian.entries()) {
    size = Math.max(size, largest(row));
    least = Math.min(least, row[i]);
  }
  if (!Number.isFinite(size)) return undefined;
  const smallest = 1e-3 * (size > 0 ? size : 1);
  let shift = lambda;
  for (let trial = 0; trial < 2000; trial++) {
    const step = solvePositive(hessian, shift, right);
    if (step !== undefined) return step;
    shift = Math.max(2 * shift, smallest, lambda - least + smallest);
  }
  return undefined;
}
