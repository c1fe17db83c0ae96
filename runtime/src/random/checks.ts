/** What samplers ask of their arguments. The checks have no derivative to be looked for. */
import { nondifferentiable } from "cotangent";
import { describe } from "../describe.js";
import type { Key } from "./types.js";

/** @throws TypeError where it is not what `keyOf`, `split` and `child` give */
export const expectKey = nondifferentiable((key: Key, name: string): void => {
  if (typeof key?.high !== "number" || typeof key.low !== "number")
    throw new TypeError(`${name}: key must be a key, as keyOf(seed) gives it, but is ${describe(key)}`);
});

/** @throws TypeError where `key` is none; RangeError where `n` is no whole number that is not negative */
export const expectDraws = nondifferentiable((key: Key, n: number, name: string): void => {
  expectKey(key, name);
  if (!(Number.isInteger(n) && n >= 0 && n < 2 ** 32))
    throw new RangeError(`${name}: the number of draws must be a whole number from 0 to 2^32 - 1, but is ${n}`);
});

/** @throws RangeError */
export const expectFinite = nondifferentiable((value: number, name: string, argument: string): void => {
  if (!Number.isFinite(value)) throw new RangeError(`${name}: ${argument} must be a finite number, but is ${value}`);
});

/** @throws RangeError */
export const expectPositive = nondifferentiable((value: number, name: string, argument: string): void => {
  if (!(typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY))
    throw new RangeError(`${name}: ${argument} must be a positive number, but is ${value}`);
});
