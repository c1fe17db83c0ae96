/**
 * Derivatives of the beta function. It is zero where only Γ(a + b) has a pole: there, and near it, 1 / Γ(a + b) is differentiated as the smooth function that it is,
 * because the logarithm of it is not.
 */
import { bell2, choose } from "./bell.js";
import { beta } from "./beta.js";
import { isOrder } from "./orders.js";
import { digammaDifference, polygamma } from "./polygamma.js";
import { cosPi, sinPi } from "./trigonometry.js";

/**
 * The derivative of orders `i` and `j` of `beta(a, b)` by `a` and `b`, for integers from 0 to 10000; NaN for others, and infinite or NaN at poles. DLMF 5.12.1,
 * 5.15; near zeros by reflection (5.5.3).
 */
export function betaDerivative(i: number, j: number, a: number, b: number): number {
  if (!(isOrder(i) && isOrder(j))) return Number.NaN;
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
