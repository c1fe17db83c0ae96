/** The quadratic model of L-BFGS within bounds. Byrd, Lu, Nocedal and Zhu (1995); its names. */
import { dot, plus } from "../vectors.js";
import type { Pair } from "./lbfgs.js";
import { qr, solveUpper } from "./qr.js";

export interface Bounds {
  low(i: number): number;
  high(i: number): number;
}

/** The approximation θ I - W M Wᵀ of the Hessian. */
export interface Compact {
  readonly theta: number;
  /** Row i of W, by the number i. */
  readonly w: readonly Float64Array[];
  /** M v. */
  product(v: Float64Array): Float64Array;
}

/** W = [Y, θ S], M the inverse of [[-D, Lᵀ], [L, θ SᵀS]], with D and L the diagonal and what is below it of SᵀY. Section 3 there. */
export function compactOf(pairs: readonly Pair[], n: number): Compact {
  const m = pairs.length;
  if (m === 0) return { theta: 1, w: Array.from({ length: n }, () => new Float64Array(0)), product: (v) => v };
  const last = pairs[m - 1];
  const theta = dot(last.y, last.y) / dot(last.s, last.y);
  const w = Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: 2 * m }, (_, k) => (k < m ? pairs[k].y[i] : theta * pairs[k - m].s[i])),
  );
  const middle = Array.from({ length: 2 * m }, () => new Float64Array(2 * m));
  for (let i = 0; i < m; i++) {
    middle[i][i] = -dot(pairs[i].s, pairs[i].y);
    for (let j = 0; j < m; j++) middle[m + i][m + j] = theta * dot(pairs[i].s, pairs[j].s);
    for (let j = 0; j < i; j++) middle[m + i][j] = middle[j][m + i] = dot(pairs[i].s, pairs[j].y);
  }
  return { theta, w, product: (v) => solve(middle, v) };
}

function solve(matrix: readonly Float64Array[], b: Float64Array): Float64Array {
  const triangle = qr(matrix, b, b.length);
  // A singular matrix: the model without its memory.
  return solveUpper(triangle.r, triangle.b) ?? new Float64Array(b.length);
}

export interface Cauchy {
  readonly x: Float64Array;
  /** Wᵀ (x - start). */
  readonly c: Float64Array;
}

/** The first minimum of the model along the projected gradient path. Algorithm CP. */
export function cauchyPoint(
  { theta, w, product }: Compact,
  start: Float64Array,
  gradient: Float64Array,
  bounds: Bounds,
): Cauchy {
  const n = start.length;
  const x = start.slice();
  const d = new Float64Array(n);
  const breaks = gradient.map((g, i) =>
    g === 0 ? Number.POSITIVE_INFINITY : (start[i] - (g < 0 ? bounds.high(i) : bounds.low(i))) / g,
  );
  let p: Float64Array = new Float64Array(w[0].length);
  for (let i = 0; i < n; i++) {
    if (!(breaks[i] > 0)) continue;
    d[i] = -gradient[i];
    p = plus(p, d[i], w[i]);
  }
  let c: Float64Array = new Float64Array(p.length);
  let slope = -dot(d, d);
  if (slope === 0) return { x, c };
  let curvature = -theta * slope - dot(p, product(p));
  let reach = stepTo(slope, curvature);
  let passed = 0;
  const order = [...breaks.keys()].filter((i) => breaks[i] > 0).sort((i, j) => breaks[i] - breaks[j]);
  for (const b of order) {
    const length = breaks[b] - passed;
    if (!(reach >= length)) break;
    const g = gradient[b];
    x[b] = d[b] > 0 ? bounds.high(b) : bounds.low(b);
    const z = x[b] - start[b];
    c = plus(c, length, p);
    slope += length * curvature + g * g + theta * g * z - g * dot(w[b], product(c));
    curvature += -theta * g * g - 2 * g * dot(w[b], product(p)) - g * g * dot(w[b], product(w[b]));
    p = plus(p, g, w[b]);
    d[b] = 0;
    passed = breaks[b];
    reach = stepTo(slope, curvature);
    if (d.every((v) => v === 0)) return { x, c };
  }
  reach = Math.max(reach, 0);
  for (let i = 0; i < n; i++) if (d[i] !== 0) x[i] = start[i] + (passed + reach) * d[i];
  return { x, c: plus(c, reach, p) };
}

function stepTo(slope: number, curvature: number): number {
  if (slope >= 0) return 0;
  return curvature > 0 ? -slope / curvature : Number.MAX_VALUE;
}

/**
 * The minimum of the model over the numbers that are not at bounds at the Cauchy point, projected to the bounds; where that does not go
 * down, what the way there reaches within the bounds. Section 5.1.
 */
export function subspaceMinimum(
  { theta, w, product }: Compact,
  start: Float64Array,
  gradient: Float64Array,
  cauchy: Cauchy,
  bounds: Bounds,
): Float64Array {
  const free = [...start.keys()].filter((i) => cauchy.x[i] > bounds.low(i) && cauchy.x[i] < bounds.high(i));
  const size = w[0].length;
  if (free.length === 0 || size === 0) return cauchy.x;
  const turned = product(cauchy.c);
  const r = Float64Array.from(free, (i) => gradient[i] + theta * (cauchy.x[i] - start[i]) - dot(w[i], turned));
  let v: Float64Array = new Float64Array(size);
  for (const [k, i] of free.entries()) v = plus(v, r[k], w[i]);
  // I - M Wᵀ W / θ, by columns that are products of M.
  const inner = Array.from({ length: size }, () => new Float64Array(size));
  for (let j = 0; j < size; j++) {
    let column: Float64Array = new Float64Array(size);
    for (const i of free) column = plus(column, w[i][j], w[i]);
    const image = product(column);
    for (let k = 0; k < size; k++) inner[k][j] = (k === j ? 1 : 0) - image[k] / theta;
  }
  v = solve(inner, product(v));
  const step = free.map((i, k) => -(r[k] + dot(w[i], v) / theta) / theta);

  const projected = cauchy.x.slice();
  for (const [k, i] of free.entries())
    projected[i] = Math.min(Math.max(cauchy.x[i] + step[k], bounds.low(i)), bounds.high(i));
  let slope = 0;
  for (let i = 0; i < start.length; i++) slope += gradient[i] * (projected[i] - start[i]);
  if (slope < 0) return projected;

  let alpha = 1;
  for (const [k, i] of free.entries()) {
    const room = (step[k] > 0 ? bounds.high(i) : bounds.low(i)) - cauchy.x[i];
    if (step[k] !== 0) alpha = Math.min(alpha, room / step[k]);
  }
  const truncated = cauchy.x.slice();
  for (const [k, i] of free.entries()) truncated[i] = cauchy.x[i] + alpha * step[k];
  return truncated;
}
