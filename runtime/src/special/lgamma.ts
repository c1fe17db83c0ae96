import { bernoulli } from "./bernoulli.js";
import { gamma } from "./gamma.js";
import { sinPi } from "./trigonometry.js";

/** log(2 π) / 2 */
export const halfLogTwoPi = 0.9189385332046728;

/** (-1)^k (ζ(k) - 1) / k for k from 2 on: the coefficients of log Γ(2 + z) (DLMF 5.7.3). */
const coefficients: readonly number[] = [
  0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986, 0.0028905103307415234,
  -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 9.945751278180853e-5, -4.492623673813314e-5,
  2.050721277567069e-5, -9.439488275268397e-6, 4.374866789907488e-6, -2.039215753801366e-6, 9.55141213040742e-7,
  -4.492469198764566e-7, 2.1207184805554665e-7, -1.0043224823968099e-7, 4.7698101693639804e-8, -2.2711094608943164e-8,
  1.0838659214896955e-8, -5.183475041970047e-9, 2.4836745438024785e-9, -1.1921401405860912e-9, 5.731367241678862e-10,
  -2.7595228851242334e-10, 1.330476437424449e-10, -6.4229645638381e-11, 3.1044247747322276e-11, -1.5021384080754142e-11,
  7.275974480239079e-12, -3.527742476575915e-12,
];

/** log Γ(2 + z) for |z| ≤ 1/2, to full precision relative to z: DLMF 5.7.3. */
export function lgammaNearTwo(z: number): number {
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) sum = sum * z + coefficients[k];
  return z * (0.42278433509846713 + z * sum);
}

/** What Stirling's formula lacks: log Γ(x) - ((x - 1/2) log x - x + log(2 π) / 2) for x > 0 (DLMF 5.11.1). */
export function stirlingCorrection(x: number): number {
  if (x < 0.5) return lgamma(x) - ((x - 0.5) * Math.log(x) - x + halfLogTwoPi);
  let steps = 0;
  let at = x;
  for (; at < 8; at++) steps += stirlingStep(at);
  const square = 1 / (at * at);
  let sum = 0;
  for (let j = 10; j >= 1; j--) sum = sum * square + bernoulli[j - 1] / (2 * j * (2 * j - 1));
  return sum / at + steps;
}

/** What it is more than at x + 1: (x + 1/2) log(1 + 1/x) - 1, as a series of positive terms (DLMF 4.6.4). */
function stirlingStep(x: number): number {
  const r = 1 / (2 * x + 1);
  const square = r * r;
  let sum = 0;
  let power = square;
  for (let k = 3; ; k += 2) {
    const next = sum + power / k;
    if (next === sum) return sum;
    sum = next;
    power *= square;
  }
}

/**
 * The logarithm of |Γ(x)|. Infinity at 0 and at the negative integers. Its zeros at 1 and 2 are met to full relative precision, those
 * between the poles to an absolute precision of about 1e-15.
 *
 * Taylor series next to 2 and recurrence up to 10 (DLMF 5.7.3, 5.5.1), Stirling's series beyond (5.11.1), reflection below 0 (5.5.3).
 */
export function lgamma(x: number): number {
  if (x <= 0) {
    if (Number.isInteger(x)) return Number.POSITIVE_INFINITY;
    if (x === Number.NEGATIVE_INFINITY) return Number.NaN;
    // Between the poles, where it has zeros, as long as Γ is precise.
    if (x > -20 && x < -1e-8) return Math.log(Math.abs(gamma(x)));
    return Math.log(Math.PI / Math.abs(sinPi(x))) - lgamma(1 - x);
  }
  if (x < 0.5) return lgammaNearTwo(x) - Math.log1p(x) - Math.log(x);
  if (x < 1.5) return lgammaNearTwo(x - 1) - Math.log(x);
  if (x < 10) {
    let product = 1;
    let base = x;
    while (base > 2.5) product *= --base;
    return lgammaNearTwo(base - 2) + Math.log(product);
  }
  if (x > 1e16) return x * (Math.log(x) - 1);
  return (x - 0.5) * Math.log(x) - x + halfLogTwoPi + stirlingCorrection(x);
}
