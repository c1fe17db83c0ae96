import { grad } from "cotangent";

/** Chebyshev's polynomial of degree n by its three-term recurrence. */
export function chebyshev(x: number, n: number): number {
  let [current, next] = [1, x];
  for (let k = 0; k < n; k++) {
    [current, next] = [next, 2 * x * next - current];
  }
  return current;
}

export const slope = grad(chebyshev);

// check { wrt: [0] }
chebyshev(0.5, 3); // -1
slope(0.5, 3); // 0
slope(1, 5); // 25
