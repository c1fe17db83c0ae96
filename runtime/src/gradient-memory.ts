/** Checks of the memory that a caller hands over for a gradient. What fits is looked at without allocating anything, as far as it goes. */
import { describe } from "./describe.js";
import { expectLikeParameter } from "./tangent-checks.js";
import { classOf, Path, type PlainRecord } from "./values.js";

type View = Float64Array | Float32Array;

/**
 * Where a derivative is a list, of rows or by several parameters: that there is memory for each.
 * @throws TypeError
 */
export function expectIntoList(fn: string, into: unknown, count: number, what = "gradient"): asserts into is unknown[] {
  if (Array.isArray(into) && into.length === count) return;
  throw new TypeError(
    `${fn}: what the ${what} is written into must be an Array of length ${count}, but is ${describe(into)}`,
  );
}

/**
 * Where the rows of a Jacobian are in a record: that there is memory for each.
 * @throws TypeError
 */
export function expectIntoRecord(fn: string, into: unknown, fields: readonly string[]): asserts into is object {
  const missing = typeof into === "object" && into !== null ? fields.find((name) => !(name in into)) : undefined;
  if (typeof into === "object" && into !== null && missing === undefined) return;
  const found = missing === undefined ? `is ${describe(into)}` : `has no field '${missing}'`;
  throw new TypeError(`${fn}: what the Jacobian is written into must be a record, but ${found}`);
}

/**
 * Checks that `into` has the containers, lengths and fields of the parameter, and is in one piece only what it is there.
 * @throws TypeError naming the parameter
 */
export function expectInto(fn: string, name: string, into: unknown, primal: unknown): void {
  if (into instanceof Float64Array && primal instanceof Float64Array && into.length === primal.length) return;
  if (!fits(into, primal, 0)) expectLikeParameter(fn, name, into, primal);
  if (!isFlat(into) && isTangled(into, primal)) {
    throw new TypeError(`${fn}: what the gradient by '${name}' is written into has the same memory in two places`);
  }
}

/**
 * Checks that `into` is like the rows of a Jacobian: like `value`, with something like `entry` in place of each number, or a number if there
 * is no `entry`.
 * @throws TypeError
 */
export function expectIntoRows(fn: string, into: unknown, value: unknown, entry?: unknown): void {
  const where = misfit(into, value, entry, "", new Path());
  if (where !== undefined) throw new TypeError(`${fn}: what the Jacobian is written into does not fit${where}`);
  if (isTangled(into, entry === undefined ? value : undefined)) {
    throw new TypeError(`${fn}: what the Jacobian is written into has the same memory in two places`);
  }
}

/**
 * Checks that there is room for so many numbers in an array, from a place on.
 * @throws TypeError where it is no such array, RangeError where there is no room
 */
export function expectPacked(fn: string, values: unknown, at: unknown, count: number): asserts values is Float64Array {
  if (!(values instanceof Float64Array))
    throw new TypeError(`${fn}: what the Jacobian is written into must be a Float64Array, but is ${describe(values)}`);
  if (Number.isInteger(at) && (at as number) >= 0 && (at as number) + count <= values.length) return;
  throw new RangeError(`${fn}: there is no room for ${count} numbers at ${at} in an array of length ${values.length}`);
}

/** @throws RangeError where an array has fewer elements than the function uses by their numbers */
export function expectElements(fn: string, name: string, length: number, count: number): void {
  if (length >= count) return;
  throw new RangeError(`${fn}: '${name}' has ${length} elements, but element ${count - 1} is used`);
}

/** Where and how something is not like rows. */
function misfit(into: unknown, value: unknown, entry: unknown, path: string, pairs: Path): string | undefined {
  const found = (wanted: string): string =>
    `${path && `, at ${path},`}: it must be ${wanted}, but is ${describe(into)}`;
  if (typeof value === "number") {
    if (entry !== undefined && typeof entry !== "number") return misfit(into, entry, undefined, path, pairs);
    return typeof into === "number" ? undefined : found("a number");
  }
  const kind = classOf(value);
  if (kind === "inert") return undefined;
  const isRecord = kind === "record";
  const container = isRecord ? "record" : isView(value) && entry === undefined ? kind : "array";
  if (classOf(into) !== container)
    return found(isRecord ? "a record" : container === "array" ? "an Array" : `a ${kind}`);
  const [of, given] = [value as PlainRecord, into as PlainRecord];
  const { length } = value as unknown[];
  if (!isRecord && (into as unknown[]).length !== length) return found(`of length ${length}`);
  if (container !== "array" && !isRecord) return undefined;
  // A cycle has been looked at where it began.
  if (!pairs.enter(of, into)) return undefined;
  for (const key of Object.keys(of)) {
    if (isRecord && !(key in given)) return found(`a record with a field '${key}'`);
    const inner = misfit(given[key], of[key], entry, isRecord ? `${path}.${key}` : `${path}[${key}]`, pairs);
    if (inner !== undefined) return inner;
  }
  pairs.leave();
  return undefined;
}

/** False also where it takes a closer look. */
function fits(into: unknown, primal: unknown, depth: number): boolean {
  if (typeof primal === "number") return typeof into === "number";
  if (primal instanceof Float64Array) return into instanceof Float64Array && into.length === primal.length;
  if (primal instanceof Float32Array) return into instanceof Float32Array && into.length === primal.length;
  if (!Array.isArray(primal) || !Array.isArray(into) || into.length !== primal.length || depth > deepest) return false;
  for (let i = 0; i < primal.length; i++) if (!fits(into[i], primal[i], depth + 1)) return false;
  return true;
}

const deepest = 8;

/** An array of numbers. */
function isFlat(x: unknown): boolean {
  return ArrayBuffer.isView(x) || (Array.isArray(x) && typeof x[0] !== "object");
}

/** Whether two places of the one are one piece of memory, but not of the other, if there is one. */
function isTangled(into: unknown, primal: unknown): boolean {
  const partners = new Map<object, unknown>();
  const views: View[] = [];
  const visit = (one: unknown, other: unknown): boolean => {
    if (typeof one !== "object" || one === null || (primal !== undefined && typeof other !== "object")) return false;
    if (partners.has(one)) return primal === undefined || partners.get(one) !== other;
    partners.set(one, other);
    if (isView(one)) {
      if (one.length > 0) views.push(one);
      return false;
    }
    return Object.keys(one).some((key) => visit((one as PlainRecord)[key], (other as PlainRecord | null)?.[key]));
  };
  if (visit(into, primal)) return true;
  views.sort((a, b) => a.byteOffset - b.byteOffset);
  const ends = new Map<ArrayBufferLike, number>();
  return views.some((view) => {
    const end = ends.get(view.buffer) ?? 0;
    ends.set(view.buffer, view.byteOffset + view.byteLength);
    return view.byteOffset < end;
  });
}

/**
 * Checks that no memory is part of both, so that writing the gradient changes nothing that is still read.
 * @throws Error naming the other
 */
export function expectApart(fn: string, into: unknown, name: string, other: unknown): void {
  if (isShared(into, other)) {
    throw new Error(`${fn}: ${name} shares memory with what the gradient is written into; pass memory of its own`);
  }
}

function isShared(into: unknown, other: unknown): boolean {
  if (into instanceof Float64Array && other instanceof Float64Array) {
    if (into === lastInto && other === lastOther && into.length === intoLength && other.length === otherLength)
      return false;
    if (haveOneElement(into, other)) return true;
    remember(into, other);
    return false;
  }
  return isFlat(into) ? isMet(into as object, other, 0) : meet(into, other);
}

/**
 * The last two arrays that had nothing in common, which is so as long as their lengths stay: only views of buffers that may grow change
 * theirs. They are forgotten with the job at hand, so that no memory is kept for this.
 */
let lastInto: Float64Array | undefined;
let lastOther: Float64Array | undefined;
let intoLength = 0;
let otherLength = 0;

function remember(into: Float64Array, other: Float64Array): void {
  if (lastInto === undefined) Promise.resolve().then(forget);
  lastInto = into;
  lastOther = other;
  intoLength = into.length;
  otherLength = other.length;
}

function forget(): void {
  lastInto = undefined;
  lastOther = undefined;
}

/**
 * As `expectApart` of an array that is written when all has been read.
 * @throws Error naming the other
 */
export function expectOther(fn: string, into: unknown, name: string, other: unknown): void {
  if (into === other) expectApart(fn, into, name, other);
}

/**
 * Checks that up to eight arrays of numbers into which gradients are written have nothing in common. Those of the last call need no second
 * look.
 * @throws Error
 */
export function expectAllApart(
  fn: string,
  a: object,
  b: object,
  c?: object,
  d?: object,
  e?: object,
  f?: object,
  g?: object,
  h?: object,
): void {
  if (a === last[0] && b === last[1] && c === last[2] && d === last[3]) {
    if (e === last[4] && f === last[5] && g === last[6] && h === last[7]) return;
  }
  const arrays = [a, b, c, d, e, f, g, h];
  const known = foundApart.get(a);
  if (known === undefined || arrays.some((array, i) => array !== known[i])) {
    const given = arrays.filter((array) => array !== undefined);
    given.forEach((array, i) => {
      for (const other of given.slice(i + 1)) expectApart(fn, array, "other memory of the gradient", other);
    });
    // A view of a buffer that may grow may do so, too.
    if (given.some((array) => isView(array) && (array.buffer as { resizable?: boolean }).resizable === true)) return;
    foundApart.set(a, arrays);
  }
  // No large array is kept alive for this.
  if (arrays.every((array) => array === undefined || (array as ArrayLike<number>).length <= 64)) last = arrays;
}

/** Arrays that have nothing in common, by the first of them. */
const foundApart = new WeakMap<object, readonly (object | undefined)[]>();
/** Those of the last call. */
let last: readonly (object | undefined)[] = [];

/** Whether an array of numbers is part of `x`. */
function isMet(array: object, x: unknown, depth: number): boolean {
  if (x === array) return true;
  if (typeof x !== "object" || x === null) return false;
  if (isView(x)) return isView(array) && overlap(array, x);
  if (isFlat(x)) return false;
  if (depth > deepest) return meet(array, x);
  if (Array.isArray(x)) {
    for (let i = 0; i < x.length; i++) if (isMet(array, x[i], depth + 1)) return true;
    return false;
  }
  return classOf(x) === "record" && meet(array, x);
}

function meet(into: unknown, other: unknown): boolean {
  const [taken, views] = partsOf(into);
  const [parts, read] = partsOf(other);
  for (const part of parts) if (taken.has(part)) return true;
  const byBuffer = new Map<ArrayBufferLike, View[]>();
  for (const view of views) byBuffer.set(view.buffer, [...(byBuffer.get(view.buffer) ?? []), view]);
  return read.some((view) => byBuffer.get(view.buffer)?.some((each) => overlap(each, view)));
}

/** All arrays and records in a value, and those that are views of buffers. */
function partsOf(value: unknown): [parts: Set<object>, views: View[]] {
  const parts = new Set<object>();
  const views: View[] = [];
  const visit = (x: unknown): void => {
    const kind = classOf(x);
    if (kind === "number" || kind === "inert" || parts.has(x as object)) return;
    parts.add(x as object);
    if (isView(x)) views.push(x);
    else for (const key of Object.keys(x as object)) visit((x as PlainRecord)[key]);
  };
  visit(value);
  return [parts, views];
}

function isView(x: unknown): x is View {
  return x instanceof Float64Array || x instanceof Float32Array;
}

/** `into` may be written to. */
function overlap(into: View, other: View): boolean {
  if (into instanceof Float64Array && other instanceof Float64Array) return haveOneElement(into, other);
  const start = Math.max(into.byteOffset, other.byteOffset);
  const end = Math.min(into.byteOffset + into.byteLength, other.byteOffset + other.byteLength);
  return start < end && into.buffer === other.buffer;
}

/** With as few questions as possible for what V8 computes in a call. To ask a small array for its buffer even makes V8 allocate that. */
function haveOneElement(into: Float64Array, other: Float64Array): boolean {
  const start = into.byteOffset;
  const otherStart = other.byteOffset;
  const i = start < otherStart ? (otherStart - start) / 8 : 0;
  const j = start < otherStart ? 0 : (start - otherStart) / 8;
  return i < into.length && j < other.length && isOne(into, i, other, j);
}

/** Whether two elements are one, which shows in the one when the other is written to. */
function isOne(into: Float64Array, i: number, other: Float64Array, j: number): boolean {
  const before = into[i];
  const mark = other[j] === 0 ? 1 : 0;
  into[i] = mark;
  const isSeen = other[j] === mark;
  into[i] = before;
  return isSeen;
}
