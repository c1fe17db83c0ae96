import { lgammaNearTwo, stirlingCorrection } from "./lgamma.js";
import { sinPi } from "./trigonometry.js";

/**
 * The gamma function. ±Infinity at ±0, NaN at the negative integers, Infinity beyond 171.62.
 *
 * Recurrence to [1.5, 2.5] and the Taylor series there (DLMF 5.5.1, 5.7.3), Stirling's formula from 20 on (5.11.1), reflection below -20 (5.5.3).
 */
export function gamma(x: number): number {
  if (x === 0) return 1 / x;
  if (x < 0 && Number.isInteger(x)) return Number.NaN;
  if (x === Number.NEGATIVE_INFINITY) return Number.NaN;
  if (x >= 20) {
    if (x > 171.7) return Number.POSITIVE_INFINITY;
    // Half of the power at a time: the whole may overflow where the product does not.
    const power = x ** (0.5 * (x - 0.5));
    return Math.sqrt(2 * Math.PI) * (power * Math.exp(-x)) * power * Math.exp(stirlingCorrection(x));
  }
  if (x < -20) return -Math.PI / (x * sinPi(x) * gamma(-x));
  let product = 1;
  let divisor = 1;
  let base = x;
  while (base > 2.5) product *= --base;
  while (base < 1.5) divisor *= base++;
  return (Math.exp(lgammaNearTwo(base - 2)) * product) / divisor;
}
