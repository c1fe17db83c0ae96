import { grad } from "cotangent";

/** The square root by Newton's iteration. */
export function root(a: number): number {
  let x = a;
  while (Math.abs(x * x - a) > 1e-14 * a) {
    x = 0.5 * (x + a / x);
  }
  return x;
}

export const gradient = grad(root);

root(4); // 2
gradient(4); // 0.25
