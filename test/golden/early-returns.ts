import { grad } from "cotangent";

/** Tukey's biweight: quadratic near 0, constant beyond 1. */
export function biweight(residual: number, scale: number): number {
  const r = residual / scale;
  if (Math.abs(r) > 1) return 1 / 6;
  const u = 1 - r * r;
  if (u === 1) return 0;
  return (1 - u ** 3) / 6;
}

export const gradient = grad(biweight, { argnums: [0, 1] });

biweight(1, 2); // 37 / 384
gradient(1, 2); // [9 / 64, -9 / 128]
gradient(3, 2); // [0, 0]
