/** The step of least squares within a trust region. */
import { norm, times } from "../vectors.js";
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
  const right = times(-1, b);
  const undamped = solveUpper(r, right);
  const size = undamped === undefined ? Number.POSITIVE_INFINITY : norm(scaled(undamped, scale));
  if (undamped !== undefined && size <= 1.1 * radius) return { p: undamped, damping: 0 };

  // Where R is singular, this much makes p the shortest of the best steps to half of the digits; columns of R / D are no longer than 1.
  let low = Math.sqrt(Number.EPSILON);
  if (undamped !== undefined && Number.isFinite(size))
    low = (size - radius) / (radius * slopeOf(r, undamped, scale, size));
  const gradient = transposedUpperProduct(r, b);
  let high = Math.max(norm(gradient.map((g, j) => g / scale[j])) / radius, low);
  let damping = Math.min(Math.max(guess, low), high);
  let found = solve(r, right, scale, damping);
  for (let k = 0; k < 10; k++) {
    const length = norm(scaled(found.p, scale));
    const excess = length - radius;
    if (Math.abs(excess) <= 0.1 * radius || (excess < 0 && damping <= low)) break;
    if (excess > 0) low = Math.max(low, damping);
    else high = Math.min(high, damping);
    damping = Math.max(low, damping + excess / (radius * slopeOf(found.r, found.p, scale, length)));
    found = solve(r, right, scale, damping);
  }
  return { p: found.p, damping };
}

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
  const root = Math.sqrt(damping);
  const below = Array.from(scale, (d, j) => {
    const row = new Float64Array(n);
    row[j] = root * d;
    return row;
  });
  const stacked = new Float64Array(2 * n);
  stacked.set(right);
  const triangle = qr([...r, ...below], stacked, n);
  const p = solveUpper(triangle.r, triangle.b) ?? new Float64Array(n);
  return { p, r: triangle.r };
}

export function scaled(p: Float64Array, scale: Float64Array): Float64Array {
  return p.map((x, j) => scale[j] * x);
}
