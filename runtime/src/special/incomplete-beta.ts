import { beta } from "./beta.js";
import { logarithmLessLinear } from "./exponents.js";
import { stirlingCorrection } from "./lgamma.js";

/** Beyond this sum of the parameters the continued fraction takes too long. */
export const largestSum = 1e14;

/**
 * The regularized incomplete beta function I_x(a, b) of `a`, `b` > 0 and 0 ≤ x ≤ 1; NaN elsewhere, and for a + b > 1e14. DLMF 8.17.2.
 *
 * The continued fraction 8.17.22 on the side of the mean where it converges fast, in about √max(a, b) terms, and symmetry (8.17.4).
 */
export function betaI(a: number, b: number, x: number): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1 && a + b <= largestSum)) return Number.NaN;
  if (x === 0 || x === 1) return x;
  if (x * (a + b + 2) <= a + 1) return (betaPrefactor(a, b, x, 1 - x) / a) * fraction(a, b, x);
  return 1 - (betaPrefactor(b, a, 1 - x, x) / b) * fraction(b, a, 1 - x);
}

/** x^a y^b / B(a, b) with y = 1 - x, without overflow and cancellation: Didonato and Morris, ACM TOMS 18 (1992), section 6. */
export function betaPrefactor(a: number, b: number, x: number, y: number): number {
  const sum = a + b;
  if (sum < 30) {
    // The greater of x and y is rounded, where the other one is not.
    const power = x <= y ? x ** a * Math.exp(b * Math.log1p(-x)) : Math.exp(a * Math.log1p(-y)) * y ** b;
    if (power > 1e-290) return power / beta(a, b);
  }
  // The products of the ratios to the mean: (x sum / a)^a (y sum / b)^b.
  const off = x <= y ? a - sum * x : sum * y - b;
  const exponent = logarithmLessLinear(a, (x * sum) / a, -off / a) + logarithmLessLinear(b, (y * sum) / b, off / b);
  const corrections = stirlingCorrection(a) + stirlingCorrection(b) - stirlingCorrection(sum);
  return Math.sqrt((a / sum) * (b / (2 * Math.PI))) * Math.exp(exponent - corrections);
}

/** By the method of Lentz, as modified by Thompson and Barnett, J. Comput. Phys. 64 (1986). */
function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / nonzero(1 - ((a + b) * x) / (a + 1));
  let product = d;
  for (let m = 1; ; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonzero(1 + even * d);
    c = nonzero(1 + even / c);
    product *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonzero(1 + odd * d);
    c = nonzero(1 + odd / c);
    product *= c * d;
    if (Math.abs(c * d - 1) < 2e-16) break;
  }
  return product;
}

function nonzero(x: number): number {
  return Math.abs(x) < 1e-300 ? 1e-300 : x;
}
