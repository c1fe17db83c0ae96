import { expectDraws } from "./checks.js";
import { bitsAt, child, type Key } from "./key.js";

/** Independent numbers, uniform in [0, 1), multiples of 2^-53. */
export function uniform(key: Key, length: number): Float64Array {
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const [high, low] = bitsAt(key, i);
    values[i] = ((high >>> 5) * 2 ** 26 + (low >>> 6)) * 2 ** -53;
  }
  return values;
}

/** Independent standard normal numbers. Box and Muller, "A note on the generation of random normal deviates" (1958). */
export function normal(key: Key, length: number): Float64Array {
  const pairs = Math.ceil(length / 2);
  const u = uniform(key, 2 * pairs);
  const values = new Float64Array(length);
  for (let i = 0; i < pairs; i++) {
    const radius = Math.sqrt(-2 * Math.log1p(-u[2 * i]));
    const angle = 2 * Math.PI * u[2 * i + 1];
    values[2 * i] = radius * Math.cos(angle);
    if (2 * i + 1 < length) values[2 * i + 1] = radius * Math.sin(angle);
  }
  return values;
}

/**
 * Independent signs, 1 or -1 with equal probability. A bit of the generator for each (Salmon and others, 2011).
 * @throws RangeError where `length` is not as it should be
 */
export function rademacher(key: Key, length: number): Float64Array {
  expectDraws(key, length, "rademacher");
  const signs = new Float64Array(length);
  for (let start = 0; start < length; start += 64) {
    const words = bitsAt(key, start / 64);
    for (let i = start; i < Math.min(start + 64, length); i++) {
      signs[i] = (words[(i - start) >> 5] >>> (i & 31)) & 1 ? 1 : -1;
    }
  }
  return signs;
}

/**
 * The numbers from 0 to `length - 1` in a random order. Fisher and Yates; Durstenfeld, "Algorithm 235: random permutation", Communications of
 * the ACM 7 (1964).
 */
export function permutation(key: Key, length: number): Int32Array {
  const order = Int32Array.from({ length }, (_, k) => k);
  for (let k = length - 1; k > 0; k--) {
    const other = below(child(key, k), k + 1);
    [order[k], order[other]] = [order[other], order[k]];
  }
  return order;
}

/** A whole number less than `bound`, all with equal probability: numbers that would favour some are drawn again. */
function below(key: Key, bound: number): number {
  const whole = 2 ** 32 - (2 ** 32 % bound);
  for (let attempt = 0; ; attempt++) {
    const [bits] = bitsAt(key, attempt);
    if (bits < whole) return bits % bound;
  }
}
