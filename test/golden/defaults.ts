import { grad } from "cotangent";

/** Damped oscillation. */
export function oscillation(t: number, damping = 0.1, frequency = 2 * Math.PI, phase = damping): number {
  return Math.exp(-damping * t) * Math.cos(frequency * t + phase);
}

export const velocity = grad(oscillation);
export const all = grad(oscillation, { argnums: [0, 1, 2, 3] });

oscillation(0, 0, 1, 0); // 1
velocity(0, 0); // 0
velocity(0, 0.5); // -0.5 * Math.cos(0.5) - 2 * Math.PI * Math.sin(0.5)
all(0.25, 0, 2 * Math.PI, 0); // [-2 * Math.PI, 0, -0.25, -1]
