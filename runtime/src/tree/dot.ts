import type { PlainRecord } from "../values.js";
import { nameOf, type Place } from "./place.js";
import { expectLengths, fieldsOf, isNothing, itemsOf, kindOf, refuse, type Vector } from "./zip.js";

/**
 * The inner product of two trees of one shape: the sum over all numbers of their products. Memory counts once, so both
 * have to share their objects in the same places; so do the tangents that the operators return for one value.
 * @throws TypeError where the shapes differ, where objects are shared in other places, and where one is no tree
 */
export function dot<T>(a: T, b: T): number {
  return sum(a, b, undefined, { lefts: new Map(), rights: new Map() });
}

/** With what each object was multiplied. */
interface Pairs {
  readonly lefts: Map<object, object>;
  readonly rights: Map<object, object>;
}

function sum(a: unknown, b: unknown, place: Place, pairs: Pairs): number {
  const kind = kindOf("dot", a, place);
  if (kindOf("dot", b, place) !== kind) {
    if (isNothing(a, b)) return 0;
    refuse("dot", [a, b], 1, place);
  }
  if (kind === "number") return (a as number) * (b as number);
  if (kind === "inert" || isDone(a as object, b as object, place, pairs)) return 0;
  let total = 0;
  if (kind === "Float64Array" || kind === "Float32Array") {
    const [xs, ys] = [a as Vector, b as Vector];
    expectLengths("dot", [xs, ys], place);
    for (let i = 0; i < xs.length; i++) total += xs[i] * ys[i];
    return total;
  }
  for (const key of kind === "array" ? itemsOf("dot", [a, b], place) : fieldsOf("dot", [a, b], place)) {
    const x = (a as PlainRecord)[key];
    const y = (b as PlainRecord)[key];
    total += typeof x === "number" && typeof y === "number" ? x * y : sum(x, y, { up: place, key }, pairs);
  }
  return total;
}

function isDone(a: object, b: object, place: Place, pairs: Pairs): boolean {
  const [right, left] = [pairs.lefts.get(a), pairs.rights.get(b)];
  if (right === b) return true;
  if (right !== undefined || left !== undefined) {
    throw new TypeError(
      `dot: what is at ${nameOf(place)} was met before in tree ${right === undefined ? 2 : 1}, but not in the other; copy it there`,
    );
  }
  pairs.lefts.set(a, b);
  pairs.rights.set(b, a);
  return false;
}
