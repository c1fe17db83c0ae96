import type { Coloring } from "./coloring.js";
import type { SparsityPattern } from "./pattern.js";

/**
 * Which product of a star coloring tells each entry of a symmetric matrix, as its color, and which number of it: an entry, or its mirror image,
 * is alone in its row in the sum of the columns of a color.
 * @throws RangeError where the coloring is no star coloring of the pattern
 */
export function tellingEntries(
  { shape, offsets, columns }: SparsityPattern,
  { colors, count }: Coloring,
): { readonly colors: Int32Array; readonly numbers: Int32Array } {
  const n = shape[0];
  // How many entries of each row are in the sum of a color; the diagonal may be missing in the pattern only.
  const isAlone = new Uint8Array(columns.length);
  const met = new Int32Array(count);
  for (let i = 0; i < n; i++) {
    for (let p = offsets[i]; p < offsets[i + 1]; p++) met[colors[columns[p]]]++;
    for (let p = offsets[i]; p < offsets[i + 1]; p++) isAlone[p] = met[colors[columns[p]]] === 1 ? 1 : 0;
    for (let p = offsets[i]; p < offsets[i + 1]; p++) met[colors[columns[p]]] = 0;
  }
  const next = offsets.slice(0, n);
  const [byColor, numbers] = [new Int32Array(columns.length), new Int32Array(columns.length)];
  for (let i = 0; i < n; i++) {
    for (let p = offsets[i]; p < offsets[i + 1]; p++) {
      const j = columns[p];
      // Read in order, the mirror images of a column's entries are those of a row.
      const mirror = next[j]++;
      if (isAlone[p] === 0 && isAlone[mirror] === 0) {
        throw new RangeError(
          `decompressStar: the colors do not tell the entry (${i}, ${j}); this is no star coloring of the pattern`,
        );
      }
      byColor[p] = isAlone[p] === 1 ? colors[j] : colors[i];
      numbers[p] = isAlone[p] === 1 ? i : j;
    }
  }
  return { colors: byColor, numbers };
}
