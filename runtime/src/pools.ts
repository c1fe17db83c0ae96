/** What generated code takes its arrays from that wait in a cache: the cache is kept from one call to the next, and they with it. */

import { type Shadow, zerosLike } from "./shadow.js";

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

/** What is kept, with the numbers of another structure; nothing where there is none of its shape: a typed array may have the place of a list. */
export function refilled<T>(kept: T | undefined, from: unknown): T | undefined {
  return kept !== undefined && refill(kept, from) ? kept : undefined;
}

/** As `zerosLike`, in the memory that is kept where it has the shape. */
export function clearedLike<T>(kept: Shadow<T> | undefined, like: T): Shadow<T> {
  return kept !== undefined && refill(kept, like, true) ? kept : zerosLike(like);
}

/** Whether all of `to` has been assigned; it is of no use any more where not. */
function refill(to: unknown, from: unknown, isZero = false): boolean {
  // What has no derivative, or is missing.
  if (to === null) return isZero && zerosLike(from) === null;
  if (typeof to !== "object" || typeof from !== "object" || from === null) return false;
  if (to instanceof Float64Array) {
    if (to.length !== (from as ArrayLike<number>).length) return false;
    if (isZero) to.fill(0);
    else to.set(from as ArrayLike<number>);
    return true;
  }
  if (Array.isArray(to)) {
    const items = from as readonly unknown[];
    if (to.length !== items.length) return false;
    for (let i = 0; i < to.length; i++) if (!refillPart(to, i, items[i], isZero)) return false;
    return true;
  }
  const [target, source] = [to, from] as Record<string, unknown>[];
  for (const key in target) if (!refillPart(target, key, source[key], isZero)) return false;
  return true;
}

function refillPart<Key extends number | string>(
  target: { [key in Key]: unknown },
  key: Key,
  from: unknown,
  isZero: boolean,
): boolean {
  const part = target[key];
  if (typeof part === "object") return refill(part, from, isZero);
  if (typeof part !== typeof from) return false;
  target[key] = isZero ? 0 : from;
  return true;
}
