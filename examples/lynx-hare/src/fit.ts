import { lbfgs, minimize, type Result, type ValueAndGrad } from "cotangent/optim";

export interface Fit {
  readonly best: Result<Float64Array>;
  /** Where each of the starting points led. */
  readonly minima: readonly Result<Float64Array>[];
}

/**
 * The most probable parameters. The posterior density has several local maxima (cycles of a wrong length), so the
 * search begins at many points and keeps the best end.
 */
export function fitFrom(
  f: ValueAndGrad<Float64Array>,
  starts: readonly Float64Array[],
  onMinimum = (): void => {},
): Fit {
  const minima = starts.map((start) => {
    const minimum = minimize(f, start, lbfgs());
    onMinimum();
    return minimum;
  });
  const best = minima.reduce((a, b) => (b.value < a.value ? b : a));
  return { best, minima };
}
