import { copyLike } from "../shadow.js";
import type { Tangent } from "../types.js";
import { zip } from "./zip.js";

/** The zero tangent of a value: its containers with every number 0, and `null` where it has no derivative. */
export function zerosLike<T>(x: T): Tangent<T> {
  return copyLike(null, x);
}

/**
 * `a + b`, in fresh memory.
 * @throws TypeError where the shapes differ, and where one is no tree
 */
export function add<T>(a: T, b: T): T {
  return combination("add", 1, a, 1, b);
}

/**
 * `a - b`, in fresh memory.
 * @throws TypeError where the shapes differ, and where one is no tree
 */
export function sub<T>(a: T, b: T): T {
  return combination("sub", 1, a, -1, b);
}

/**
 * `s * a`, in fresh memory.
 * @throws TypeError where `a` is no tree
 */
export function scale<T>(a: T, s: number): T {
  return zip("scale", [a], {
    number: ([x]) => s * x,
    vector: (into, [x]) => {
      for (let i = 0; i < into.length; i++) into[i] = s * x[i];
    },
  }) as T;
}

function combination<T>(fn: string, s: number, a: T, t: number, b: T): T {
  return zip(fn, [a, b], {
    number: ([x, y]) => s * x + t * y,
    vector: (into, [x, y]) => {
      for (let i = 0; i < into.length; i++) into[i] = s * x[i] + t * y[i];
    },
  }) as T;
}

/**
 * Applies `f` to the numbers in the same place of every tree: a fresh tree of the results.
 * @throws TypeError where the shapes differ, and where one is no tree
 */
export function map<T>(f: (first: number, ...rest: number[]) => number, first: T, ...rest: T[]): T {
  const apply = f as (...xs: number[]) => number;
  return zip("map", [first, ...rest], {
    number: (xs) => apply(...xs),
    vector: (into, xs) => {
      const args = new Array<number>(xs.length);
      for (let i = 0; i < into.length; i++) {
        for (let k = 0; k < xs.length; k++) args[k] = xs[k][i];
        into[i] = apply(...args);
      }
    },
  }) as T;
}
