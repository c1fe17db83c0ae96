import { dot } from "../vectors.js";
import type { Eigen } from "./eigen.js";

/**
 * The p with the least gᵀp + ½ pᵀHp over |p| <= radius, by the eigenvalues of H: p = -(H + λ I)⁻¹ g, with λ >= 0 no less than minus the least eigenvalue, such
 * that |p| is the radius, unless λ = 0 is shorter. Where g has nothing along the eigenvector of the least eigenvalue, that direction
 * makes up the length. Moré and Sorensen, "Computing a trust region step" (1983).
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

  const step = (lambda: number): Float64Array =>
    along.map((g, k) => {
      const shifted = values[k] + lambda;
      return g === 0 ? 0 : shifted > 0 ? -g / shifted : Number.NEGATIVE_INFINITY * Math.sign(g);
    });
  let coefficients: Float64Array;
  const shortest = step(floor);
  if (length(shortest) <= radius) {
    coefficients = shortest;
    if (values[lowest] < -n * Number.EPSILON * size)
      coefficients[lowest] -=
        Math.sign(along[lowest] || 1) * Math.sqrt(Math.max(radius ** 2 - length(shortest) ** 2, 0));
  } else coefficients = step(shiftFor(values, along, radius, floor));

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
  return Math.sqrt(dot(v, v));
}
