import { jacfwd, jacobian } from "cotangent";

/** Polar to Cartesian coordinates. */
export function cartesian(r: number, angle: number): { x: number; y: number } {
  return { x: r * Math.cos(angle), y: r * Math.sin(angle) };
}

/** The residuals of a chain of springs. */
export function stretches(x: Float64Array): Float64Array {
  const residuals = new Float64Array(x.length - 1);
  for (let i = 1; i < x.length; i++) residuals[i - 1] = (x[i] - x[i - 1]) ** 2;
  return residuals;
}

export const cartesianBoth = jacobian(cartesian, { argnums: [0, 1] });
export const rows = jacfwd(stretches);

cartesian(2, 0); // { x: 2, y: 0 }
cartesianBoth(2, 0); // { x: [1, 0], y: [0, 2] }
stretches(Float64Array.of(0, 1, 3)); // Float64Array.of(1, 4)
rows(Float64Array.of(0, 1, 3)); // [Float64Array.of(-2, 2, 0), Float64Array.of(0, -4, 4)]
