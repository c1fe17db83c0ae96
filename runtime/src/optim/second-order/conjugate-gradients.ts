import { dot, norm, plus } from "../vectors.js";

/** How iterations of conjugate gradients ended. */
export interface CgResult {
  readonly x: Float64Array;
  /** A x, so far as it was summed up. */
  readonly image: Float64Array;
  /** A direction along which A has no positive curvature, if one was met; x is what was found before it. */
  readonly flat?: Float64Array;
  /** Set where x met the bound on its length, and lies on it. */
  readonly isOnBoundary?: boolean;
}

/**
 * A x = b for a symmetric A by its products, to |A x - b| <= tolerance; stops at negative curvature, and at |x| = radius. Hestenes and
 * Stiefel (1952); Steihaug, "The conjugate gradient method and trust regions in large scale optimization" (1983).
 */
export function conjugateGradients(
  product: (v: Float64Array) => Float64Array,
  b: Float64Array,
  tolerance: number,
  { radius = Number.POSITIVE_INFINITY, maxIterations = 2 * b.length + 10 } = {},
): CgResult {
  let x: Float64Array = new Float64Array(b.length);
  let image: Float64Array = new Float64Array(b.length);
  let residual = b;
  let direction = b;
  let square = dot(b, b);
  for (let k = 0; k < maxIterations && Math.sqrt(square) > tolerance; k++) {
    const turned = product(direction);
    const curvature = dot(direction, turned);
    if (!(curvature > 0)) return { x, image, flat: direction };
    const step = square / curvature;
    const next = plus(x, step, direction);
    if (norm(next) >= radius) {
      const reach = toBoundary(x, direction, radius);
      return { x: plus(x, reach, direction), image: plus(image, reach, turned), isOnBoundary: true };
    }
    x = next;
    image = plus(image, step, turned);
    residual = plus(residual, -step, turned);
    const nextSquare = dot(residual, residual);
    direction = plus(residual, nextSquare / square, direction);
    square = nextSquare;
  }
  return { x, image };
}

/** The positive t with |x + t d| = radius. */
export function toBoundary(x: Float64Array, d: Float64Array, radius: number): number {
  const [a, b, c] = [dot(d, d), dot(x, d), dot(x, x) - radius * radius];
  const root = Math.sqrt(Math.max(b * b - a * c, 0));
  return b > 0 ? -c / (b + root) : (root - b) / a;
}
