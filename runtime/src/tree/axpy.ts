import { describe } from "../describe.js";
import type { Tangent } from "../types.js";
import { classOf, type PlainRecord } from "../values.js";
import { nameOf, type Place } from "./place.js";
import { at, expectLengths, isNothing, refuse, type Vector } from "./zip.js";

/**
 * `y + a x` in the memory of `y`, which is returned (a bare number is returned only). `x` is a tangent of `y`; `y` may be
 * any value, a class instance too, of which what has no derivative stays as it is. Nothing is written before all of it fits.
 * @throws TypeError where `x` is not shaped like a tangent of `y`, where one object of `y` would move by two tangents, and
 * where an object of `y` would move by another one of `y`
 */
export function axpy<T>(a: number, x: Tangent<T>, y: T): T {
  if (typeof y === "number" && typeof x === "number") return (y + a * x) as T & number;
  const steps = new Map<object, object>();
  pair(x, y, undefined, steps);
  for (const [into, from] of steps) {
    if (from !== into && steps.has(from))
      throw new TypeError("axpy: the tangent shares memory with what it is added to");
  }
  for (const [into, from] of steps) moveBy(a, from, into);
  return y;
}

/** Finds the step of each object in `y`. */
function pair(x: unknown, y: unknown, place: Place, steps: Map<object, object>): void {
  const kind = classOf(y);
  if (kind === "inert") {
    if (isNothing(x)) return;
    throw new TypeError(`axpy: ${at(place, "the tangent")} is ${describe(x)}, but ${describe(y)} has no derivative`);
  }
  if (classOf(x) !== kind) {
    if (isNothing(x, y)) return;
    refuse("axpy", [x, y], 1, place);
  }
  if (kind === "number") return;

  const [from, into] = [x as object, y as object];
  const known = steps.get(into);
  if (known === from) return;
  if (known !== undefined)
    throw new TypeError(`axpy: what is at ${nameOf(place)} was met before, with another tangent`);
  steps.set(into, from);
  if (kind === "record") expectFields(x as PlainRecord, y as PlainRecord, place);
  else expectLengths("axpy", [x as ArrayLike<unknown>, y as ArrayLike<unknown>], place);
  if (kind === "Float64Array" || kind === "Float32Array") return;
  for (const key of Array.isArray(y) ? y.keys() : Object.keys(into)) {
    const step = (x as PlainRecord)[key];
    const value = (y as PlainRecord)[key];
    if (typeof step !== "number" || typeof value !== "number") pair(step, value, { up: place, key }, steps);
  }
}

function expectFields(x: PlainRecord, y: PlainRecord, place: Place): void {
  for (const key of Object.keys(x)) {
    // The type of a class does not tell an accessor from a field, so that tangents may have one.
    if (!(key in y) && !isNothing(x[key])) refuse("axpy", [x, y], 1, place);
  }
}

function moveBy(a: number, x: object, y: object): void {
  if (y instanceof Float64Array || y instanceof Float32Array) {
    const from = x as Vector;
    for (let i = 0; i < y.length; i++) y[i] += a * from[i];
    return;
  }
  const [from, into] = [x as PlainRecord, y as PlainRecord];
  for (const key of Array.isArray(y) ? y.keys() : Object.keys(into)) {
    const value = into[key];
    if (typeof value === "number") into[key] = value + a * (from[key] as number);
  }
}
