import { copyLike } from "../shadow.js";
import type { Tangent } from "../types.js";
import { classOf, type PlainRecord } from "../values.js";
import { nameOf, type Place } from "./place.js";

type Vector = Float64Array | Float32Array;

/** What a walk does with the numbers it meets; a number is `holder[key]`, or the root itself. */
interface Visitor {
  number(x: number, holder: PlainRecord | undefined, key: string | number, up: Place): void;
  vector(x: Vector, place: Place): void;
}

/** Visits the numbers of a value in the order of its members, each object once. */
function visit(x: unknown, visitor: Visitor): void {
  if (typeof x === "number") visitor.number(x, undefined, "", undefined);
  else visitObject(x, visitor, undefined, new Set());
}

function visitObject(x: unknown, visitor: Visitor, place: Place, seen: Set<unknown>): void {
  const kind = classOf(x);
  if (kind === "inert" || seen.has(x)) return;
  seen.add(x);
  if (kind === "Float64Array" || kind === "Float32Array") {
    visitor.vector(x as Vector, place);
    return;
  }
  const holder = x as PlainRecord;
  for (const key of Array.isArray(x) ? x.keys() : Object.keys(holder)) {
    const member = holder[key];
    if (typeof member === "number") visitor.number(member, holder, key, place);
    else if (typeof member === "object") visitObject(member, visitor, { up: place, key }, seen);
  }
}

/** How many numbers a value holds that have a derivative, which is the length of `ravel(x)`. */
export function size(x: unknown): number {
  let count = 0;
  visit(x, {
    number: () => void count++,
    vector: ({ length }) => void (count += length),
  });
  return count;
}

/** The numbers of a tree (or of any value) one after the other, in the order of its members: a fresh array of length `size(x)`. */
export function ravel(x: unknown): Float64Array {
  const vector = new Float64Array(size(x));
  let k = 0;
  visit(x, {
    number: (value) => void (vector[k++] = value),
    vector: (values) => {
      vector.set(values, k);
      k += values.length;
    },
  });
  return vector;
}

/**
 * The inverse of `ravel`: a fresh tangent of the shape of `like` with the numbers of `vector`, rounded where it has a
 * Float32Array. `like` may be a tangent or the value it belongs to; its numbers are not looked at.
 * @throws RangeError where `vector` has another length than `size(like)`
 */
export function unravel<T>(vector: ArrayLike<number>, like: T): Tangent<T> {
  const length = size(like);
  if (vector.length !== length) {
    throw new RangeError(`unravel: the vector has length ${vector.length}, but the tree holds ${count(length)}`);
  }
  const tree = copyLike(null, like);
  if (typeof tree === "number") return vector[0] as Tangent<T>;
  let k = 0;
  visit(tree, {
    number: (_, holder, key) => void ((holder as PlainRecord)[key] = vector[k++]),
    vector: (values) => {
      for (let i = 0; i < values.length; i++) values[i] = vector[k++];
    },
  });
  return tree;
}

/**
 * The path to the number at `index` of `ravel(x)`: `layers[0].w[3]`; empty where `x` is a number.
 * @throws RangeError where there is none
 */
export function pathAt(x: unknown, index: number): string {
  let found: string | undefined;
  let k = 0;
  visit(x, {
    number: (_, holder, key, up) => {
      if (k++ === index) found = nameOf(holder && { up, key });
    },
    vector: ({ length }, place) => {
      if (index >= k && index < k + length) found = nameOf({ up: place, key: index - k });
      k += length;
    },
  });
  if (found === undefined) throw new RangeError(`pathAt: there is no number ${index}, the tree holds ${count(k)}`);
  return found;
}

function count(numbers: number): string {
  return `${numbers} ${numbers === 1 ? "number" : "numbers"}`;
}
