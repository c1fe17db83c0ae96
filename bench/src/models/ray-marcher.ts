import { valueAndGrad } from "cotangent";

class Vector {
  constructor(
    readonly x: number,
    readonly y: number,
    readonly z: number,
  ) {}

  plus(other: Vector): Vector {
    return new Vector(this.x + other.x, this.y + other.y, this.z + other.z);
  }

  minus(other: Vector): Vector {
    return new Vector(this.x - other.x, this.y - other.y, this.z - other.z);
  }

  times(factor: number): Vector {
    return new Vector(factor * this.x, factor * this.y, factor * this.z);
  }

  dot(other: Vector): number {
    return this.x * other.x + this.y * other.y + this.z * other.z;
  }

  length(): number {
    return Math.sqrt(this.dot(this));
  }

  normalized(): Vector {
    return this.times(1 / this.length());
  }
}

/** The distance from the surface: a union of spheres (center, radius) and the floor. */
function distance(p: Vector, spheres: Float64Array): number {
  let nearest = p.y + 1;
  for (let s = 0; s + 3 < spheres.length; s += 4) {
    const center = new Vector(spheres[s], spheres[s + 1], spheres[s + 2]);
    nearest = Math.min(nearest, p.minus(center).length() - spheres[s + 3]);
  }
  return nearest;
}

function normal(p: Vector, spheres: Float64Array): Vector {
  const e = 1e-4;
  return new Vector(
    distance(p.plus(new Vector(e, 0, 0)), spheres) - distance(p.plus(new Vector(-e, 0, 0)), spheres),
    distance(p.plus(new Vector(0, e, 0)), spheres) - distance(p.plus(new Vector(0, -e, 0)), spheres),
    distance(p.plus(new Vector(0, 0, e)), spheres) - distance(p.plus(new Vector(0, 0, -e)), spheres),
  ).normalized();
}

function shade(origin: Vector, direction: Vector, light: Vector, spheres: Float64Array): number {
  let p = origin;
  for (let step = 0; step < 40; step++) {
    const d = distance(p, spheres);
    if (d < 1e-3) return 0.1 + 0.9 * Math.max(0, normal(p, spheres).dot(light));
    if (d > 20) break;
    p = p.plus(direction.times(d));
  }
  return 0.2;
}

/** Mean squared difference of an image of spheres from a target, by sphere tracing. */
export function image(spheres: Float64Array, target: Float64Array, width: number): number {
  const light = new Vector(0.4, 0.8, -0.45).normalized();
  const origin = new Vector(0, 0, -4);
  let sum = 0;
  for (let row = 0; row < width; row++) {
    for (let column = 0; column < width; column++) {
      const direction = new Vector((2 * column) / width - 1, 1 - (2 * row) / width, 1.5).normalized();
      const difference = shade(origin, direction, light, spheres) - target[row * width + column];
      sum += difference * difference;
    }
  }
  return sum / (width * width);
}

export const imageGradient = valueAndGrad(image);
