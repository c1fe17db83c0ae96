/** The step of least squares within a trust region. */
import { negated, norm } from "../vectors.js";
import { qr, solveTransposed, solveUpper, type Triangle, transposedUpperProduct } from "./qr.js";

export interface DampedStep {
  readonly p: Float64Array;
  readonly damping: number;
}

/**
 * p that makes |R p + b|² + λ |D p|² least, with λ = 0 where |D p| is then no larger than 1.1 `radius`, else with λ such that |D p| is `radius` to
 * a tenth, by Newton's method on 1 / |D p(λ)|. Moré, "The Levenberg-Marquardt algorithm: implementation and theory" (1978),
 * section 5; Hebden (1973).
 * @param scale the diagonal of D, positive
 * @param guess of λ
 */
export function dampedStep({ r, b }: Triangle, scale: Float64Array, radius: number, guess: number): DampedStep {
  const right = negated(b);
  const regular = solveUpper(r, right);
  const undamped = regular ?? solve(r, right, scale, singular).p;
  const size = norm(scaled(undamped, scale));
  if (size <= 1.1 * radius) return { p: undamped, damping: 0 };

  let low = 0;
  if (regular !== undefined) low = (size - radius) / (radius * slopeOf(r, regular, scale, size));
  const gradient = transposedUpperProduct(r, b);
  let high = norm(gradient.map((g, j) => g / scale[j])) / radius;
  if (!(high > 0)) high = Number.MIN_VALUE / radius;
  let damping = Math.min(Math.max(guess, low), high);
  if (damping === 0) damping = Math.max(0.001 * high, Math.sqrt(low * high));
  let found = solve(r, right, scale, damping);
  let last = Number.POSITIVE_INFINITY;
  for (let k = 0; k < 10; k++) {
    const length = norm(scaled(found.p, scale));
    const excess = length - radius;
    if (Math.abs(excess) <= 0.1 * radius || (low === 0 && excess <= last && last < 0)) break;
    last = excess;
    if (excess > 0) low = Math.max(low, damping);
    else high = Math.min(high, damping);
    const slope = slopeOf(found.r, found.p, scale, length);
    if (!(slope > 0)) break;
    damping = Math.max(low, damping + excess / (radius * slope));
    if (damping === 0) damping = 0.001 * high;
    found = solve(r, right, scale, damping);
  }
  return { p: found.p, damping };
}

/** λ of the step that stands for the shortest of all where R is singular: small against 1, the size of R D⁻¹, and large against rounding. */
const singular = 1e-12;

/** Minus the derivative of |D p(λ)| by λ, divided by that length. */
function slopeOf(r: readonly Float64Array[], p: Float64Array, scale: Float64Array, length: number): number {
  const q = solveTransposed(
    r,
    p.map((x, j) => (scale[j] * scale[j] * x) / length),
  );
  return norm(q) ** 2;
}

function solve(
  r: readonly Float64Array[],
  right: Float64Array,
  scale: Float64Array,
  damping: number,
): { p: Float64Array; r: readonly Float64Array[] } {
  const n = right.length;
  const stacked = new Float64Array(2 * n);
  stacked.set(right);
  for (let lambda = Math.max(damping, Number.MIN_VALUE); ; lambda *= 10) {
    const below = Array.from(scale, (d, j) => {
      const row = new Float64Array(n);
      row[j] = Math.sqrt(lambda) * d;
      return row;
    });
    const triangle = qr([...r, ...below], stacked, n);
    const p = solveUpper(triangle.r, triangle.b);
    if (p !== undefined) return { p, r: triangle.r };
    // Too small to be seen beside R; what is not finite is for the caller.
    if (!(lambda < Number.MAX_VALUE)) return { p: new Float64Array(n).fill(Number.NaN), r: triangle.r };
  }
}

export function scaled(p: Float64Array, scale: Float64Array): Float64Array {
  return p.map((x, j) => scale[j] * x);
}
