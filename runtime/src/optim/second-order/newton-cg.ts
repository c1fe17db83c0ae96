import type { FirstOrderState } from "../first-order/stepping.js";
import { expectCount, expectOptions } from "../checks.js";
import { armijo } from "../line-search/armijo.js";
import { arrived, expectLineSearch, type LineSearch, stuck } from "../line-search/line-search.js";
import type { Optimizer } from "../types.js";
import { dot, largest, negated, norm } from "../vectors.js";
import { conjugateGradients } from "./conjugate-gradients.js";

/** Options of `newtonCg`. */
export interface NewtonCgOptions {
  /** Default: `armijo()`. */
  readonly lineSearch?: LineSearch;
  /** The most products with the Hessian in one step. Default: twice as many as there are numbers, and ten. */
  readonly maxProducts?: number;
}

/**
 * Newton's method by products with the Hessian, `hvp`: the system for the step is solved by conjugate gradients, to a residual of min(½,
 * √|∇f|) |∇f|, or up to where the curvature is not positive. No matrix is made. With products of a Gauss-Newton matrix as `hvp` it is the
 * Gauss-Newton method for any convex loss. Book, sections 16.1.3 and 16.2; Nocedal and Wright (2006), algorithm 7.1.
 * @throws RangeError where `maxProducts` is no integer from 1 on
 */
export function newtonCg(
  options: NewtonCgOptions = {},
): Optimizer<unknown, FirstOrderState, "gradient" | "value" | "hvp"> {
  const { lineSearch = armijo(), maxProducts } = expectOptions("newtonCg", options);
  expectLineSearch("newtonCg", lineSearch);
  if (maxProducts !== undefined) expectCount("newtonCg", "maxProducts", maxProducts);
  return {
    name: "newtonCg",
    init(objective, x) {
      const start = objective.evaluate(x);
      return { ...start, optimality: largest(start.gradient), iteration: 0 };
    },
    update(objective, state) {
      const { x, gradient } = state;
      const size = norm(gradient);
      const tolerance = Math.min(0.5, Math.sqrt(size)) * size;
      const right = negated(gradient);
      const solved = conjugateGradients((v) => objective.hvp(x, v), right, tolerance, { maxIterations: maxProducts });
      // Steepest descent where the very first direction has no positive curvature.
      const direction = dot(solved.x, solved.x) > 0 ? solved.x : right;
      const slope = dot(direction, gradient);
      const found = slope < 0 ? lineSearch.search(objective, state, direction, slope, 1) : undefined;
      if (!found) return { ...state, stop: stuck(state.value, state.optimality) };
      return arrived(state, found);
    },
  };
}
