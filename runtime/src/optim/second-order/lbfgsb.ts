import { expectCount, expectOptions } from "../checks.js";
import { boundAt, type Bound, expectBounds, expectBoundsFor } from "../constrained/projections.js";
import {
  arrived,
  expectLineSearch,
  type Found,
  type LineSearch,
  mayStartAnew,
  stuck,
} from "../line-search/line-search.js";
import { wolfe } from "../line-search/wolfe.js";
import type { Evaluated, Objective, Optimizer } from "../types.js";
import { dot, largest, minus, norm } from "../vectors.js";
import { cauchyPoint, type Bounds, compactOf, subspaceMinimum } from "./bounded-quasi-newton.js";
import type { LbfgsState, Pair } from "./lbfgs.js";

/** Options of `lbfgsb`. */
export interface LbfgsbOptions {
  /** For all numbers, or for each. Default: -Infinity. */
  readonly low?: Bound;
  /** For all numbers, or for each. Default: Infinity. */
  readonly high?: Bound;
  /** How many steps are remembered. Default: 10. */
  readonly memory?: number;
  /** Default: `wolfe()`. */
  readonly lineSearch?: LineSearch;
}

/**
 * L-BFGS with bounds: numbers that the projected gradient path drives to their bounds stay there for this step, and the quadratic model is minimized
 * over the others. The start is put within the bounds. `optimality` is the largest entry of x - P(x - ∇f(x)). Byrd, Lu, Nocedal and Zhu, "A limited
 * memory algorithm for bound constrained optimization" (1995); the projection of the subspace step: Morales and Nocedal (2011).
 * @throws RangeError where a lower bound is above the upper one; later where there are not as many bounds as numbers
 */
export function lbfgsb(options: LbfgsbOptions = {}): Optimizer<unknown, LbfgsState, "gradient" | "value"> {
  const {
    low = Number.NEGATIVE_INFINITY,
    high = Number.POSITIVE_INFINITY,
    memory = 10,
    lineSearch = wolfe(),
  } = expectOptions("lbfgsb", options);
  expectLineSearch("lbfgsb", lineSearch);
  expectBounds("lbfgsb", low, high);
  expectCount("lbfgsb", "memory", memory);
  const bounds: Bounds = { low: (i) => boundAt(low, i), high: (i) => boundAt(high, i) };
  const inside = (x: Float64Array): Float64Array =>
    x.map((v, i) => Math.min(Math.max(v, bounds.low(i)), bounds.high(i)));
  const optimalityOf = ({ x, gradient }: Evaluated): number => largest(minus(x, inside(minus(x, gradient))));
  /** Rounding may have gone beyond a bound. */
  const within = (objective: Objective, found: Found): Found => {
    const x = inside(found.x);
    return x.every((v, i) => v === found.x[i]) ? found : { ...objective.evaluate(x), step: found.step };
  };
  const optimizer: Optimizer<unknown, LbfgsState, "gradient" | "value"> = {
    name: "lbfgsb",
    init(objective, x) {
      expectBoundsFor("lbfgsb", "low", low, x);
      expectBoundsFor("lbfgsb", "high", high, x);
      const start = objective.evaluate(inside(x));
      return { ...start, optimality: optimalityOf(start), iteration: 0, pairs: [] };
    },
    update(objective, state) {
      const { x, gradient, pairs } = state;
      const matrix = compactOf(pairs, x.length);
      const cauchy = cauchyPoint(matrix, x, gradient, bounds);
      const target = subspaceMinimum(matrix, x, gradient, cauchy, bounds);
      const direction = minus(target, x);
      const slope = dot(direction, gradient);
      const first = pairs.length === 0 ? Math.min(1, 1 / norm(direction)) : 1;
      const longest = reach(x, direction, bounds);
      const reached = slope < 0 ? lineSearch.search(objective, state, direction, slope, first, longest) : undefined;
      const found = reached && within(objective, reached);
      const next = found && arrived(state, found, optimalityOf(found));
      if (!found || !next || next.stop) {
        const lows = next?.lows ?? state.lows;
        if (pairs.length === 0 || !mayStartAnew(state))
          return { ...state, stop: next?.stop ?? stuck(state.value, state.optimality) };
        return optimizer.update(objective, { ...state, pairs: [], lows });
      }
      const pair: Pair = { s: minus(next.x, x), y: minus(next.gradient, gradient) };
      const isUsable = dot(pair.s, pair.y) > Number.EPSILON * dot(pair.y, pair.y);
      return {
        ...next,
        pairs: isUsable ? [...pairs, pair].slice(-memory) : pairs,
      };
    },
  };
  return optimizer;
}

/** The longest step along a direction within the bounds. */
function reach(x: Float64Array, direction: Float64Array, bounds: Bounds): number {
  let longest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < x.length; i++) {
    if (direction[i] > 0) longest = Math.min(longest, (bounds.high(i) - x[i]) / direction[i]);
    else if (direction[i] < 0) longest = Math.min(longest, (bounds.low(i) - x[i]) / direction[i]);
  }
  // The target of step 1 is within the bounds.
  return Math.max(longest, 1);
}
