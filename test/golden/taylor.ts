import { taylor } from "cotangent";

/** A logistic growth, by Euler's method. */
export function growth(start: number, rate: number): number {
  let size = start;
  for (let i = 0; i < 10; i++) size += rate * size * (1 - size);
  return Math.log(size);
}

export const series = taylor(growth, 2);

growth(1, 0.5); // 0
series([1, 0.5], [1, 0]); // [0, 0.0009765625, -0.0019516944885253906]
