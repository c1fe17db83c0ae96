import { valueAndGrad } from "cotangent";

const STEP = 0.002;
const GRAVITY = 9.81;

/**
 * Balls in a box: they fall, bounce from the floor and the walls with friction, and push each other apart.
 *
 * @param parameters stiffness, damping, friction, then position and velocity (x, y, vx, vy) of each ball
 * @returns how far the balls end from the middle of the box
 */
export function contact(parameters: Float64Array, steps: number): number {
  const balls = Math.floor((parameters.length - 3) / 4);
  const stiffness = parameters[0];
  const damping = parameters[1];
  const friction = parameters[2];
  const state = parameters.slice(3);
  const force = new Float64Array(2 * balls);
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i < balls; i++) {
      force[2 * i] = 0;
      force[2 * i + 1] = -GRAVITY;
    }
    for (let i = 0; i < balls; i++) {
      for (let j = i + 1; j < balls; j++) {
        const dx = state[4 * j] - state[4 * i];
        const dy = state[4 * j + 1] - state[4 * i + 1];
        const squared = dx * dx + dy * dy;
        if (squared >= 0.04) continue;
        const distance = Math.sqrt(squared);
        const push = (stiffness * (0.2 - distance)) / distance;
        force[2 * i] -= push * dx;
        force[2 * i + 1] -= push * dy;
        force[2 * j] += push * dx;
        force[2 * j + 1] += push * dy;
      }
    }
    for (let i = 0; i < balls; i++) {
      const at = 4 * i;
      const depth = 0.1 - state[at + 1];
      if (depth > 0) {
        const normal = stiffness * depth - damping * state[at + 3];
        if (normal > 0) {
          force[2 * i + 1] += normal;
          const slip = state[at + 2];
          const limit = friction * normal;
          force[2 * i] -= Math.abs(slip) < 0.01 ? limit * 100 * slip : limit * Math.sign(slip);
        }
      }
      const x = state[at];
      if (x < 0.1) force[2 * i] += stiffness * (0.1 - x);
      else if (x > 1.9) force[2 * i] -= stiffness * (x - 1.9);
      state[at + 2] += STEP * force[2 * i];
      state[at + 3] += STEP * force[2 * i + 1];
      state[at] += STEP * state[at + 2];
      state[at + 1] += STEP * state[at + 3];
    }
  }
  let sum = 0;
  for (let i = 0; i < balls; i++) sum += (state[4 * i] - 1) ** 2 + (state[4 * i + 1] - 0.5) ** 2;
  return sum;
}

export const contactGradient = valueAndGrad(contact);
