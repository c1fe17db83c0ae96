/** Lists of programs as tests. */
import { test } from "vitest";
import { check, type CheckOptions } from "./harness.js";

/** Declarations with a function `f`, checked at each of the points. */
export type Program = readonly [
  title: string,
  source: string,
  points: CheckOptions["points"],
  options?: Omit<CheckOptions, "points">,
];

export function programs(list: readonly Program[]): void {
  for (const [title, source, points, options] of list) test(title, () => check(source, { ...options, points }));
}

export const reals = (...values: number[]): Float64Array => Float64Array.of(...values);
