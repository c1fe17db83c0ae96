import { nextS } from "../first-order/nesterov.js";
import { expectOptions, expectPositive } from "../checks.js";
import { stuck } from "../line-search/line-search.js";
import { expectSchedule, rateAt, type Schedule } from "../schedules.js";
import type { Evaluated, Optimizer } from "../types.js";
import { allFinite, dot, minus, plus } from "../vectors.js";
import { type ProximalState, proximalState, proximalStep } from "./proximal-gradient.js";
import { expectRegularizer, insideOf, type Regularizer } from "./regularizer.js";

/** What `fista` remembers. */
export interface FistaState extends ProximalState {
  /** Where the next gradient step starts: the point ahead, with the smooth part there. */
  readonly ahead: Evaluated;
  /** s_k, 1 at first. */
  readonly s: number;
}

/** Options of `fista`. */
export interface FistaOptions {
  /** Default: found by halving, and never larger than the last one. */
  readonly step?: Schedule;
  /** The step to try first, where it is found: no later one is larger. Default: 1. */
  readonly first?: number;
  /** Whether the momentum is dropped where it points uphill. Default: false. */
  readonly restart?: boolean;
}

/**
 * The fast proximal gradient method: x' = prox_{t h}(y - t ∇f(y)), y ← x' + (s_k - 1) / s_{k+1} (x' - x). With t = 1 / L the objective is within
 * 2 L |x_0 - x*|² / (k + 1)² of the minimum where f is convex. It evaluates f twice for each step, at x and at y. Book, section 15.4;
 * Beck and Teboulle, "A fast iterative shrinkage-thresholding algorithm for linear inverse problems" (2009);
 * restarts: O'Donoghue and Candès, "Adaptive restart for accelerated gradient schemes" (2015).
 * @throws RangeError for a step size that is none
 */
export function fista<P = unknown>(
  regularizer: Regularizer<P>,
  options: FistaOptions = {},
): Optimizer<P, FistaState, "gradient" | "value"> {
  expectRegularizer("fista", regularizer);
  const { step, first = 1, restart = false } = expectOptions("fista", options);
  if (step !== undefined) expectSchedule("fista", "step", step);
  expectPositive("fista", "first", first);
  return {
    name: "fista",
    init(objective, x) {
      const start = objective.evaluate(insideOf(regularizer, x, objective));
      return { ...proximalState(objective, regularizer, start, first, 0), ahead: start, s: 1 };
    },
    update(objective, state) {
      const { x, ahead, s, iteration } = state;
      const rate = step === undefined ? undefined : rateAt(step, iteration, "fista");
      const found = proximalStep(objective, regularizer, { ...ahead, iteration }, rate, state.step);
      if (!found) return { ...state, stop: stuck(state.value, state.optimality) };
      const moved = minus(found.x, x);
      const restarts = restart && dot(minus(ahead.x, found.x), moved) > 0;
      const grown = nextS(restarts ? 1 : s);
      const momentum = restarts ? 0 : (s - 1) / grown;
      const next = momentum === 0 ? found : objective.evaluate(plus(found.x, momentum, moved));
      // The point ahead need not be where f is defined: then the momentum is dropped.
      const isDefined = Number.isFinite(next.value) && allFinite(next.gradient);
      return {
        ...proximalState(objective, regularizer, found, found.step, iteration + 1),
        ...(isDefined ? { ahead: next, s: grown } : { ahead: found, s: 1 }),
      };
    },
  };
}
