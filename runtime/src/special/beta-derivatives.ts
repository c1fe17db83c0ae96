/**
 * Derivatives of the beta function. It is zero where only Γ(a + b) has a pole: there, and near it, 1 / Γ(a + b) is differentiated as the smooth function that it is,
 * because the logarithm of it is not.
 */
import { bell2, choose } from "./bell.js";
import { beta } from "./beta.js";
import { integrateHalfLine } from "./half-line.js";
import { isOrder } from "./orders.js";
import { digammaDifference, polygamma } from "./polygamma.js";
import { cosPi, sinPi } from "./trigonometry.js";

/**
 * The derivative of orders `i` and `j` of `beta(a, b)` by `a` and `b`, for integers from 0 to 10000; NaN for others, and infinite or NaN at poles. DLMF 5.12.1,
 * 5.15; near zeros by reflection (5.5.3), and of both arguments where one is small by Euler's integral (5.12.1).
 */
export function betaDerivative(i: number, j: number, a: number, b: number): number {
  if (!(isOrder(i) && isOrder(j))) return Number.NaN;
  if (i > 0 && j > 0 && isNextToPole(a, b)) return integral(i, j, a, b);
  if (i + j > 0 && isNextToZero(a, b)) return nextToZero(i, j, a, b);
  return beta(a, b) * logarithmic(i, j, a, b);
}

/** Relative to the function, by the derivatives of its logarithm. */
function logarithmic(i: number, j: number, a: number, b: number): number {
  return bell2(i, j, (k, l) => {
    if (l === 0) return -digammaDifference(k - 1, a, b);
    if (k === 0) return -digammaDifference(l - 1, b, a);
    return -polygamma(k + l - 1, a + b);
  });
}

/** Next to the poles at 0 the function is about 1 / a + 1 / b, of which no derivative of both is left: what cancels grows as 1 / a and 1 / b. */
function isNextToPole(a: number, b: number): boolean {
  return Math.min(Math.abs(a), Math.abs(b)) < 0.5 && a > -0.9 && b > -0.9 && a + b < Number.POSITIVE_INFINITY;
}

/**
 * The integral of t^(a-1) (1 - t)^(b-1) log(t)^i log(1 - t)^j, which has one sign and for `i`, `j` ≥ 1 no poles at 0. In the logarithm of t / (1 - t), from about its
 * bulk to both sides; Takahasi and Mori (1974).
 */
function integral(i: number, j: number, a: number, b: number): number {
  // The logarithm of t falls as 1 - t next to 1, that of 1 - t as t next to 0.
  const [left, right] = [a + j, b + i];
  const center = Math.log(left / right);
  const scale = Math.SQRT2 * Math.sqrt(1 / left + 1 / right);
  const at = (s: number): number => {
    const rest = Math.log1p(Math.exp(-Math.abs(s)));
    const logT = s < 0 ? s - rest : -rest;
    const logRest = s > 0 ? -s - rest : -rest;
    return Math.exp(a * logT + b * logRest) * logT ** i * logRest ** j;
  };
  return integrateHalfLine((s) => at(center - s), scale) + integrateHalfLine((s) => at(center + s), scale);
}

/** How far it is to a pole of Γ, where that is not far. */
function distanceToPole(x: number): number {
  return x > 0.5 ? 1 : Math.abs(x - Math.round(x));
}

function isNextToZero(a: number, b: number): boolean {
  const distance = distanceToPole(a + b);
  return distance < 0.25 && distance < 0.5 * Math.min(distanceToPole(a), distanceToPole(b));
}

/** The function is sin(π s) times Γ(a) Γ(b) Γ(1 - s) / π, where s = a + b. */
function nextToZero(i: number, j: number, a: number, b: number): number {
  if (b < a) return nextToZero(j, i, b, a);
  const s = a + b;
  const rest = b > 0 ? beta(b, 1 - s) / sinPi(a) : Math.PI / (sinPi(a) * sinPi(b) * (1 - s) * beta(1 - a, 1 - b));
  const ofRest = (k: number, l: number): number => {
    const own = l === 0 ? polygamma(k - 1, a) : k === 0 ? polygamma(l - 1, b) : 0;
    return own + ((k + l) % 2 === 0 ? 1 : -1) * polygamma(k + l - 1, 1 - s);
  };
  const [sine, cosine] = [sinPi(s), cosPi(s)];
  const cycle = [sine, cosine, -sine, -cosine];
  let sum = 0;
  for (let k = 0; k <= i; k++)
    for (let l = 0; l <= j; l++) {
      const ofSine = Math.PI ** (k + l) * cycle[(k + l) % 4];
      sum += choose(i, k) * choose(j, l) * ofSine * bell2(i - k, j - l, ofRest);
    }
  return rest * sum;
}
