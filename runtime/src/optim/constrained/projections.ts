/** Convex sets with their projections. Book, section 15.3.3. */
import { describe } from "../../describe.js";
import { expectNumbers, expectPositive } from "../checks.js";
import { dot, norm, plus, times } from "../vectors.js";
import { type Projection, projection } from "./regularizer.js";
import { qr, solveTransposed, solveUpper } from "../second-order/qr.js";

/** A bound for every number, or one for each. */
export type Bound = number | ArrayLike<number>;

/**
 * { x : low <= x <= high }; infinite bounds are none. Book, section 15.3.3.
 * @throws RangeError where a lower bound is above the upper one, or one is NaN; later where there are not as many bounds as numbers
 */
export function box(low: Bound, high: Bound): Projection {
  expectBounds("box", low, high);
  return projection((x) => {
    expectBoundsFor("box", "low", low, x);
    expectBoundsFor("box", "high", high, x);
    return x.map((v, i) => Math.min(Math.max(v, boundAt(low, i)), boundAt(high, i)));
  });
}

export function boundAt(bound: Bound, i: number): number {
  return typeof bound === "number" ? bound : bound[i];
}

/** @throws RangeError where a lower bound is above the upper one, or one is NaN, or their numbers differ */
export function expectBounds(fn: string, low: Bound, high: Bound): void {
  if (typeof low !== "number") expectNumbers(fn, "low", low);
  if (typeof high !== "number") expectNumbers(fn, "high", high);
  const lengths = [low, high].flatMap((bound) => (typeof bound === "number" ? [] : [bound.length]));
  if (lengths.length === 2 && lengths[0] !== lengths[1])
    throw new RangeError(`${fn}: low has ${lengths[0]} bounds, but high has ${lengths[1]}`);
  for (let i = 0; i < (lengths[0] ?? 1); i++) {
    const [from, to] = [boundAt(low, i), boundAt(high, i)];
    if (!(from <= to))
      throw new RangeError(
        `${fn}: low must not be above high, but ${lengths.length > 0 ? `at ${i} ` : ""}they are ${from} and ${to}`,
      );
  }
}

/** @throws RangeError where a list of bounds is not as long as the parameters */
export function expectBoundsFor(fn: string, name: string, bound: Bound, x: Float64Array): void {
  if (typeof bound !== "number" && bound.length !== x.length)
    throw new RangeError(`${fn}: ${name} has ${bound.length} bounds, but there are ${x.length} numbers`);
}

/** { x : x >= 0 }. Book, section 15.3.3. */
export function nonNegative(): Projection {
  return box(0, Number.POSITIVE_INFINITY);
}

/**
 * { x : x >= 0, Σ x = total }. Sorts; Held, Wolfe and Crowder (1974).
 * @throws RangeError where `total` is not positive
 */
export function simplex(total = 1): Projection {
  expectPositive("simplex", "total", total);
  return projection((x) => projectSimplex(x, total));
}

/** x minus the one threshold that leaves `total` of what stays positive. */
function projectSimplex(given: Float64Array, total: number): Float64Array {
  // The same for all numbers changes nothing; beside large ones, `total` would be lost.
  const most = given.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const x = given.map((v) => v - most);
  const sorted = x.slice().sort().reverse();
  let sum = 0;
  let threshold = 0;
  for (let k = 0; k < sorted.length; k++) {
    sum += sorted[k];
    const candidate = (sum - total) / (k + 1);
    if (sorted[k] > candidate) threshold = candidate;
  }
  return x.map((v) => Math.max(v - threshold, 0));
}

/**
 * { x : Σ |x| <= radius }. Duchi and others, "Efficient projections onto the l1-ball" (2008).
 * @throws RangeError where `radius` is not positive
 */
export function l1Ball(radius: number): Projection {
  expectPositive("l1Ball", "radius", radius);
  return projection((x) => {
    const sizes = x.map(Math.abs);
    if (sizes.reduce((sum, v) => sum + v, 0) <= radius) return x.slice();
    const moved = projectSimplex(sizes, radius);
    return x.map((v, i) => Math.sign(v) * moved[i]);
  });
}

/**
 * { x : |x|₂ <= radius }. Book, section 15.3.3.
 * @throws RangeError where `radius` is not positive
 */
export function l2Ball(radius: number): Projection {
  expectPositive("l2Ball", "radius", radius);
  return projection((x) => {
    const size = norm(x);
    return size <= radius ? x.slice() : times(radius / size, x);
  });
}

/**
 * { x : max |x| <= radius }. Book, section 15.3.3.
 * @throws RangeError where `radius` is not positive
 */
export function lInfinityBall(radius: number): Projection {
  expectPositive("lInfinityBall", "radius", radius);
  return box(-radius, radius);
}

/**
 * { x : A x = b }, by the rows of A: x - Aᵀ (A Aᵀ)⁻¹ (A x - b). Book, section 15.3.3.
 * @throws RangeError where rows and right-hand sides are not as many, where rows differ in length or depend on each other; later where rows
 * are not as long as the parameters
 */
export function affine(rows: readonly ArrayLike<number>[], b: ArrayLike<number>): Projection {
  if (!Array.isArray(rows)) throw new TypeError(`affine: rows must be an array of rows, but is ${describe(rows)}`);
  expectNumbers("affine", "b", b);
  for (const [i, row] of rows.entries()) expectNumbers("affine", `row ${i}`, row);
  if (rows.length !== b.length)
    throw new RangeError(`affine: there are ${rows.length} rows, but ${b.length} right-hand sides`);
  const a = rows.map((row) => Float64Array.from(row));
  const n = a[0]?.length ?? 0;
  for (const [i, row] of a.entries())
    if (row.length !== n) throw new RangeError(`affine: row 0 has ${n} entries, but row ${i} has ${row.length}`);
  // Aᵀ = Q R, so that A Aᵀ = Rᵀ R.
  const transposed = Array.from({ length: n }, (_, j) => Float64Array.from(a, (row) => row[j]));
  const { r } = qr(transposed, new Float64Array(n), a.length);
  if (a.length > n || solveUpper(r, new Float64Array(a.length)) === undefined)
    throw new RangeError("affine: rows depend on each other; leave out those that follow from others");
  return projection((x) => {
    if (a.length > 0 && x.length !== n)
      throw new RangeError(`affine: rows have ${n} entries, but there are ${x.length} numbers`);
    const excess = Float64Array.from(a, (row, i) => dot(row, x) - b[i]);
    const multipliers = solveUpper(r, solveTransposed(r, excess)) ?? excess;
    return a.reduce<Float64Array>((moved, row, i) => plus(moved, -multipliers[i], row), x.slice());
  });
}

/**
 * { x : aᵀ x <= b }. Book, section 15.3.3.
 * @throws RangeError where `a` is zero, or `b` is no number; later where it is not as long as the parameters
 */
export function halfSpace(a: ArrayLike<number>, b: number): Projection {
  expectNumbers("halfSpace", "a", a);
  if (typeof b !== "number" || Number.isNaN(b))
    throw new RangeError(`halfSpace: b must be a number, but is ${typeof b === "number" ? b : describe(b)}`);
  const normal = Float64Array.from(a);
  const square = dot(normal, normal);
  expectPositive("halfSpace", "the square of a", square);
  return projection((x) => {
    if (x.length !== normal.length)
      throw new RangeError(`halfSpace: a has ${normal.length} entries, but there are ${x.length} numbers`);
    const excess = dot(normal, x) - b;
    return excess <= 0 ? x.slice() : plus(x, -excess / square, normal);
  });
}

/**
 * { x : x₀ <= x₁ <= … }: isotonic regression, by pooling neighbors that are out of order. Ayer and others (1955).
 * @throws TypeError by its projection, where that is given no Float64Array
 */
export function increasing(): Projection {
  return projection((x) => {
    // Blocks of equal numbers: their means, and how many there are.
    const means: number[] = [];
    const counts: number[] = [];
    for (const v of x) {
      let [mean, count] = [v, 1];
      while (means.length > 0 && means[means.length - 1] >= mean) {
        const [m, c] = [means.pop() as number, counts.pop() as number];
        mean = (mean * count + m * c) / (count + c);
        count += c;
      }
      means.push(mean);
      counts.push(count);
    }
    const moved = new Float64Array(x.length);
    let k = 0;
    for (const [i, mean] of means.entries()) {
      moved.fill(mean, k, k + counts[i]);
      k += counts[i];
    }
    return moved;
  });
}

/**
 * { x : x₀ >= x₁ >= … }. Book, section 15.3.3.
 * @throws TypeError by its projection, where that is given no Float64Array
 */
export function decreasing(): Projection {
  const { project } = increasing();
  return projection((x) => project(x.map((v) => -v)).map((v) => -v));
}
