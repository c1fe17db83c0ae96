import { grad } from "cotangent";

/** x ** n by squaring. */
export function power(x: number, n: number): number {
  if (n === 0) return 1;
  const half = power(x, n >> 1);
  return n & 1 ? half * half * x : half * half;
}

export const slope = grad(power);

// check { wrt: [0] }
power(2, 5); // 32
slope(2, 5); // 80
slope(3, 0); // 0
