import { valueAndGrad } from "cotangent";

export function rosenbrock(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length - 1; i++) {
    const a = x[i + 1] - x[i] * x[i];
    const b = 1 - x[i];
    sum += 100 * a * a + b * b;
  }
  return sum;
}

interface Pair {
  readonly here: number;
  readonly next: number;
}

const square = (v: number): number => v * v;
const valley = ({ here, next }: Pair): number => 100 * square(next - square(here)) + square(1 - here);

/** The same by array methods over small objects. */
export function rosenbrockOfPairs(x: number[]): number {
  return x
    .slice(0, -1)
    .map((here, i): Pair => ({ here, next: x[i + 1] }))
    .reduce((sum, pair) => sum + valley(pair), 0);
}

export const rosenbrockGradient = valueAndGrad(rosenbrock);
export const rosenbrockOfPairsGradient = valueAndGrad(rosenbrockOfPairs);
