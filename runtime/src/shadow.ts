import { F64Stack, I32Stack, RefStack, U8Stack } from "./stacks.js";
import type { Tangent } from "./types.js";
import { classOf, Path, type PlainRecord } from "./values.js";

/** The shadow of a `T`: like its tangent, but a Float32Array has a Float64Array, because shadows accumulate in double. */
export type Shadow<T> = 0 extends 1 & T
  ? T
  : T extends Float32Array
    ? Float64Array
    : T extends Float64Array
      ? Float64Array
      : Tangent<T> extends null
        ? null
        : Tangent<T> extends number
          ? number
          : { -readonly [K in keyof T]: Shadow<T[K]> };

/**
 * The zero shadow of a value: its containers with every number 0 and everything without a derivative `null`.
 * An object reached twice (shared rows, a cycle) has one shadow, reached twice: shadows follow memory, not paths.
 * `seen` has the shadows of what was reached before, and takes those that are made.
 */
export function zerosLike<T>(x: T, seen?: Map<object, unknown>): Shadow<T> {
  if (!seen && x instanceof Float64Array) return new Float64Array(x.length) as Shadow<T>;
  return zeros(x, seen ?? new Map()) as Shadow<T>;
}

/** Whether an object has just these fields, in this order. What it is an instance of is no matter: shadows are plain records. */
export function hasFields(x: object | null | undefined, names: readonly string[]): boolean {
  let count = 0;
  for (const key in x) if (key !== names[count++]) return false;
  return count === names.length;
}

/** As `zerosLike`, for memory that the program made itself: typed-array views that overlap have shadows that overlap. */
export function zerosWithViews<T>(x: T): Shadow<T> {
  return zeros(x, new Map(), new Map()) as Shadow<T>;
}

type View = Float64Array | Float32Array;
type Buffers = Map<ArrayBufferLike, Map<number, Float64Array>>;

function zeros(x: unknown, seen: Map<object, unknown>, buffers?: Buffers): unknown {
  if (typeof x === "number") return 0;
  if (typeof x !== "object" || x === null) return null;
  const known = seen.get(x);
  if (known !== undefined) return known;
  // Most objects of a large structure are plain records: they need not be asked for all that they might be.
  if (Object.getPrototypeOf(x) === Object.prototype) return zeroRecord(x, seen, buffers);
  const stack = zeroStack(x, seen);
  if (stack !== undefined) {
    seen.set(x, stack);
    return stack;
  }

  switch (classOf(x)) {
    case "Float64Array":
    case "Float32Array": {
      const shadow = buffers ? zeroView(x as View, buffers) : new Float64Array((x as View).length);
      seen.set(x, shadow);
      return shadow;
    }
    case "array": {
      const items = x as unknown[];
      const shadow: unknown[] = [];
      seen.set(x, shadow);
      for (let i = 0; i < items.length; i++) shadow.push(zeros(items[i], seen, buffers));
      return shadow;
    }
    case "record":
      return zeroRecord(x, seen, buffers);
    default:
      return null;
  }
}

function zeroRecord(x: object, seen: Map<object, unknown>, buffers?: Buffers): PlainRecord {
  const shadow: PlainRecord = {};
  seen.set(x, shadow);
  for (const key of Object.keys(x)) {
    const value = (x as PlainRecord)[key];
    shadow[key] = typeof value === "number" ? 0 : zeros(value, seen, buffers);
  }
  return shadow;
}

/** Views of one buffer have views of one shadow. Numbers of another size at the same place have nothing in common. */
function zeroView({ buffer, byteOffset, length, BYTES_PER_ELEMENT: size }: View, buffers: Buffers): Float64Array {
  const wholes = buffers.get(buffer) ?? new Map<number, Float64Array>();
  buffers.set(buffer, wholes);
  const whole = wholes.get(size) ?? new Float64Array(Math.floor(buffer.byteLength / size));
  wholes.set(size, whole);
  return whole.subarray(byteOffset / size, byteOffset / size + length);
}

/** The tangent of a residual stack has as many entries, so that they are popped together. */
function zeroStack(x: object, seen: Map<object, unknown>): object | null | undefined {
  if (x instanceof F64Stack) return x.zeros();
  if (x instanceof RefStack) return x.map((item) => zeros(item, seen));
  return x instanceof U8Stack || x instanceof I32Stack ? null : undefined;
}

/**
 * Adds `src`, a tangent or shadow of the same structure, to the shadow `dst` in place and returns the result (which
 * is `dst` itself unless it is a number). What is missing on either side adds nothing. Each *position* of `src` counts: where
 * two positions of `dst` are one object, that object receives both contributions.
 */
export function addInto<S>(dst: S, src: unknown): S {
  return merge(dst, src, new Path()) as S;
}

/** As `addInto`, but memory that is reached along several paths counts once: `src` is shared where `dst` is. */
export function addOnce<S>(dst: S, src: unknown): S {
  if (dst instanceof Float64Array) return addInto(dst, src);
  return merge(dst, src, new Visited()) as S;
}

/**
 * As `addInto`, for what a rule of the program returns: an object that `src` has in two places where `dst` has one in both is the gradient by
 * that one, and counts once, as the rule may have it from a pullback; two objects are what the two places contribute.
 */
export function addPairs<S>(dst: S, src: unknown): S {
  return merge(dst, src, new Pairs()) as S;
}

type Walk = Pick<Path, "enter" | "leave"> & {
  /** Where a typed array may not be added again: whether it is one that has not been. */
  first?(dst: object, src: unknown): boolean;
};

/** As `addInto`, or `addOnce`, with something else in place of the sum. */
export function mergeInto(dst: unknown, src: unknown, sum: Sum, once: boolean): void {
  merge(dst, src, once ? new Visited() : new Path(), sum);
}

type Sum = (a: number, b: number) => number;

/** The objects of the destination that are done. */
class Visited implements Walk {
  private readonly seen = new Set<object>();

  enter(dst: object): boolean {
    if (this.seen.has(dst)) return false;
    this.seen.add(dst);
    return true;
  }

  first(dst: object): boolean {
    return this.enter(dst);
  }

  leave(): void {}
}

/** What has been added to what. */
class Pairs implements Walk {
  private readonly seen = new Map<object, Set<unknown>>();

  enter(dst: object, src: unknown): boolean {
    const added = this.seen.get(dst) ?? new Set();
    this.seen.set(dst, added);
    if (added.has(src)) return false;
    added.add(src);
    return true;
  }

  first(dst: object, src: unknown): boolean {
    return this.enter(dst, src);
  }

  leave(): void {}
}

function merge(dst: unknown, src: unknown, path: Walk, sum?: Sum): unknown {
  if (dst === null || dst === undefined || src === null || src === undefined) return dst;
  if (typeof dst === "number") return sum ? sum(dst, src as number) : dst + (src as number);
  if (dst instanceof Float64Array || dst instanceof Float32Array) {
    if (path.first?.(dst, src) === false) return dst;
    const from = src as Float64Array;
    if (sum) for (let i = 0; i < dst.length; i++) dst[i] = sum(dst[i], from[i]);
    else for (let i = 0; i < dst.length; i++) dst[i] += from[i];
    return dst;
  }
  if (dst instanceof F64Stack) {
    dst.add(src as F64Stack, sum);
    return dst;
  }
  if (!path.enter(dst as object, src)) return dst;
  if (Array.isArray(dst)) {
    const from = src as unknown[];
    // A list may have become longer since the other was made.
    const { length } = dst.length < from.length ? dst : from;
    if (src instanceof Float64Array && !sum) for (let i = 0; i < length; i++) dst[i] += src[i];
    else for (let i = 0; i < dst.length; i++) dst[i] = merge(dst[i], from[i], path, sum);
  } else {
    const into = dst as PlainRecord;
    const from = src as PlainRecord;
    for (const key of Object.keys(into)) into[key] = merge(into[key], from[key], path, sum);
  }
  path.leave();
  return dst;
}

/** Sets every number inside a shadow to 0, in place. A shadow that is a bare number is the caller's to reset. */
export function setZero(shadow: unknown): void {
  clear(shadow, new Set());
}

function clear(shadow: unknown, seen: Set<object>): void {
  if (typeof shadow !== "object" || shadow === null || seen.has(shadow)) return;
  if (shadow instanceof Float64Array || shadow instanceof Float32Array) {
    shadow.fill(0);
    return;
  }
  if (shadow instanceof F64Stack) {
    shadow.clear();
    return;
  }
  seen.add(shadow);
  const items = shadow as PlainRecord;
  for (const key of Array.isArray(shadow) ? shadow.keys() : Object.keys(shadow)) {
    if (typeof items[key] === "number") items[key] = 0;
    else clear(items[key], seen);
  }
}

/** A deep copy of a shadow; references shared inside it stay shared. */
export function cloneShadow<S>(shadow: S): S {
  return tangentOf(shadow, undefined, new Map()) as S;
}

/**
 * The public tangent for a shadow: a fresh deep copy in the containers of `primal`, so a Float32Array (rounded once,
 * here) where the primal has one. Where the primal says nothing (it lost elements since), the shadow's containers stay.
 */
export function asTangent<T>(shadow: Shadow<T>, primal: T): Tangent<T> {
  return tangentOf(shadow, primal, new Map()) as Tangent<T>;
}

function tangentOf(shadow: unknown, primal: unknown, seen: Map<object, unknown>): unknown {
  if (typeof shadow !== "object" || shadow === null) return shadow;
  const known = seen.get(shadow);
  if (known !== undefined) return known;

  if (shadow instanceof Float64Array) {
    const tangent = primal instanceof Float32Array ? new Float32Array(shadow) : shadow.slice();
    seen.set(shadow, tangent);
    return tangent;
  }
  const like = (typeof primal === "object" && primal !== null ? primal : {}) as PlainRecord;
  if (Array.isArray(shadow)) {
    const tangent: unknown[] = [];
    seen.set(shadow, tangent);
    for (let i = 0; i < shadow.length; i++) tangent.push(tangentOf(shadow[i], like[i], seen));
    return tangent;
  }
  const tangent: PlainRecord = {};
  seen.set(shadow, tangent);
  for (const key of Object.keys(shadow)) {
    tangent[key] = tangentOf((shadow as PlainRecord)[key], like[key], seen);
  }
  return tangent;
}

/**
 * What of a tangent or shadow has a place in `shape`, in fresh objects and arrays of its kinds, shared where they are shared
 * there; zero where there is nothing.
 */
export function copyLike<T>(value: unknown, shape: T): Tangent<T> {
  return placed(value, shape, new Map()) as Tangent<T>;
}

function placed(value: unknown, shape: unknown, seen: Map<object, unknown>): unknown {
  const kind = classOf(shape);
  if (kind === "number") return typeof value === "number" ? value : 0;
  if (kind === "inert") return null;
  const object = shape as object;
  const known = seen.get(object);
  if (known !== undefined) return known;
  const from = (typeof value === "object" && value !== null ? value : {}) as PlainRecord;
  if (kind === "Float64Array" || kind === "Float32Array") {
    const { length } = shape as Float64Array;
    const copy = kind === "Float64Array" ? new Float64Array(length) : new Float32Array(length);
    for (let i = 0; i < length; i++) copy[i] = (from[i] as number | undefined) ?? 0;
    seen.set(object, copy);
    return copy;
  }
  if (kind === "array") {
    const items: unknown[] = [];
    seen.set(object, items);
    for (const [i, item] of (shape as unknown[]).entries()) items.push(placed(from[i], item, seen));
    return items;
  }
  const record: PlainRecord = {};
  seen.set(object, record);
  for (const key of Object.keys(object)) record[key] = placed(from[key], (shape as PlainRecord)[key], seen);
  return record;
}

/**
 * The shadow that starts a forward sweep: a deep copy of a public tangent (checked by `expectLikePrimal` before),
 * `null` wherever the primal has no derivative, whatever the tangent holds there.
 * @throws Error where one object of the primal is reached twice and its tangents differ: memory has one tangent.
 */
export function fromTangent<T>(tangent: Tangent<T>, primal: T): Shadow<T> {
  const shadow = zeros(primal, new Map());
  return assign(shadow, tangent, new Map()) as Shadow<T>;
}

function assign(shadow: unknown, tangent: unknown, sources: Map<object, unknown>): unknown {
  if (shadow === null) return null;
  if (typeof shadow === "number") return tangent;
  const into = shadow as PlainRecord;
  const from = tangent as PlainRecord;
  const earlier = sources.get(into);
  if (earlier === from) return into;
  if (earlier === undefined) {
    sources.set(into, from);
    if (shadow instanceof Float64Array) {
      shadow.set(tangent as Float64Array);
      return shadow;
    }
  }
  for (const key of shadow instanceof Float64Array || Array.isArray(shadow) ? shadow.keys() : Object.keys(into)) {
    const value = assign(into[key], from[key], sources);
    if (earlier !== undefined && typeof value === "number" && !Object.is(value, into[key])) {
      throw new Error("one array or record, reached twice from the arguments, was given two different tangents");
    }
    into[key] = value;
  }
  return into;
}
