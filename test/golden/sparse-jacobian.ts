import { sparseHessian, sparseJacobian } from "cotangent";

/** One step of a chain of springs. */
export function forces(x: Float64Array): Float64Array {
  const f = new Float64Array(x.length);
  for (let i = 0; i + 1 < x.length; i++) {
    const pull = Math.sin(x[i + 1] - x[i]);
    f[i] += pull;
    f[i + 1] -= pull;
  }
  return f;
}

export function energy(x: Float64Array): number {
  let e = 0;
  for (let i = 0; i + 1 < x.length; i++) e += Math.cos(x[i + 1] - x[i]);
  return e;
}

export const stiffness = sparseJacobian(forces);
export const curvature = sparseHessian(energy);

forces(Float64Array.of(0, 0, 0)); // Float64Array.of(0, 0, 0)
stiffness(Float64Array.of(0, 0, 0)).columns; // Int32Array.of(0, 1, 0, 1, 2, 1, 2)
stiffness(Float64Array.of(0, 0, 0)).values; // Float64Array.of(-1, 1, 1, -2, 1, 1, -1)
energy(Float64Array.of(0, 0, 0)); // 2
curvature(Float64Array.of(0, 0, 0)).values; // Float64Array.of(-1, 1, 1, -2, 1, 1, -1)
