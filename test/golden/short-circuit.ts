import { grad } from "cotangent";

interface Options {
  readonly floor?: number;
}

/** A logarithm that is cut off, with the cut-off's own derivative. */
export function safeLog(x: number, options: Options): number {
  const floor = options.floor ?? 0.5;
  const isLarge = x > 0 && Math.log(x) > Math.log(floor);
  return Math.log(isLarge ? x : floor) + (x || 1);
}

export const gradient = grad(safeLog, { argnums: [0, 1] });

safeLog(2, { floor: 1 }); // Math.LN2 + 2
gradient(2, { floor: 1 }); // [1.5, { floor: 0 }]
gradient(-1, { floor: 4 }); // [1, { floor: 0.25 }]
