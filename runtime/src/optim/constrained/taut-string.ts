/** A corner that the string may touch. */
interface Corner {
  readonly at: number;
  readonly height: number;
}

/**
 * The u with the least ½ |u - y|² + λ Σ |u_{i+1} - u_i|: the slopes of the shortest string through the tube of half width λ around the sums
 * of y, which is tied to both ends. The string is found by a funnel: from its last corner, the upper border seen from below is a convex
 * chain, and the lower one a concave chain; where a new corner lies beyond the other chain, the string bends around that. Linear time.
 * Davies and Kovac, "Local extremes, runs, strings and multiresolution" (2001).
 */
export function tautString(y: Float64Array, lambda: number): Float64Array {
  const n = y.length;
  const u = new Float64Array(n);
  let apex: Corner = { at: 0, height: 0 };
  const upper = new Chain(1);
  const lower = new Chain(-1);
  let sum = 0;
  for (let at = 1; at <= n; at++) {
    sum += y[at - 1];
    const slack = at === n ? 0 : lambda;
    apex = extend(upper, lower, { at, height: sum + slack }, apex, u);
    if (at === n) break;
    apex = extend(lower, upper, { at, height: sum - slack }, apex, u);
  }
  for (let corner = upper.shift(); corner !== undefined; corner = upper.shift()) {
    fill(u, apex, corner);
    apex = corner;
  }
  return u;
}

/** Corners from the apex on, whose slopes grow (`sign` 1) or fall (-1). */
class Chain {
  private readonly corners: Corner[] = [];
  private first = 0;

  constructor(readonly sign: 1 | -1) {}

  get length(): number {
    return this.corners.length - this.first;
  }

  front(): Corner {
    return this.corners[this.first];
  }

  shift(): Corner | undefined {
    return this.length > 0 ? this.corners[this.first++] : undefined;
  }

  /** Appends a corner, after leaving out those that would make a dent. */
  push(corner: Corner, apex: Corner): void {
    while (this.length > 0) {
      const last = this.corners[this.corners.length - 1];
      const before = this.length > 1 ? this.corners[this.corners.length - 2] : apex;
      if (this.sign * (slope(before, last) - slope(last, corner)) < 0) break;
      this.corners.pop();
    }
    this.corners.push(corner);
  }
}

/** Adds a corner to a chain; returns the new apex. */
function extend(chain: Chain, other: Chain, corner: Corner, from: Corner, u: Float64Array): Corner {
  let apex = from;
  chain.push(corner, apex);
  // Only where nothing is left between apex and corner may the other chain stand in the way.
  while (
    chain.length === 1 &&
    other.length > 0 &&
    chain.sign * (slope(apex, corner) - slope(apex, other.front())) < 0
  ) {
    const bend = other.shift() as Corner;
    fill(u, apex, bend);
    apex = bend;
  }
  return apex;
}

function slope(a: Corner, b: Corner): number {
  return (b.height - a.height) / (b.at - a.at);
}

function fill(u: Float64Array, from: Corner, to: Corner): void {
  u.fill(slope(from, to), from.at, to.at);
}
