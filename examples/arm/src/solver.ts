import { jacobian } from "cotangent";
import { levenbergMarquardt, minimize } from "cotangent/optim";
import { distances, type Frame, within } from "./arm.js";

/** The same by numbers without limits. */
const freeDistances = (free: Float64Array, target: Frame): number[] => distances(within(free), target);
const slopes = jacobian(freeDistances);

export interface Solution {
  /** What the angles are made of: where to start for a target close by. */
  readonly free: Float64Array;
  readonly angles: Float64Array;
  /** The length of the distances to the target: zero where it can be reached. */
  readonly distance: number;
  readonly iterations: number;
}

/** Angles with which the flange is at a target, or as near as it gets from there. There is one joint more than it takes, so there are many. */
export function reach(target: Frame, from: Float64Array): Solution {
  const { params, value, iterations } = minimize(
    {
      residuals: (free: Float64Array) => freeDistances(free, target),
      jacobian: (free: Float64Array) => slopes(free, target),
    },
    from,
    levenbergMarquardt({ radius: 1 }),
    { gradientTolerance: 1e-12 },
  );
  return { free: params, angles: within(params), distance: Math.sqrt(2 * value), iterations };
}
