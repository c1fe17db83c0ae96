import { expectFraction, expectOptions } from "../checks.js";
import { stuck } from "../line-search/line-search.js";
import type { Optimizer } from "../types.js";
import { dot, negated, plus } from "../vectors.js";
import { halfSquare, type LeastSquaresState, linearized } from "./least-squares.js";
import { solveUpper } from "./qr.js";

/** Options of `gaussNewton`. */
export interface GaussNewtonOptions {
  /** The fraction of the decrease that the slope promises which is asked for; steps are halved until they have it. Default: 1e-4. */
  readonly decrease?: number;
}

/**
 * The Gauss-Newton method for problems of `residuals` r and `jacobian` J: x ← x + t p, where p makes |J p + r|² least. It needs columns of
 * J that do not depend on each other; `levenbergMarquardt` does not. Book, section 16.2; Nocedal and Wright (2006), section 10.3.
 * @throws RangeError where not 0 <= decrease < 1
 */
export function gaussNewton(
  options: GaussNewtonOptions = {},
): Optimizer<unknown, LeastSquaresState, "residuals" | "value"> {
  const { decrease = 1e-4 } = expectOptions("gaussNewton", options);
  expectFraction("gaussNewton", "decrease", decrease);
  return {
    name: "gaussNewton",
    init: (objective, x) => linearized(objective, x, objective.residuals(x), 0, "gaussNewton"),
    update(objective, state) {
      const { x, value, gradient, model, iteration } = state;
      const p = solveUpper(model.r, negated(model.b));
      if (p === undefined)
        return {
          ...state,
          stop: {
            reason: "lineSearchFailed",
            message:
              "columns of the Jacobian depend on each other, so that there is no one step; use levenbergMarquardt",
          },
        };
      const slope = dot(gradient, p);
      for (let trial = 0, step = 1; trial < 60; trial++, step /= 2) {
        const next = plus(x, step, p);
        const residuals = objective.residuals(next);
        const found = halfSquare(residuals);
        if (!(found <= value + decrease * step * slope && found < value)) continue;
        return { ...linearized(objective, next, residuals, iteration + 1, "gaussNewton"), step };
      }
      return { ...state, stop: stuck(value, state.optimality) };
    },
  };
}
