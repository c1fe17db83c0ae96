import { describe } from "../../describe.js";
import { expectCount, expectFunction, expectOptions, expectPositive } from "../checks.js";
import type { Evaluated, Objective } from "../types.js";
import { dot } from "../vectors.js";
import { along, expectSearch, expectStep, type Found, type LineSearch } from "./line-search.js";

/** Options of `wolfe` and `strongWolfe`. */
export interface WolfeOptions {
  /** The fraction of the decrease that the slope promises which is asked for. Default: 1e-4. */
  readonly decrease?: number;
  /** The fraction of the slope that may be left. Default: 0.9. */
  readonly curvature?: number;
  /** How many steps are tried. Default: 40. */
  readonly maxTrials?: number;
}

/** A function of the length of a step, there. */
export interface Sample {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

/** The options with their defaults. @throws RangeError for options out of range: 0 < decrease < curvature < 1 */
function checked(fn: string, options: WolfeOptions): Required<WolfeOptions> {
  const { decrease = 1e-4, curvature = 0.9, maxTrials = 40 } = expectOptions(fn, options);
  expectPositive(fn, "decrease", decrease);
  if (!(decrease < curvature && curvature < 1))
    throw new RangeError(`${fn}: curvature must be between decrease, ${decrease}, and 1, but is ${curvature}`);
  expectCount(fn, "maxTrials", maxTrials);
  return { decrease, curvature, maxTrials };
}

function expectSample(name: string, s: Sample): void {
  if (typeof s?.step !== "number" || typeof s.value !== "number" || typeof s.slope !== "number")
    throw new TypeError(
      `strongWolfe: ${name} must be a record of the numbers step, value and slope, but is ${describe(s)}`,
    );
}

/** How much of the size of a value may be rounding, where the slopes say that a step is right. */
const rounding = 1e-13;

/**
 * A step t under the strong Wolfe conditions φ(t) <= φ(0) + decrease φ'(0) t and |φ'(t)| <= curvature |φ'(0)|: an interval is found that
 * has one, then narrowed by cubic interpolation. Values that are not finite count as large. Close to a minimum, where differences of values
 * are rounding, the slopes decide (Hager and Zhang, 2005). Book, section 16.1.5; Nocedal and Wright, "Numerical
 * Optimization" (2006), algorithms 3.5 and 3.6.
 * @param start the function at step 0, where the slope is negative
 * @param longest no step is longer; this one needs to meet the first condition only. Default: Infinity
 * @throws TypeError for what is none of these, RangeError for options out of range: 0 < decrease < curvature < 1
 * @returns where no step meets both conditions within `maxTrials`, the one with the least value that meets the first; undefined if none does
 */
export function strongWolfe<S extends Sample>(
  phi: (step: number) => S,
  start: Sample,
  first: number,
  options: WolfeOptions = {},
  longest = Number.POSITIVE_INFINITY,
): S | undefined {
  expectFunction("strongWolfe", "phi", phi);
  expectSample("start", start);
  expectStep("strongWolfe", "first", first);
  const { decrease, curvature, maxTrials } = checked("strongWolfe", options);
  expectStep("strongWolfe", "longest", longest);
  if (!(start.slope < 0)) return undefined;
  const lies = (s: Sample): boolean => s.value <= start.value + decrease * s.step * start.slope;
  const isFlat = (s: Sample): boolean => Math.abs(s.slope) <= -curvature * start.slope;
  const isBlurred = (a: Sample, b: Sample): boolean => Math.abs(a.value - b.value) <= rounding * Math.abs(b.value);
  const accepts = (s: Sample): boolean => isFlat(s) && (lies(s) || isBlurred(s, start));
  const isReal = (s: Sample): boolean => Number.isFinite(s.value) && Number.isFinite(s.slope);

  // The better end of the interval, and the other one; `high` is undefined while it is open.
  let low: Sample | S = start;
  let high: Sample | S | undefined;
  let best: S | undefined;
  let step = Math.min(first, longest);
  let width = Number.POSITIVE_INFINITY;
  for (let trial = 0; trial < maxTrials; trial++) {
    const s = phi(step);
    expectSample("what phi returns", s);
    if (isReal(s)) {
      if (accepts(s)) return s;
      // It still goes down where the interval ends.
      if (step >= longest && lies(s) && s.slope < 0) return s;
      if (lies(s) && s.value < (best ?? start).value) best = s;
    }
    if (!isReal(s) || !lies(s) || (s.value >= low.value && !isBlurred(s, low))) high = s;
    else {
      const goesUp = high === undefined ? s.slope >= 0 : s.slope * (high.step - low.step) >= 0;
      if (goesUp) high = low;
      else if (high === undefined) {
        step = Math.min(Math.max(cubicMinimum(low, s) ?? 0, 2 * s.step), 10 * s.step, longest);
        low = s;
        continue;
      }
      low = s;
    }
    const size = Math.abs((high as Sample).step - low.step);
    if (size <= Number.EPSILON * Math.max(low.step, (high as Sample).step)) break;
    const inner = isReal(high as Sample) ? cubicMinimum(low, high as Sample) : undefined;
    // What shrinks too slowly is halved; a wild value is far away.
    step =
      size > 0.66 * width ? (low.step + (high as Sample).step) / 2 : within(inner, low.step, (high as Sample).step);
    width = size;
  }
  return best;
}

/** Not too close to the ends of an interval; where there is no guess, close to `low`. */
function within(guess: number | undefined, low: number, high: number): number {
  const t = guess === undefined ? 0.1 : (guess - low) / (high - low);
  return low + Math.min(Math.max(t, 0.1), 0.9) * (high - low);
}

/** Where the cubic through two values and slopes has its minimum. Nocedal and Wright, (3.59). */
function cubicMinimum(a: Sample, b: Sample): number | undefined {
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.step - b.step);
  const radicand = d1 * d1 - a.slope * b.slope;
  if (!(radicand >= 0)) return undefined;
  const d2 = Math.sign(b.step - a.step) * Math.sqrt(radicand);
  const t = b.step - ((b.step - a.step) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
  return Number.isFinite(t) ? t : undefined;
}

/**
 * The line search of `strongWolfe` for optimizers. Book, section 16.1.5; Nocedal and Wright (2006), section 3.5.
 * @throws RangeError for options out of range: 0 < decrease < curvature < 1
 */
export function wolfe(options: WolfeOptions = {}): LineSearch {
  const known = checked("wolfe", options);
  return {
    kind: "lineSearch",
    search<P>(
      objective: Objective<P>,
      from: Evaluated,
      direction: Float64Array,
      slope: number,
      first: number,
      longest?: number,
    ) {
      expectSearch("wolfe", objective, from, direction, slope, first, longest);
      const at = along(objective, from, direction);
      const phi = (step: number): Found & Sample => {
        const found = at(step);
        return { ...found, slope: dot(found.gradient, direction) };
      };
      const found = strongWolfe(phi, { step: 0, value: from.value, slope }, first, known, longest);
      if (found === undefined) return undefined;
      const { x, value, gradient, step } = found;
      return { x, value, gradient, step };
    },
  };
}
