import { type SparsityPattern, transposePattern } from "./pattern.js";

/** A color for every column (or row, or vertex), from 0 to `count - 1`. */
export interface Coloring {
  readonly colors: Int32Array;
  readonly count: number;
}

/**
 * In which order a greedy coloring goes: as numbered, or first those with the largest number of neighbours, those of one
 * number as numbered (Welsh and Powell 1967).
 */
export type Order = "natural" | "largestFirst";

/**
 * A coloring of the columns in which no two columns of a color have entries in one row, so that the sum of the columns of
 * each color tells all entries. Greedy; it takes time in the sum of the squares of the lengths of the rows.
 */
export function colorColumns(pattern: SparsityPattern, order: Order = "largestFirst"): Coloring {
  const { offsets, columns } = pattern;
  const n = pattern.shape[1];
  const rows = transposePattern(pattern);
  // Neighbours are counted once for every row in which they are; without entries a column has none.
  const degrees = new Int32Array(n);
  for (let j = 0; j < n; j++) {
    for (let q = rows.offsets[j]; q < rows.offsets[j + 1]; q++) {
      const i = rows.columns[q];
      degrees[j] += offsets[i + 1] - offsets[i] - 1;
    }
  }
  const colors = new Int32Array(n).fill(-1);
  const taken = new Taken(n);
  for (const j of sequence(degrees, order)) {
    for (let q = rows.offsets[j]; q < rows.offsets[j + 1]; q++) {
      const i = rows.columns[q];
      for (let p = offsets[i]; p < offsets[i + 1]; p++) taken.mark(colors[columns[p]], j);
    }
    colors[j] = taken.first(j);
  }
  return { colors, count: taken.count };
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

  /** The first color that a vertex may have. */
  first(vertex: number): number {
    let color = 0;
    while (color < this.count && this.by[color] === vertex) color++;
    if (color === this.count) this.count++;
    return color;
  }
}

/** All vertices in an order, by counting. */
export function sequence(degrees: Int32Array, order: Order): Int32Array {
  const n = degrees.length;
  const vertices = Int32Array.from(degrees, (_, v) => v);
  if (order === "natural") return vertices;
  const largest = degrees.reduce((max, degree) => Math.max(max, degree), 0);
  const next = new Int32Array(largest + 2);
  for (const degree of degrees) next[largest - degree + 1]++;
  for (let k = 0; k <= largest; k++) next[k + 1] += next[k];
  for (let v = 0; v < n; v++) vertices[next[largest - degrees[v]]++] = v;
  return vertices;
}
