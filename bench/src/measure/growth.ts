import { median } from "../statistics.js";
import { type Effort, interleave } from "./interleave.js";

export const SIZES: readonly number[] = [1e3, 1e4, 1e5, 1e6];

/** The exponent of the cost in the size: the slope of a line through the logarithms. */
export function exponent(make: (n: number) => () => unknown, effort: Effort): number {
  const samples = interleave(Object.fromEntries(SIZES.map((n) => [`n=${n}`, make(n)])), effort);
  const points = SIZES.map((n): [number, number] => [Math.log(n), Math.log(median(samples[`n=${n}`]))]);
  const mean = (of: (point: [number, number]) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([at]) => at), mean(([, at]) => at)];
  return mean(([a, b]) => (a - x) * (b - y)) / mean(([a]) => (a - x) ** 2);
}
