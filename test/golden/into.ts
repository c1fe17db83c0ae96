import { gradInto, valueAndGradInto } from "cotangent";

/** The potential energy of a chain of springs. */
export function energy(x: Float64Array, stiffness: number): number {
  let sum = 0;
  for (let i = 1; i < x.length; i++) {
    const stretch = x[i] - x[i - 1] - 1;
    sum += 0.5 * stiffness * stretch * stretch;
  }
  return sum;
}

export const forceInto = gradInto(energy);
export const step = valueAndGradInto(energy, { argnums: [0, 1] });

export function forces(x: Float64Array, stiffness: number): Float64Array {
  const into = new Float64Array(x.length);
  forceInto(into, x, stiffness);
  return into;
}

export function parts(x: Float64Array, stiffness: number): (number | Float64Array)[] {
  const into: [Float64Array, number] = [new Float64Array(x.length), 0];
  const value = step(into, x, stiffness);
  return [value, into[0], into[1]];
}

energy(Float64Array.of(0, 1, 4), 3); // 6
forces(Float64Array.of(0, 1, 4), 3); // Float64Array.of(0, -6, 6)
parts(Float64Array.of(0, 1, 4), 3); // [6, Float64Array.of(0, -6, 6), 2]
