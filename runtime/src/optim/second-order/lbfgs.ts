import { expectCount, expectOptions } from "../checks.js";
import { arrived, expectLineSearch, type Lows, mayStartAnew, stuck } from "../line-search/line-search.js";
import { wolfe } from "../line-search/wolfe.js";
import type { Optimizer, State } from "../types.js";
import { addMultiple, dot, largest, minus, negated, norm } from "../vectors.js";
import { isCurved, type QuasiNewtonOptions } from "./bfgs.js";

/** The changes of the parameters and of the gradient in one step. */
export interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
}

/** What `lbfgs` and `lbfgsb` remember. */
export interface LbfgsState extends State {
  readonly gradient: Float64Array;
  /** Of the last steps, the oldest first. */
  readonly pairs: readonly Pair[];
  readonly lows?: Lows;
}

/** Options of `lbfgs`. */
export interface LbfgsOptions extends QuasiNewtonOptions {
  /** How many steps are remembered. Default: 10. */
  readonly memory?: number;
}

/**
 * BFGS with limited memory: the product H ∇f(x) by the changes in the last `memory` steps, in two loops over them. Book, section 16.4.2;
 * Nocedal, "Updating quasi-Newton matrices with limited storage" (1980).
 * @throws RangeError where `memory` is no integer from 1 on
 */
export function lbfgs(options: LbfgsOptions = {}): Optimizer<unknown, LbfgsState, "gradient" | "value"> {
  const { lineSearch = wolfe(), memory = 10 } = expectOptions("lbfgs", options);
  expectLineSearch("lbfgs", lineSearch);
  expectCount("lbfgs", "memory", memory);
  const optimizer: Optimizer<unknown, LbfgsState, "gradient" | "value"> = {
    name: "lbfgs",
    init(objective, x) {
      const start = objective.evaluate(x);
      return { ...start, optimality: largest(start.gradient), iteration: 0, pairs: [] };
    },
    update(objective, state) {
      const { pairs } = state;
      const direction = negated(inverseProduct(pairs, state.gradient));
      const slope = dot(direction, state.gradient);
      const first = pairs.length === 0 ? 1 / Math.max(1, norm(state.gradient)) : 1;
      const found = slope < 0 ? lineSearch.search(objective, state, direction, slope, first) : undefined;
      const next = found && arrived(state, found);
      if (!found || !next || next.stop) {
        const lows = next?.lows ?? state.lows;
        if (pairs.length === 0 || !mayStartAnew(state))
          return { ...state, stop: next?.stop ?? stuck(state.value, state.optimality) };
        return optimizer.update(objective, { ...state, pairs: [], lows });
      }
      const pair = { s: minus(found.x, state.x), y: minus(found.gradient, state.gradient) };
      return { ...next, pairs: isCurved(pair.s, pair.y) ? [...pairs, pair].slice(-memory) : pairs };
    },
  };
  return optimizer;
}

/** H v by the two-loop recursion, where H starts from sᵀy / yᵀy times the identity, of the last pair. Nocedal and Wright (2006), algorithm 7.4. */
export function inverseProduct(pairs: readonly Pair[], v: Float64Array): Float64Array {
  const q = v.slice();
  if (pairs.length === 0) return q;
  const curvatures = pairs.map(({ s, y }) => dot(s, y));
  const alphas = new Float64Array(pairs.length);
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { s, y } = pairs[i];
    alphas[i] = dot(s, q) / curvatures[i];
    addMultiple(q, -alphas[i], y);
  }
  const { y: last } = pairs[pairs.length - 1];
  const scale = curvatures[pairs.length - 1] / dot(last, last);
  for (let i = 0; i < q.length; i++) q[i] *= scale;
  for (const [i, { s, y }] of pairs.entries()) addMultiple(q, alphas[i] - dot(y, q) / curvatures[i], s);
  return q;
}
