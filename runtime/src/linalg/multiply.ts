/**
 * Products of matrices by blocks (Goto and van de Geijn, Anatomy of high-performance matrix multiplication, 2008): blocks of both factors are
 * copied in the order in which they are read, so that strides and transposes cost nothing, and 4 x 3 entries of the product are
 * summed up at a time, as many as there are registers for.
 */
import type { Place } from "./shapes.js";

const ROWS = 4;
const COLUMNS = 3;
/** Depth of a block: a strip of either factor stays in the nearest cache. */
const DEPTH = 256;
/** Rows of a block of the first factor, which stays in the second cache. */
const HEIGHT = 128;
/** Up to so many products of entries copies do not pay. */
const FEW = 1000;

/** Adds the product of the matrices in two places to that in a third one, which is memory of its own. */
export function addProduct(
  a: Float64Array,
  atA: Place,
  b: Float64Array,
  atB: Place,
  c: Float64Array,
  atC: Place,
): void {
  const [m, k, n] = [atA.rows, atA.columns, atB.columns];
  if (m < ROWS || n < COLUMNS || m * k * n <= FEW) return addDirectly(a, atA, b, atB, c, atC);
  const block = new Float64Array(Math.min(DEPTH, k) * Math.min(HEIGHT, Math.ceil(m / ROWS) * ROWS));
  const strip = new Float64Array(Math.min(DEPTH, k) * COLUMNS);
  for (let deep = 0; deep < k; deep += DEPTH) {
    const depth = Math.min(DEPTH, k - deep);
    for (let top = 0; top < m; top += HEIGHT) {
      const height = Math.min(HEIGHT, m - top);
      for (let i = 0; i < height; i += ROWS)
        packRows(a, atA, top + i, Math.min(ROWS, height - i), deep, depth, block, i * depth);
      for (let j = 0; j < n; j += COLUMNS) {
        const width = Math.min(COLUMNS, n - j);
        packColumns(b, atB, j, width, deep, depth, strip);
        const to = atC.offset + top * atC.rowStride + j * atC.columnStride;
        multiplyStrips(block, height, strip, width, depth, c, to, atC.rowStride, atC.columnStride);
      }
    }
  }
}

function addDirectly(a: Float64Array, atA: Place, b: Float64Array, atB: Place, c: Float64Array, atC: Place): void {
  const [m, k, n] = [atA.rows, atA.columns, atB.columns];
  const [across, down] = [atA.columnStride, atB.rowStride];
  const isWide = n >= COLUMNS && m * k * n > FEW;
  for (let i = 0; i < m; i++) {
    const row = atA.offset + i * atA.rowStride;
    const to = atC.offset + i * atC.rowStride;
    if (isWide)
      // Along the rows of the second factor, as they lie in memory.
      for (let p = 0; p < k; p++) {
        const factor = a[row + p * across];
        const from = atB.offset + p * down;
        for (let j = 0; j < n; j++) c[to + j * atC.columnStride] += factor * b[from + j * atB.columnStride];
      }
    else
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let p = 0, r = row, s = atB.offset + j * atB.columnStride; p < k; p++, r += across, s += down)
          sum += a[r] * b[s];
        c[to + j * atC.columnStride] += sum;
      }
  }
}

/** Up to four rows, interleaved; rows that are missing are zero. */
function packRows(
  a: Float64Array,
  at: Place,
  top: number,
  rows: number,
  deep: number,
  depth: number,
  block: Float64Array,
  start: number,
): void {
  for (let r = 0; r < ROWS; r++) {
    let from = at.offset + (top + r) * at.rowStride + deep * at.columnStride;
    const end = start + depth * ROWS;
    if (r < rows) for (let to = start + r; to < end; to += ROWS, from += at.columnStride) block[to] = a[from];
    else for (let to = start + r; to < end; to += ROWS) block[to] = 0;
  }
}

/** Up to three columns, interleaved; columns that are missing are zero. */
function packColumns(
  b: Float64Array,
  at: Place,
  left: number,
  columns: number,
  deep: number,
  depth: number,
  strip: Float64Array,
): void {
  const end = depth * COLUMNS;
  for (let s = 0; s < COLUMNS; s++) {
    let from = at.offset + deep * at.rowStride + (left + s) * at.columnStride;
    if (s < columns) for (let to = s; to < end; to += COLUMNS, from += at.rowStride) strip[to] = b[from];
    else for (let to = s; to < end; to += COLUMNS) strip[to] = 0;
  }
}

function multiplyStrips(
  block: Float64Array,
  height: number,
  strip: Float64Array,
  width: number,
  depth: number,
  c: Float64Array,
  to: number,
  down: number,
  along: number,
): void {
  const end = depth * COLUMNS;
  for (let i = 0; i < height; i += ROWS) {
    let [c00, c01, c02] = [0, 0, 0];
    let [c10, c11, c12] = [0, 0, 0];
    let [c20, c21, c22] = [0, 0, 0];
    let [c30, c31, c32] = [0, 0, 0];
    for (let p = i * depth, q = 0; q < end; p += ROWS, q += COLUMNS) {
      const b0 = strip[q];
      const b1 = strip[q + 1];
      const b2 = strip[q + 2];
      const a0 = block[p];
      c00 += a0 * b0;
      c01 += a0 * b1;
      c02 += a0 * b2;
      const a1 = block[p + 1];
      c10 += a1 * b0;
      c11 += a1 * b1;
      c12 += a1 * b2;
      const a2 = block[p + 2];
      c20 += a2 * b0;
      c21 += a2 * b1;
      c22 += a2 * b2;
      const a3 = block[p + 3];
      c30 += a3 * b0;
      c31 += a3 * b1;
      c32 += a3 * b2;
    }
    const at = to + i * down;
    const rows = height - i;
    addRow(c, at, along, width, c00, c01, c02);
    if (rows > 1) addRow(c, at + down, along, width, c10, c11, c12);
    if (rows > 2) addRow(c, at + 2 * down, along, width, c20, c21, c22);
    if (rows > 3) addRow(c, at + 3 * down, along, width, c30, c31, c32);
  }
}

function addRow(c: Float64Array, at: number, along: number, width: number, c0: number, c1: number, c2: number): void {
  c[at] += c0;
  if (width > 1) c[at + along] += c1;
  if (width > 2) c[at + 2 * along] += c2;
}
