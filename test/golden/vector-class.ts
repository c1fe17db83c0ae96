import { grad } from "cotangent";

class Vector {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}

  minus(other: Vector): Vector {
    return new Vector(this.x - other.x, this.y - other.y);
  }

  dot(other: Vector): number {
    return this.x * other.x + this.y * other.y;
  }

  get length(): number {
    return Math.sqrt(this.dot(this));
  }
}

/** Energy of a closed chain of springs with the given rest length. */
export function chainEnergy(points: Float64Array, rest: number): number {
  const n = points.length / 2;
  let energy = 0;
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n;
    const here = new Vector(points[2 * i], points[2 * i + 1]);
    const next = new Vector(points[2 * j], points[2 * j + 1]);
    energy += 0.5 * (next.minus(here).length - rest) ** 2;
  }
  return energy;
}

export const forces = grad(chainEnergy);

// check { wrt: [0] }
chainEnergy(Float64Array.of(0, 0, 3, 0, 3, 4), 2); // 7
forces(Float64Array.of(0, 0, 3, 0, 3, 4), 2); // Float64Array.of(-2.8, -2.4, 1, -2, 1.8, 4.4)
