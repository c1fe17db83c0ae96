import { valueAndGrad } from "cotangent";

interface Observation {
  readonly at: number;
  readonly value: number;
  readonly weight?: number;
}

/** Weighted mean of squared errors of a polynomial, over the observations that count. */
export function misfit(coefficients: number[], observations: readonly Observation[]): number {
  const counted = observations.filter(({ weight = 1 }) => weight > 0);
  const errors = counted.map(({ at, value }) => coefficients.reduceRight((sum, c) => sum * at + c, 0) - value);
  const total = errors.reduce((sum, error, i) => sum + (counted[i].weight ?? 1) * error * error, 0);
  return total / counted.length;
}

export const misfitGradient = valueAndGrad(misfit);

// check { wrt: [0] }
misfit([1, 2], [{ at: 1, value: 2 }, { at: 2, value: 1, weight: 0 }, { at: 3, value: 9, weight: 2 }]); // 4.5
misfitGradient([1, 2], [{ at: 1, value: 2 }, { at: 2, value: 1, weight: 0 }, { at: 3, value: 9, weight: 2 }]); // [4.5, [-3, -11]]
