import { grad } from "cotangent";

class Vector {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}

  plus(other: Vector): Vector {
    return new Vector(this.x + other.x, this.y + other.y);
  }

  times(factor: number): Vector {
    return new Vector(this.x * factor, this.y * factor);
  }
}

/** How far particles get that start at the origin and are slowed down by the air, squared and summed. */
export function spread(speeds: number[][], drag: number, steps: number): number {
  let particles = speeds.map(([x, y]) => ({ at: new Vector(0, 0), speed: new Vector(x, y) }));
  for (let k = 0; k < steps; k++) {
    particles = particles.map(({ at, speed }) => ({ at: at.plus(speed), speed: speed.times(1 - drag) }));
  }
  return particles.reduce((sum, { at }) => sum + at.x * at.x + at.y * at.y, 0);
}

export const gradient = grad(spread, { argnums: [1] });

// check { wrt: [0, 1] }
spread([[1, 0], [0, 2]], 0.5, 2); // 11.25
gradient([[1, 0], [0, 2]], 0.5, 2); // [-15]
