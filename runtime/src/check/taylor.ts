import { size } from "./vectors.js";

/** A function on a line through the point: `at(t)` at the distance t, `undefined` where it has no finite value. */
export interface Line {
  readonly at: (t: number) => Float64Array | undefined;
  readonly y: Float64Array;
  /** The relative rounding error of a number, and the rounding error of `y` that comes of it. */
  readonly unit: number;
  readonly rounding: number;
}

/**
 * By which power of the distance the remainder falls of an expansion by the first derivatives along the line, as a slope in
 * double logarithmic scale over the shortest distances at which it is more than rounding. `Infinity` where it is never more:
 * the expansion is exact. Where it is gone from one distance to the next, as behind a corner, it falls by as much at least.
 */
export function remainderOrder(line: Line, derivatives: readonly Float64Array[]): number {
  const noise = 16 * noiseOf(line);
  const points: [number, number][] = [];
  let fall = 0;
  for (let k = 1; k <= (line.unit === 2 ** -53 ? 16 : 9); k++) {
    const t = 2 ** -k;
    const y = line.at(t);
    if (!y) continue;
    const remainder = size(y.map((x, j) => x - expansion(line.y, derivatives, t, j)));
    if (Number.isNaN(remainder)) return Number.NaN;
    if (remainder > noise) points.push([-k, Math.log2(remainder)]);
    fall = remainder > noise ? 0 : Math.max(fall, (points.at(-1)?.[1] ?? 0) - Math.log2(noise));
  }
  return points.length < 3 ? Number.POSITIVE_INFINITY : Math.max(fall, slopeOf(points.slice(-5)));
}

/** The sum of derivatives[k-1] t^k / k!, and y. */
function expansion(y: Float64Array, derivatives: readonly Float64Array[], t: number, j: number): number {
  let term = 1;
  return derivatives.reduce((sum, derivative, k) => sum + (term *= t / (k + 1)) * derivative[j], y[j]);
}

/** How far a value is off by rounding: second differences over so short a distance that they are nothing else. */
function noiseOf({ at, y, unit, rounding }: Line): number {
  let noise = rounding;
  for (let h = 2 * Math.sqrt(unit), k = 0; k < 3; k++, h /= 2) {
    const [above, below] = [at(h), at(-h)];
    if (above && below) noise = Math.max(noise, size(y.map((x, j) => above[j] - 2 * x + below[j])));
  }
  return noise;
}

/** Of the line of least squares. */
function slopeOf(points: readonly [number, number][]): number {
  const mean = (of: (point: [number, number]) => number): number =>
    points.reduce((s, p) => s + of(p), 0) / points.length;
  const [x0, y0] = [mean(([x]) => x), mean(([, y]) => y)];
  return mean(([x, y]) => (x - x0) * (y - y0)) / mean(([x]) => (x - x0) ** 2);
}
