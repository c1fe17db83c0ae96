import { valueAndGrad } from "cotangent";
import type { Pelts } from "./data.js";
import { type Minimum, minimize, type ValueAndGradient } from "./lbfgs.js";
import { surprise } from "./model.js";
import { startingPoints } from "./starting-points.js";

const surpriseAndGradient = valueAndGrad(surprise);

export function objective({ hares, lynxes }: Pelts): ValueAndGradient {
  return (q) => surpriseAndGradient(q, hares, lynxes);
}

export interface Fit {
  readonly best: Minimum;
  /** Where each of the starting points led. */
  readonly minima: readonly Minimum[];
}

/**
 * The most probable parameters. The posterior density has several local maxima (cycles of a wrong length), so the
 * search begins at many points and keeps the best end.
 */
export function fit(pelts: Pelts, starts: number, onMinimum: (minimum: Minimum) => void = () => {}): Fit {
  const f = objective(pelts);
  const minima = startingPoints(starts, pelts).map((start) => {
    const minimum = minimize(f, start);
    onMinimum(minimum);
    return minimum;
  });
  const best = minima.reduce((a, b) => (b.value < a.value ? b : a));
  return { best, minima };
}
