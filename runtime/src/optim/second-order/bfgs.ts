import { expectOptions } from "../checks.js";
import {
  arrived,
  expectLineSearch,
  type LineSearch,
  type Lows,
  mayStartAnew,
  stuck,
} from "../line-search/line-search.js";
import { wolfe } from "../line-search/wolfe.js";
import type { Optimizer, State } from "../types.js";
import { dot, largest, minus, negated, norm } from "../vectors.js";

/** What `bfgs` remembers. */
export interface BfgsState extends State {
  readonly gradient: Float64Array;
  /** The approximation of the inverse Hessian, row by row; empty for the identity. */
  readonly inverse: Float64Array;
  readonly lows?: Lows;
}

/** Options of `bfgs`. */
export interface QuasiNewtonOptions {
  /** Default: `wolfe()`, which keeps the approximation positive definite. */
  readonly lineSearch?: LineSearch;
}

/**
 * The method of Broyden, Fletcher, Goldfarb and Shanno: x ← x - t H ∇f(x), where H approximates the inverse Hessian by
 * H ← (I - ρ s yᵀ) H (I - ρ y sᵀ) + ρ s sᵀ, with the change s of the parameters, y of the gradient, and ρ = 1 / sᵀy. Before its first update H
 * is sᵀy / yᵀy times the identity. It takes n² numbers; `lbfgs` takes fewer. Book, section 16.4.1; Nocedal and Wright (2006),
 * section 6.1.
 * @throws TypeError where the options are no record, or `lineSearch` is no line search
 */
export function bfgs(options: QuasiNewtonOptions = {}): Optimizer<unknown, BfgsState, "gradient" | "value"> {
  const { lineSearch = wolfe() } = expectOptions("bfgs", options);
  expectLineSearch("bfgs", lineSearch);
  const optimizer: Optimizer<unknown, BfgsState, "gradient" | "value"> = {
    name: "bfgs",
    init(objective, x) {
      const start = objective.evaluate(x);
      return { ...start, optimality: largest(start.gradient), iteration: 0, inverse: new Float64Array(0) };
    },
    update(objective, state) {
      const { inverse } = state;
      const direction = inverse.length === 0 ? negated(state.gradient) : negated(product(inverse, state.gradient));
      const slope = dot(direction, state.gradient);
      const first = inverse.length === 0 ? 1 / Math.max(1, norm(state.gradient)) : 1;
      const found = slope < 0 ? lineSearch.search(objective, state, direction, slope, first) : undefined;
      const next = found && arrived(state, found);
      if (!found || !next || next.stop) {
        const lows = next?.lows ?? state.lows;
        if (inverse.length === 0 || !mayStartAnew(state))
          return { ...state, stop: next?.stop ?? stuck(state.value, state.optimality) };
        return optimizer.update(objective, { ...state, inverse: new Float64Array(0), lows });
      }
      const s = minus(found.x, state.x);
      const y = minus(found.gradient, state.gradient);
      return {
        ...next,
        inverse: isCurved(s, y) ? updated(inverse, s, y) : inverse,
      };
    },
  };
  return optimizer;
}

/** Whether an update with these changes keeps the approximation positive definite, also in floating point. */
export function isCurved(s: Float64Array, y: Float64Array): boolean {
  return dot(s, y) > Number.EPSILON * norm(s) * norm(y);
}

function updated(inverse: Float64Array, s: Float64Array, y: Float64Array): Float64Array {
  const n = s.length;
  const curvature = dot(s, y);
  const next = inverse.length === 0 ? scaledIdentity(n, curvature / dot(y, y)) : inverse.slice();
  const hy = product(next, y);
  const factor = (1 + dot(y, hy) / curvature) / curvature;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) next[i * n + j] += factor * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / curvature;
  }
  return next;
}

function scaledIdentity(n: number, factor: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = factor;
  return matrix;
}

function product(matrix: Float64Array, v: Float64Array): Float64Array {
  const n = v.length;
  const result = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[i * n + j] * v[j];
    result[i] = sum;
  }
  return result;
}
