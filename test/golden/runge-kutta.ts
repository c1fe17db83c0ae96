import { grad } from "cotangent";

const STEPS = 8;

function acceleration(angle: number, damping: number, velocity: number): number {
  return -Math.sin(angle) - damping * velocity;
}

/** The angle of a damped pendulum after a time, by Heun's method. */
export function pendulum(angle: number, time: number, damping: number): number {
  const h = time / STEPS;
  let velocity = 0;
  for (let step = 0; step < STEPS; step++) {
    const a = acceleration(angle, damping, velocity);
    const predictedAngle = angle + h * velocity;
    const predictedVelocity = velocity + h * a;
    angle += 0.5 * h * (velocity + predictedVelocity);
    velocity += 0.5 * h * (a + acceleration(predictedAngle, damping, predictedVelocity));
  }
  return angle;
}

export const sensitivity = grad(pendulum, { argnums: [0, 2] });

pendulum(0, 3, 0.1); // 0
sensitivity(0.5, 0, 0.1); // [1, 0]
