import { type Coloring, type Order, sequence, Taken } from "./coloring.js";
import { type SparsityPattern, transposePattern } from "./pattern.js";

/**
 * A star coloring of a symmetric pattern: neighbours have different colors, and so has one of any four vertices in a path
 * a third one. Then every entry of a symmetric matrix stands alone in the sum of the columns of a color, in its row or in
 * that of its mirror image, also where all of the diagonal is there (`decompressStar`).
 *
 * Greedy, by keeping the stars: the edges between two colors fall into stars, whose centre is their hub. It takes time in
 * the sum of the squares of the numbers of neighbours. Gebremedhin, Tarafdar, Manne and Pothen, "New acyclic and star
 * coloring algorithms with application to computing Hessians", SIAM J. Sci. Comput. 29 (2007), algorithm 4.1.
 * @throws RangeError where the pattern is not symmetric
 */
export function colorStar(pattern: SparsityPattern, order: Order = "largestFirst"): Coloring {
  expectSymmetric(pattern);
  const stars = new Stars(pattern);
  const degrees = new Int32Array(pattern.shape[0]);
  for (let v = 0; v < degrees.length; v++) degrees[v] = pattern.offsets[v + 1] - pattern.offsets[v];
  for (const v of sequence(degrees, order)) stars.color(v);
  return { colors: stars.colors, count: stars.taken.count };
}

const NONE = -1;

class Stars {
  readonly colors: Int32Array;
  readonly taken: Taken;
  /** The star of an edge, by its place in the pattern, and the hub of a star of more than one edge. */
  private readonly starOf: Int32Array;
  private readonly hubs: number[] = [];
  /** The place of the mirror image of every edge. */
  private readonly mirror: Int32Array;
  /** By color, the last vertex that looked at it, and the place of the first of its edges to a neighbour of that color. */
  private readonly seenBy: Int32Array;
  private readonly firstEdge: Int32Array;
  /** The vertex for which all neighbours of a vertex were taken last. */
  private readonly treatedFor: Int32Array;

  constructor(private readonly pattern: SparsityPattern) {
    const n = pattern.shape[0];
    this.colors = new Int32Array(n).fill(NONE);
    this.taken = new Taken(n);
    this.starOf = new Int32Array(pattern.columns.length).fill(NONE);
    this.mirror = mirrorOf(pattern);
    this.seenBy = new Int32Array(n).fill(NONE);
    this.firstEdge = new Int32Array(n);
    this.treatedFor = new Int32Array(n).fill(NONE);
  }

  color(v: number): void {
    const { colors, taken } = this;
    const { offsets, columns } = this.pattern;
    for (let p = offsets[v]; p < offsets[v + 1]; p++) {
      const w = columns[p];
      const color = colors[w];
      if (color === NONE) continue;
      taken.mark(color, v);
      if (this.seenBy[color] === v) {
        // v is between two neighbours of one color: none of theirs may have the color of v.
        this.takeNeighbours(columns[this.firstEdge[color]], v);
        this.takeNeighbours(w, v);
      } else {
        this.seenBy[color] = v;
        this.firstEdge[color] = p;
        this.takeHubs(w, v);
      }
    }
    colors[v] = taken.first(v);
    this.join(v);
  }

  private takeNeighbours(w: number, v: number): void {
    if (this.treatedFor[w] === v) return;
    this.treatedFor[w] = v;
    const { offsets, columns } = this.pattern;
    for (let p = offsets[w]; p < offsets[w + 1]; p++) {
      if (columns[p] !== v) this.taken.mark(this.colors[columns[p]], v);
    }
  }

  /** v must not be at the end of w - hub - other, of which w and other have one color. */
  private takeHubs(w: number, v: number): void {
    const { offsets, columns } = this.pattern;
    for (let p = offsets[w]; p < offsets[w + 1]; p++) {
      const x = columns[p];
      if (x !== v && this.colors[x] !== NONE && x !== w && this.hubs[this.starOf[p]] === x)
        this.taken.mark(this.colors[x], v);
    }
  }

  /** Puts the edges of a vertex that has just been colored into stars. */
  private join(v: number): void {
    const { colors } = this;
    const { offsets, columns } = this.pattern;
    for (let p = offsets[v]; p < offsets[v + 1]; p++) {
      const w = columns[p];
      if (w === v || colors[w] === NONE) continue;
      const other = this.edgeTo(w, colors[v], v);
      const first = this.firstEdge[colors[w]];
      let star: number;
      if (other !== NONE) {
        star = this.starOf[other];
        this.hubs[star] = w;
      } else if (first !== p) {
        star = this.starOf[first];
        this.hubs[star] = v;
      } else {
        star = this.hubs.push(NONE) - 1;
      }
      this.starOf[p] = star;
      this.starOf[this.mirror[p]] = star;
    }
  }

  /** The place of an edge of w to a vertex of a color other than v, if there is one. */
  private edgeTo(w: number, color: number, v: number): number {
    const { offsets, columns } = this.pattern;
    for (let p = offsets[w]; p < offsets[w + 1]; p++) {
      if (columns[p] !== v && this.colors[columns[p]] === color) return p;
    }
    return NONE;
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
