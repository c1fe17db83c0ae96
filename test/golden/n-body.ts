import { grad } from "cotangent";

interface Body {
  mass: number;
  position: [x: number, y: number];
}

/** Potential energy of bodies in a plane, with softened attraction. */
export function potential(bodies: Body[]): number {
  let energy = 0;
  for (let i = 0; i < bodies.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [bodies[i], bodies[j]];
      const dx = a.position[0] - b.position[0];
      const dy = a.position[1] - b.position[1];
      energy -= (a.mass * b.mass) / Math.sqrt(dx * dx + dy * dy + 1);
    }
  }
  return energy;
}

export const gradient = grad(potential);

potential([{ mass: 2, position: [0, 0] }, { mass: 3, position: [2, 2] }]); // -2
gradient([{ mass: 2, position: [0, 0] }, { mass: 3, position: [2, 2] }]); // [{ mass: -1, position: [-4 / 9, -4 / 9] }, { mass: -2 / 3, position: [4 / 9, 4 / 9] }]
