/** What generated code takes its arrays from that wait in a cache: the cache is kept from one call to the next, and they with it. */

/** The array that is kept, whatever is in it, or a new one where there is none of the length. */
export function reused(kept: Float64Array | undefined, length: number): Float64Array {
  return kept !== undefined && kept.length === length ? kept : scratch(length);
}

/** A loop over so few numbers takes less time than a call of `fill`. */
const few = 32;

/** As `reused`, with zeros. */
export function cleared(kept: Float64Array | undefined, length: number): Float64Array {
  if (kept === undefined || kept.length !== length) return scratch(length);
  if (length > few) return kept.fill(0);
  for (let i = 0; i < length; i++) kept[i] = 0;
  return kept;
}

/** Numbers in a block; arrays of more than an eighth of it have memory of their own. */
const size = 4096;
let block = new Float64Array(0);
let taken = 0;

/** Zeros that nobody but generated code sees, beside those that were made before: in the order in which they are used. What is no length is one as for the constructor, or an error. */
export function scratch(length: number): Float64Array {
  if (!(Number.isInteger(length) && length >= 0 && length <= size / 8)) return new Float64Array(length);
  if (taken + length > block.length) {
    block = new Float64Array(size);
    taken = 0;
  }
  taken += length;
  return block.subarray(taken - length, taken);
}
