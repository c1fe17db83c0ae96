import { dot } from "../vectors.js";
import type { Eigen } from "./eigen.js";

/**
 * The p with the least gᵀp + ½ pᵀHp over |p| <= radius, by the eigenvalues of H: p = -(H + λ I)⁻¹ g, with λ >= 0 no less than minus the
 * least eigenvalue, such that |p| is the radius, unless λ = 0 is shorter. Where g has nothing along the eigenvector of the least
 * eigenvalue, that direction makes up the length. Moré and Sorensen, "Computing a trust region step" (1983).
 */
export function boundedStep(
  { values, vectors }: Eigen,
  gradient: Float64Array,
  radius: number,
): { p: Float64Array; decrease: number } {
  const n = values.length;
  const along = Float64Array.from(vectors, (v) => dot(v, gradient));
  let lowest = 0;
  for (let k = 1; k < n; k++) if (values[k] < values[lowest]) lowest = k;
  const size = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const floor = Math.max(0, -values[lowest]);

  // So little along the lowest eigenvectors changes λ by less than rounding.
  const negligible = Number.EPSILON * size * radius;
  for (let k = 0; k < n; k++) if (values[k] + floor <= 0 && Math.abs(along[k]) <= negligible) along[k] = 0;
  const step = (lambda: number): Float64Array => along.map((g, k) => (g === 0 ? 0 : -g / (values[k] + lambda)));
  const shortest = step(floor);
  const isShort = length(shortest) <= radius;
  const lambda = isShort ? floor : shiftFor(values, along, radius, floor);
  const coefficients = isShort ? shortest : step(lambda);
  // Close to minus the least eigenvalue, λ is too coarse to tell the length.
  if (values[lowest] < -n * Number.EPSILON * size && lambda - floor <= 1e-8 * size) {
    coefficients[lowest] = 0;
    const rest = Math.sqrt(Math.max(radius ** 2 - length(coefficients) ** 2, 0));
    coefficients[lowest] = along[lowest] > 0 ? -rest : rest;
  }

  const p = new Float64Array(n);
  let decrease = 0;
  for (let k = 0; k < n; k++) {
    const c = coefficients[k];
    decrease -= c * (along[k] + 0.5 * values[k] * c);
    for (let i = 0; i < n; i++) p[i] += c * vectors[k][i];
  }
  return { p, decrease };
}

/** λ > floor with |p(λ)| = radius: Newton's method on 1 / |p|, which is nearly linear, within an interval that shrinks. */
function shiftFor(values: Float64Array, along: Float64Array, radius: number, floor: number): number {
  let low = floor;
  let high = floor + length(along) / radius;
  let lambda = high;
  for (let k = 0; k < 100 && high - low > 4 * Number.EPSILON * high; k++) {
    let square = 0;
    let slope = 0;
    for (let i = 0; i < values.length; i++) {
      const shifted = values[i] + lambda;
      if (along[i] === 0) continue;
      const term = (along[i] / shifted) ** 2;
      square += term;
      slope += term / shifted;
    }
    const size = Math.sqrt(square);
    if (Math.abs(size - radius) <= 1e-10 * radius) break;
    if (size > radius) low = lambda;
    else high = lambda;
    const newton = lambda + (square / slope) * ((size - radius) / radius);
    lambda = newton > low && newton < high ? newton : (low + high) / 2;
  }
  return lambda;
}

function length(v: Float64Array): number {
  return Math.hypot(...v);
}
