/** Between parameters of any shape and vectors. */
import { nameOf, type Place } from "../tree/place.js";
import { describe } from "../describe.js";
import { pathAt, ravel, size, unravel } from "../tree/ravel.js";
import type { Tangent } from "../types.js";
import { classOf, type PlainRecord } from "../values.js";

/** How the numbers of some parameters are laid out in a vector: as `ravel` does. */
export interface Layout<P> {
  readonly size: number;
  /** @throws TypeError where `params` has another shape */
  vector(params: P): Float64Array;
  /** Fresh parameters; what has no derivative is that of the parameters that the layout was made of. */
  params(x: Float64Array): P;
  tangent(v: Float64Array): Tangent<P>;
  /**
   * The numbers of a tangent; `what` it is stands in messages.
   * @throws TypeError where it is shaped otherwise than the parameters
   */
  flat(tangent: unknown, what: string): Float64Array;
  /** The same; undefined where it is shaped otherwise. */
  flatIf(tangent: unknown): Float64Array | undefined;
  /** Whether the parameters are no more than a number. */
  readonly isNumber: boolean;
  /** The path to a number of the parameters, for messages. */
  path(index: number): string;
}

/**
 * @param name the function that asks, for messages
 * @throws TypeError where no number is in `like`, RangeError where one is not finite
 */
export function layoutOf<P>(like: P, name: string): Layout<P> {
  const start = ravel(like);
  if (start.length === 0)
    throw new TypeError(`${name}: the parameters are ${describe(like)}; there is no number in them to move`);
  const path = (index: number): string => `params${joined(pathAt(like, index))}`;
  const unknown = start.findIndex((x) => !Number.isFinite(x));
  if (unknown >= 0) throw new RangeError(`${name}: ${path(unknown)} is ${start[unknown]}; start from finite numbers`);
  const flat = (tangent: unknown, what: string): Float64Array => {
    const gathering = new Gathering(start.length);
    if (gathering.gather(like, tangent, undefined)) return gathering.into;
    throw new TypeError(`${name}: ${what} ${gathering.misfit}`);
  };
  return {
    size: start.length,
    vector: (params) => flat(params, "what was given for the parameters"),
    params: (x) => rebuilt(like, { x, k: 0 }, new Map()) as P,
    tangent: (v) => unravel(v, like),
    flat,
    flatIf: (tangent) => {
      const gathering = new Gathering(start.length);
      return gathering.gather(like, tangent, undefined) ? gathering.into : undefined;
    },
    isNumber: typeof like === "number",
    path,
  };
}

function joined(path: string): string {
  return path === "" || path.startsWith("[") ? path : `.${path}`;
}

/** Reads the numbers of a tangent in the order of the parameters, whatever the order of its fields. */
class Gathering {
  readonly into: Float64Array;
  /** What does not fit, as the end of a message. */
  misfit = "";
  private k = 0;
  private readonly seen = new Set<unknown>();

  constructor(length: number) {
    this.into = new Float64Array(length);
  }

  /** False, and `misfit` set, where the shapes differ. */
  gather(like: unknown, tangent: unknown, place: Place): boolean {
    const kind = classOf(like);
    if (kind === "inert") return true;
    if (kind === "number") {
      if (typeof tangent !== "number") return this.misses(like, tangent, place);
      this.into[this.k++] = tangent;
      return true;
    }
    if (this.seen.has(like)) return true;
    this.seen.add(like);
    if (kind === "Float64Array" || kind === "Float32Array") {
      const { length } = like as Float64Array;
      if (!(tangent instanceof Float64Array || tangent instanceof Float32Array) || tangent.length !== length)
        return this.misses(like, tangent, place);
      this.into.set(tangent, this.k);
      this.k += length;
      return true;
    }
    const holder = like as PlainRecord;
    const from = tangent as PlainRecord;
    // What holds no number has no tangent.
    if (classOf(tangent) !== kind || (kind === "array" && from.length !== holder.length))
      return size(like) === 0 || this.misses(like, tangent, place);
    for (const key of kind === "array" ? (like as unknown[]).keys() : Object.keys(holder))
      if (!this.gather(holder[key], from[key], { up: place, key })) return false;
    return true;
  }

  private misses(like: unknown, tangent: unknown, place: Place): false {
    const where = place === undefined ? "" : ` at ${nameOf(place)}`;
    this.misfit = `is ${describe(tangent)}${where}, but the parameters have ${describe(like)} there`;
    return false;
  }
}

interface Cursor {
  readonly x: Float64Array;
  k: number;
}

function rebuilt(like: unknown, from: Cursor, seen: Map<unknown, unknown>): unknown {
  const kind = classOf(like);
  if (kind === "number") return from.x[from.k++];
  if (kind === "inert") return like;
  const known = seen.get(like);
  if (known !== undefined) return known;
  if (kind === "Float64Array" || kind === "Float32Array") {
    const { length } = like as Float64Array;
    const values = from.x.subarray(from.k, from.k + length);
    from.k += length;
    const copy = kind === "Float64Array" ? values.slice() : new Float32Array(values);
    seen.set(like, copy);
    return copy;
  }
  const copy = (kind === "array" ? [] : Object.create(Object.getPrototypeOf(like))) as PlainRecord;
  seen.set(like, copy);
  for (const key of Array.isArray(like) ? like.keys() : Object.keys(like as object))
    copy[key] = rebuilt((like as PlainRecord)[key], from, seen);
  return copy;
}
