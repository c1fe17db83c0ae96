import { type SparsityPattern, transposePattern } from "./pattern.js";

/** A color for every column (or row, or vertex), from 0 to `count - 1`. */
export interface Coloring {
  readonly colors: Int32Array;
  readonly count: number;
}

/**
 * In which order a greedy coloring goes: as numbered, or first those with the largest or the smallest number of neighbors, those
 * of one number as numbered. The largest first is the order of Welsh and Powell (1967).
 */
export type Order = "natural" | "largestFirst" | "smallestFirst";

/**
 * A coloring of the columns in which no two columns of a color have entries in one row, so that the sum of the columns of
 * each color tells all entries. Greedy; it takes time in the sum of the squares of the lengths of the rows at most, and in the
 * number of entries where the colors of a row have few gaps.
 */
export function colorColumns(pattern: SparsityPattern, order: Order = "largestFirst"): Coloring {
  const { offsets } = pattern;
  const [m, n] = pattern.shape;
  const rows = transposePattern(pattern);
  // Neighbors are counted once for every row in which they are.
  const degrees = new Int32Array(n);
  for (let j = 0; j < n; j++) {
    for (let q = rows.offsets[j]; q < rows.offsets[j + 1]; q++) {
      const i = rows.columns[q];
      degrees[j] += offsets[i + 1] - offsets[i] - 1;
    }
  }
  const colors = new Int32Array(n);
  const taken = new Taken(n);
  const used = new UsedColors(m);
  for (const j of sequence(degrees, order)) {
    let least = 0;
    for (let q = rows.offsets[j]; q < rows.offsets[j + 1]; q++) {
      least = Math.max(least, used.takeFrom(rows.columns[q], taken, j));
    }
    colors[j] = taken.first(j, least);
    for (let q = rows.offsets[j]; q < rows.offsets[j + 1]; q++) used.add(rows.columns[q], colors[j]);
  }
  return { colors, count: taken.count };
}

/** The colors of each row: all up to one, and some more. */
class UsedColors {
  private readonly first: Int32Array;
  private readonly others: (number[] | undefined)[];

  constructor(rows: number) {
    this.first = new Int32Array(rows);
    this.others = new Array(rows);
  }

  /** Takes the colors of a row from a column, but for those below the color that is returned. */
  takeFrom(row: number, taken: Taken, column: number): number {
    const others = this.others[row];
    if (others) for (const color of others) taken.mark(color, column);
    return this.first[row];
  }

  add(row: number, color: number): void {
    const others = (this.others[row] ??= []);
    if (color !== this.first[row]) {
      others.push(color);
      return;
    }
    let next = color + 1;
    for (let k = others.indexOf(next); k >= 0; k = others.indexOf(++next)) others.splice(k, 1);
    this.first[row] = next;
  }
}

/** The same for rows: no two rows of a color have entries in one column. */
export function colorRows(pattern: SparsityPattern, order: Order = "largestFirst"): Coloring {
  return colorColumns(transposePattern(pattern), order);
}

/**
 * What a product is taken of for each color: 1 for the columns (or rows) of the color, and 0 for the others.
 */
export function seeds({ colors, count }: Coloring): Float64Array[] {
  const vectors = Array.from({ length: count }, () => new Float64Array(colors.length));
  colors.forEach((color, j) => (vectors[color][j] = 1));
  return vectors;
}

/** The colors that a vertex must not have. */
export class Taken {
  /** The vertex that took each color last. */
  private readonly by: Int32Array;
  /** How many colors there are. */
  count = 0;

  constructor(vertices: number) {
    this.by = new Int32Array(vertices).fill(-1);
  }

  /** Takes a color, where it is one, from a vertex. */
  mark(color: number, vertex: number): void {
    if (color >= 0) this.by[color] = vertex;
  }

  /** The first color from `least` on that a vertex may have. */
  first(vertex: number, least = 0): number {
    let color = least;
    while (color < this.count && this.by[color] === vertex) color++;
    if (color === this.count) this.count++;
    return color;
  }
}

/** All vertices in an order, by counting. */
export function sequence(degrees: Int32Array, order: Order): Int32Array {
  const vertices = Int32Array.from(degrees, (_, v) => v);
  if (order === "natural") return vertices;
  const largest = degrees.reduce((max, degree) => Math.max(max, degree), 0);
  const ranks = order === "largestFirst" ? degrees.map((degree) => largest - degree) : degrees;
  const next = new Int32Array(largest + 2);
  for (const rank of ranks) next[rank + 1]++;
  for (let k = 0; k <= largest; k++) next[k + 1] += next[k];
  for (let v = 0; v < ranks.length; v++) vertices[next[ranks[v]]++] = v;
  return vertices;
}
