import { expectOptions, expectPositive } from "../checks.js";
import type { FirstOrderState } from "../first-order/stepping.js";
import { stuck } from "../line-search/line-search.js";
import type { Objective, Optimizer } from "../types.js";
import { dot, largest, negated, norm, plus } from "../vectors.js";
import { conjugateGradients, toBoundary } from "./conjugate-gradients.js";
import { boundedStep } from "./bounded-step.js";
import { symmetricEigen } from "./eigen.js";

/** Options of `trustRegion`. */
export interface TrustRegionOptions {
  /** The first bound on the length of a step. Default: 1. */
  readonly radius?: number;
  /** No bound is larger. Default: 1e8. */
  readonly largestRadius?: number;
}

/** What `trustRegion` remembers. */
export interface TrustRegionState extends FirstOrderState {
  readonly radius: number;
}

/** A step, and by how much the quadratic model says it decreases the objective. */
interface Proposal {
  readonly p: Float64Array;
  readonly decrease: number;
}

/**
 * Newton's method in a trust region: the step minimizes gᵀp + ½ pᵀHp over |p| <= radius, which grows and shrinks with how well that model foretells
 * the decrease. It leaves saddle points. With `hessian` the minimum is found by eigenvalues, for up to some hundred numbers; with `hvp` alone
 * it is approximated by conjugate gradients. Book, section 16.1.2; Nocedal and Wright (2006), algorithms 4.1 and 7.2.
 * @throws RangeError where a radius is not positive
 */
export function trustRegion(
  options: TrustRegionOptions = {},
): Optimizer<unknown, TrustRegionState, "gradient" | "value" | "hessian"> {
  const { radius: firstRadius = 1, largestRadius = 1e8 } = expectOptions("trustRegion", options);
  expectPositive("trustRegion", "radius", firstRadius);
  expectPositive("trustRegion", "largestRadius", largestRadius);
  return {
    name: "trustRegion",
    init(objective, x) {
      const start = objective.evaluate(x);
      return { ...start, optimality: largest(start.gradient), iteration: 0, radius: firstRadius };
    },
    update(objective, state) {
      const { x, value, iteration } = state;
      const propose = proposals(objective, state);
      if (!propose) return { ...state, stop: { reason: "nonFinite", message: "the Hessian is not finite" } };
      let { radius } = state;
      for (let trial = 0; ; trial++) {
        const { p, decrease } = propose(radius);
        const length = norm(p);
        if (!(decrease > 0) || radius <= Number.EPSILON * norm(x) || trial === 200)
          return { ...state, stop: stuck(value, state.optimality) };
        const found = objective.evaluate(plus(x, 1, p));
        const optimality = largest(found.gradient);
        const ratio = (value - found.value) / decrease;
        // Both are rounding: the gradient says whether the step was right.
        const isBlurred = decrease <= 1e-13 * Math.abs(value) && optimality < state.optimality;
        const isGood =
          (ratio >= 1e-4 || (isBlurred && found.value - value <= 1e-13 * Math.abs(value))) &&
          Number.isFinite(optimality);
        if (!(ratio >= 0.25) && !isBlurred) radius = 0.25 * length;
        else if (ratio > 0.75 && length >= 0.8 * radius) radius = Math.min(2 * radius, largestRadius);
        if (isGood) return { ...found, optimality, iteration: iteration + 1, radius, step: length };
        radius = Math.min(radius, 0.25 * length);
      }
    },
  };
}

/** The step for a radius; undefined where the Hessian is not finite. */
function proposals(
  objective: Objective,
  { x, gradient }: TrustRegionState,
): ((radius: number) => Proposal) | undefined {
  if (objective.has("hessian")) {
    const hessian = objective.hessian(x);
    if (hessian.some((row) => !Number.isFinite(largest(row)))) return undefined;
    const eigen = symmetricEigen(hessian);
    return (radius) => boundedStep(eigen, gradient, radius);
  }
  const size = norm(gradient);
  return (radius) => {
    const product = (v: Float64Array): Float64Array => objective.hvp(x, v);
    const solved = conjugateGradients(product, negated(gradient), Math.min(0.5, Math.sqrt(size)) * size, { radius });
    if (solved.flat === undefined) return proposal(gradient, solved.x, solved.image);
    const reach = toBoundary(solved.x, solved.flat, radius);
    const p = plus(solved.x, reach, solved.flat);
    return proposal(gradient, p, plus(solved.image, reach, product(solved.flat)));
  };
}

function proposal(gradient: Float64Array, p: Float64Array, image: Float64Array): Proposal {
  return { p, decrease: -dot(gradient, p) - 0.5 * dot(p, image) };
}
