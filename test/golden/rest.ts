import { grad } from "cotangent";

export function norm(...x: number[]): number {
  let sum = 0;
  for (const xi of x) sum += xi * xi;
  return Math.sqrt(sum);
}

export const inSecond = grad(norm, { argnums: 1 });

norm(3, 4); // 5
inSecond(3, 4); // 0.8
