import { type Coloring, type Order, sequence, Taken } from "./coloring.js";
import { type SparsityPattern, transposePattern } from "./pattern.js";

/**
 * A star coloring of a symmetric pattern: neighbors have different colors, and so has one of any four vertices in a path
 * a third one. Then every entry of a symmetric matrix stands alone in the sum of the columns of a color, in its row or in
 * that of its mirror image, also where all of the diagonal is there (`decompressStar`).
 *
 * Greedy, by keeping the stars: the edges between two colors fall into stars, whose center is their hub. It takes time in the
 * number of entries times that of colors at most. Gebremedhin, Tarafdar, Manne and Pothen, "New acyclic and star coloring
 * algorithms with application to computing Hessians", SIAM J. Sci. Comput. 29 (2007), algorithm 4.1.
 * Without an order it takes the better one of the smallest and the largest first: where a few vertices have most
 * neighbors, as the cameras of a bundle adjustment, they do with few colors only after all others.
 * @throws RangeError where the pattern is not symmetric
 */
export function colorStar(pattern: SparsityPattern, order?: Order): Coloring {
  expectSymmetric(pattern);
  const n = pattern.shape[0];
  if (order) return starsInOrder(pattern, order, n) as Coloring;
  const first = starsInOrder(pattern, "smallestFirst", n) as Coloring;
  return starsInOrder(pattern, "largestFirst", first.count) ?? first;
}

/** `undefined` where it takes more than `most` colors. */
function starsInOrder(pattern: SparsityPattern, order: Order, most: number): Coloring | undefined {
  const stars = new Stars(pattern);
  const degrees = Int32Array.from({ length: pattern.shape[0] }, (_, v) => pattern.offsets[v + 1] - pattern.offsets[v]);
  for (const v of sequence(degrees, order)) {
    stars.color(v);
    if (stars.taken.count > most) return undefined;
  }
  return { colors: stars.colors, count: stars.taken.count };
}

const NONE = -1;

class Stars {
  readonly colors: Int32Array;
  readonly taken: Taken;
  /** By vertex, the colors of its neighbors, each with the place of an edge to one. */
  private readonly edgeOf: Map<number, number>[];
  /** By vertex, the colors of the hubs of the stars in which it is a leaf. */
  private readonly hubColors: number[][];
  /** The star of an edge, by its place in the pattern, and whether a star has more than one edge, so that one end is its hub. */
  private readonly starOf: Int32Array;
  private readonly hasHub: boolean[] = [];
  /** The place of the mirror image of every edge. */
  private readonly mirror: Int32Array;
  /** The vertex whose neighbors were taken last for a vertex. */
  private readonly treatedFor: Int32Array;

  constructor(private readonly pattern: SparsityPattern) {
    const n = pattern.shape[0];
    this.colors = new Int32Array(n).fill(NONE);
    this.taken = new Taken(n);
    this.edgeOf = Array.from({ length: n }, () => new Map<number, number>());
    this.hubColors = Array.from({ length: n }, () => []);
    this.starOf = new Int32Array(pattern.columns.length).fill(NONE);
    this.mirror = mirrorOf(pattern);
    this.treatedFor = new Int32Array(n).fill(NONE);
  }

  color(v: number): void {
    const { colors, taken } = this;
    const { offsets, columns } = this.pattern;
    const edges = this.edgeOf[v];
    for (let p = offsets[v]; p < offsets[v + 1]; p++) {
      const w = columns[p];
      const color = colors[w];
      if (color === NONE) continue;
      taken.mark(color, v);
      const other = edges.get(color);
      if (other === undefined) {
        edges.set(color, p);
        // v must not be behind a hub of which w is a leaf: from another leaf to v, two colors would take turns.
        for (const hubColor of this.hubColors[w]) taken.mark(hubColor, v);
      } else {
        // v is between two neighbors of one color: none of theirs may have the color of v.
        this.takeNeighbors(columns[other], v);
        this.takeNeighbors(w, v);
      }
    }
    colors[v] = taken.first(v);
    this.join(v);
  }

  private takeNeighbors(w: number, v: number): void {
    if (this.treatedFor[w] === v) return;
    this.treatedFor[w] = v;
    for (const color of this.edgeOf[w].keys()) this.taken.mark(color, v);
  }

  /** Puts the edges of a vertex that has just been colored into stars. */
  private join(v: number): void {
    const { colors } = this;
    const { offsets, columns } = this.pattern;
    for (let p = offsets[v]; p < offsets[v + 1]; p++) {
      const w = columns[p];
      if (w === v || colors[w] === NONE) continue;
      const beyond = this.edgeOf[w].get(colors[v]);
      const before = this.edgeOf[v].get(colors[w]) as number;
      if (beyond !== undefined) this.grow(p, beyond, w, v);
      else if (before !== p) this.grow(p, before, v, w);
      else this.put(p, this.hasHub.push(false) - 1);
      this.edgeOf[w].set(colors[v], this.mirror[p]);
    }
  }

  /** Puts the edge p, between a hub and a leaf, into the star of another edge of the hub. */
  private grow(p: number, other: number, hub: number, leaf: number): void {
    const star = this.starOf[other];
    if (!this.hasHub[star]) {
      this.hasHub[star] = true;
      this.hubColors[this.pattern.columns[other]].push(this.colors[hub]);
    }
    this.hubColors[leaf].push(this.colors[hub]);
    this.put(p, star);
  }

  private put(p: number, star: number): void {
    this.starOf[p] = star;
    this.starOf[this.mirror[p]] = star;
  }
}

/** The place of (j, i) for every place (i, j): the rows of a symmetric pattern, read in order, are its columns in order. */
function mirrorOf({ shape: [n], offsets, columns }: SparsityPattern): Int32Array {
  const next = offsets.slice(0, n);
  const mirror = new Int32Array(columns.length);
  for (let p = 0; p < columns.length; p++) mirror[p] = next[columns[p]]++;
  return mirror;
}

/** @throws RangeError */
export function expectSymmetric(pattern: SparsityPattern): void {
  const [m, n] = pattern.shape;
  if (m !== n) throw new RangeError(`a symmetric pattern is square, but this one has shape ${m} x ${n}`);
  const { offsets, columns } = transposePattern(pattern);
  for (let i = 0; i < n; i++) {
    const [start, end] = [pattern.offsets[i], pattern.offsets[i + 1]];
    for (let p = start; p < Math.max(end, offsets[i + 1]); p++) {
      if (p >= end || p >= offsets[i + 1] || columns[p] !== pattern.columns[p]) {
        const j = Math.min(p < end ? pattern.columns[p] : n, p < offsets[i + 1] ? columns[p] : n);
        throw new RangeError(`the pattern is not symmetric: of (${i}, ${j}) and (${j}, ${i}) it has one only`);
      }
    }
  }
}
