/** What generated code takes its arrays from that wait in a cache: the cache is kept from one call to the next, and they with it. */

/** The array that is kept, whatever is in it, or a new one where there is none of the length. */
export function reused(kept: Float64Array | undefined, length: number): Float64Array {
  return kept !== undefined && kept.length === length ? kept : new Float64Array(length);
}

/** As `reused`, where all users leave zeros behind. */
export function clean(kept: Float64Array | undefined, length: number): Float64Array {
  return kept !== undefined && kept.length === length ? kept : new Float64Array(length);
}

/** As `reused`, with zeros. */
export function cleared(kept: Float64Array | undefined, length: number): Float64Array {
  return kept !== undefined && kept.length === length ? kept.fill(0) : new Float64Array(length);
}
