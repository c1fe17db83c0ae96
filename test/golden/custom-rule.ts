import { customVjp, grad } from "cotangent";

interface Residuals {
  x: Float64Array;
  length: number;
}

/** The length of a vector, whose derivative at the origin is zero. */
const norm = customVjp(
  (x: Float64Array): number => Math.hypot(...x),
  (x: Float64Array): [number, Residuals] => {
    const length = Math.hypot(...x);
    const residuals: Residuals = { x: x.slice(), length };
    const both: [number, Residuals] = [length, residuals];
    return both;
  },
  ({ x, length }: Residuals, cotangent: number): [Float64Array] => [x.map((v) => (length > 0 ? (cotangent * v) / length : 0))],
);

export function penalty(x: Float64Array): number {
  const length = norm(x);
  return length > 1 ? length * length : length;
}

export const slope = grad(penalty);

penalty(Float64Array.of(3, 4)); // 25
slope(Float64Array.of(3, 4)); // Float64Array.of(6, 8)
slope(Float64Array.of(0, 0)); // Float64Array.of(0, 0)
