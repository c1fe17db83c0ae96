import { grad } from "cotangent";

/** Linear interpolation in a table of equidistant values from 0; constant beyond its ends. */
export function interpolate(table: Float64Array, x: number): number {
  const i = Math.floor(x);
  if (i < 0) return table[0];
  if (i >= table.length - 1) return table[table.length - 1];
  const t = x - i;
  return (1 - t) * table[i] + t * table[i + 1];
}

export const gradient = grad(interpolate, { argnums: [0, 1] });

interpolate(Float64Array.of(1, 3, 7), 1.25); // 4
gradient(Float64Array.of(1, 3, 7), 1.25); // [Float64Array.of(0, 0.75, 0.25), 4]
gradient(Float64Array.of(1, 3, 7), -2); // [Float64Array.of(1, 0, 0), 0]
