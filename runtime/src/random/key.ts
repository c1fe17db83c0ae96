import { expectKey } from "./checks.js";
import { threefry } from "./threefry.js";
import type { Key } from "./types.js";

export type { Key };

/**
 * The key of a seed.
 * @throws RangeError where `seed` is no integer of at most 53 bits
 */
export function keyOf(seed: number): Key {
  if (!Number.isSafeInteger(seed))
    throw new RangeError(`keyOf: seed must be an integer of at most 53 bits, but is ${seed}`);
  return { high: Math.floor(seed / 2 ** 32) | 0, low: seed | 0 };
}

/**
 * The `index`-th of the keys that are split from `key`, an integer from 0 to 2^32 - 1. Salmon and others, "Parallel random numbers: as easy as 1, 2,
 * 3" (2011); Claessen and Pałka, "Splittable pseudorandom number generators using cryptographic hashing" (2013).
 * @throws RangeError where `index` is none
 */
export function child(key: Key, index: number): Key {
  expectKey(key, "child");
  if (index >>> 0 !== index)
    throw new RangeError(`child: index must be an integer from 0 to 2^32 - 1, but is ${index}`);
  // Numbers of a key have even second words, keys have odd ones: no number is ever a key.
  const [high, low] = threefry(key.high, key.low, index, 1);
  return { high, low };
}

/**
 * `count` independent keys. As `child` (Claessen and Pałka, 2013).
 * @throws RangeError where `count` is no such number
 */
export function split(key: Key, count = 2): Key[] {
  expectKey(key, "split");
  if (count >>> 0 !== count)
    throw new RangeError(`split: count must be an integer from 0 to 2^32 - 1, but is ${count}`);
  return Array.from({ length: count }, (_, index) => child(key, index));
}

/** The random bits number `index` of a key, twice 32. */
export function bitsAt(key: Key, index: number): [number, number] {
  return threefry(key.high, key.low, index, 0);
}
