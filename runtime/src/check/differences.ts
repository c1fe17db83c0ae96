import type { Flat } from "./flat.js";

/** A derivative along a line, with an estimate of its error in every component. */
export interface Slope {
  readonly value: Float64Array;
  readonly error: Float64Array;
  /** How much the function changes over the first step, for scale. */
  readonly size: Float64Array;
  /** How far a derivative to be compared may be off by rounding. */
  readonly rounding: Float64Array;
}

const FIRST_STEP = 2 ** -3;
const SHORTEST_FIRST_STEP = 2 ** -15;

/** So short that what is far away does not matter, and that rounding does not matter much. */
function testStep({ unit }: Flat): number {
  return unit === 2 ** -53 ? 2 ** -20 : 2 ** -8;
}

/**
 * The derivative in direction `v` by central differences. Extrapolation from long steps can be wrong in a consistent manner where
 * the function has jumps further away, so it has to agree with a short step; if it does not, it starts closer to the point.
 * `undefined` where the function has no finite values on both sides, however close.
 */
export function slopeAlong(flat: Flat, v: Float64Array): Slope | undefined {
  const test = quotient(flat, v, testStep(flat));
  for (let step = FIRST_STEP; ; step /= 16) {
    const slope = extrapolated(flat, v, step);
    if (!slope || !test || agree(flat, slope, test)) return slope;
    if (step < SHORTEST_FIRST_STEP) {
      const off = slope.error.map((error, j) => Math.max(error, Math.abs(slope.value[j] - test.value[j])));
      return { ...slope, error: off };
    }
  }
}

function agree(flat: Flat, { value, size }: Slope, test: Quotient): boolean {
  return value.every((x, j) => {
    const rounding = (100 * flat.unit * (Math.abs(flat.y[j]) + Math.abs(x))) / testStep(flat);
    return Math.abs(x - test.value[j]) <= 1e-3 * Math.max(Math.abs(x), size[j]) + rounding;
  });
}

interface Quotient {
  readonly value: Float64Array;
  readonly rounding: Float64Array;
  readonly size: Float64Array;
}

function quotient(flat: Flat, v: Float64Array, h: number): Quotient | undefined {
  const [above, below] = [flat.along(v, h), flat.along(v, -h)];
  if (!above || !below) return undefined;
  const value = above.map((y, j) => (y - below[j]) / (2 * h));
  const rounding = above.map((y, j) => (flat.unit * (Math.abs(y) + Math.abs(below[j]) + Math.abs(value[j]))) / h);
  const size = above.map((y, j) => (Math.abs(y - flat.y[j]) + Math.abs(below[j] - flat.y[j])) / (2 * h));
  return { value, rounding, size };
}

const LEVELS = 24;
const ORDERS = 8;

/**
 * Richardson's extrapolation from halved steps: of the tableau each component takes the entry of the least estimated error, of
 * truncation and of rounding.
 * Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", Advances in Engineering Software 4 (1982).
 */
function extrapolated(flat: Flat, v: Float64Array, first: number): Slope | undefined {
  const value = new Float64Array(flat.outputs).fill(Number.NaN);
  const error = new Float64Array(flat.outputs).fill(Number.POSITIVE_INFINITY);
  let coarser: Float64Array[] = [];
  let size: Float64Array | undefined;
  for (let level = 0, h = first; level < LEVELS; level++, h /= 2) {
    const central = quotient(flat, v, h);
    if (!central) {
      coarser = [];
      continue;
    }
    const row = [central.value];
    size ??= central.size;
    for (let order = 1; order <= Math.min(coarser.length, ORDERS); order++) {
      const [fine, coarse] = [row[order - 1], coarser[order - 1]];
      const factor = 4 ** order;
      row.push(fine.map((x, j) => (factor * x - coarse[j]) / (factor - 1)));
      for (let j = 0; j < flat.outputs; j++) {
        const entry = row[order][j];
        const truncation = Math.max(Math.abs(entry - fine[j]), Math.abs(entry - coarse[j]));
        if (truncation + central.rounding[j] < error[j]) {
          error[j] = truncation + central.rounding[j];
          value[j] = entry;
        }
      }
    }
    coarser = row;
    if (value.every((x, j) => error[j] <= 1e3 * flat.unit * Math.abs(x))) break;
  }
  return size && { value, error, size, rounding: roundingOf(flat, size) };
}

/**
 * Rounding errors of derivatives that are sums of terms which cancel: relative to the function, not to them. Of a function that is
 * zero all along nothing tells the size of its terms, which is taken to be 1.
 */
function roundingOf(flat: Flat, size: Float64Array): Float64Array {
  return size.map((change, j) => 100 * flat.unit * (Math.abs(flat.y[j]) + change || 1));
}

/** Where a function has a corner or a jump: the component, and its slopes on both sides. */
export interface Corner {
  readonly output: number;
  readonly before: number;
  readonly after: number;
}

/**
 * A corner or a jump at the point itself in direction `v`. With the step, first differences fall where a function is
 * continuous, and second differences fall faster than the step where it is smooth.
 */
export function cornerAlong(flat: Flat, v: Float64Array): Corner | undefined {
  const near = flat.unit === 2 ** -53 ? 2 ** -16 : 2 ** -7;
  const [above, below] = [flat.along(v, near), flat.along(v, -near)];
  const [farAbove, farBelow] = [flat.along(v, 16 * near), flat.along(v, -16 * near)];
  if (!above || !below || !farAbove || !farBelow) return undefined;
  for (let j = 0; j < flat.outputs; j++) {
    const y = flat.y[j];
    const bend = Math.abs(above[j] - 2 * y + below[j]) / near;
    const farBend = Math.abs(farAbove[j] - 2 * y + farBelow[j]) / (16 * near);
    const slope = Math.max(Math.abs(above[j] - y), Math.abs(below[j] - y)) / near;
    const rounding = (flat.unit * (Math.abs(y) + slope)) / near;
    const jump = Math.abs(above[j] - below[j]) / near;
    const farJump = Math.abs(farAbove[j] - farBelow[j]) / near;
    const isCorner = bend > 0.4 * farBend && bend > 1e3 * rounding && bend > 1e-6 * slope;
    if (isCorner || (jump > 0.4 * farJump && jump > 1e3 * rounding)) {
      return { output: j, before: (y - below[j]) / near, after: (above[j] - y) / near };
    }
  }
  return undefined;
}

/** The first component in which a derivative is not what differences say, or -1. */
export function firstDifferent(slope: Slope, found: Float64Array, tolerance: number): number {
  const { value, error, rounding } = slope;
  return value.findIndex((expected, j) => !isClose(expected, error[j] + rounding[j], found[j], tolerance));
}

/** Whether `found` is `expected`, which is known up to about `error`. */
export function isClose(expected: number, error: number, found: number, tolerance: number, scale = 0): boolean {
  const size = Math.max(Math.abs(expected), Math.abs(found), scale);
  return Math.abs(found - expected) <= tolerance * size + 10 * error;
}

/** The first component whose slope is known too badly to tell anything, or -1. */
export function firstUnknown(flat: Flat, slope: Slope, tolerance: number): number {
  return slope.value.findIndex((x, j) => {
    const size = Math.max(Math.abs(x), Math.abs(flat.y[j]), slope.size[j]);
    return !(10 * slope.error[j] <= Math.sqrt(tolerance) * size);
  });
}
