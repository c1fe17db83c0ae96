/** Values as trees whose leaves are numbers: what a derivative is taken of, and what it is shaped like. */

/** Arrays, typed arrays and records by key, in a fixed order; nothing for a leaf. */
export function members(value: unknown): [key: string, member: unknown][] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value) || isTypedArray(value)) return Array.from(value, (member, key) => [String(key), member]);
  return Object.entries(value);
}

export type TypedArray =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

export function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function isInteger(value: unknown): boolean {
  return isTypedArray(value) && !(value instanceof Float64Array) && !(value instanceof Float32Array);
}

/**
 * The real leaves, in order; integer arrays and everything that is not a number have none. What is reached along several
 * paths counts for each; a cycle ends where it closes.
 */
export function reals(value: unknown, path: readonly unknown[] = []): number[] {
  if (typeof value === "number") return [value];
  if (isInteger(value) || path.includes(value)) return [];
  return members(value).flatMap(([, member]) => reals(member, [...path, value]));
}

/** The real leaves of memory: what is reached along several paths counts once. */
export function realsOnce(value: unknown, seen = new Set<unknown>()): number[] {
  if (typeof value === "number") return [value];
  if (isInteger(value) || seen.has(value)) return [];
  if (typeof value === "object") seen.add(value);
  return members(value).flatMap(([, member]) => realsOnce(member, seen));
}

export function hasReals(value: unknown, seen = new Set<unknown>()): boolean {
  if (typeof value === "number") return true;
  if (isInteger(value) || seen.has(value)) return false;
  if (typeof value === "object") seen.add(value);
  return members(value).some(([, member]) => hasReals(member, seen));
}

/** The tree with null in place of every part without a real. */
export function onlyReals(value: unknown, seen = new Map<unknown, unknown>()): unknown {
  if (seen.has(value)) return seen.get(value);
  if (!hasReals(value)) return null;
  if (typeof value === "number" || isTypedArray(value)) return value;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
  seen.set(value, copy);
  for (const [key, member] of members(value)) (copy as Record<string, unknown>)[key] = onlyReals(member, seen);
  return copy;
}

/** The value with other real leaves. Memory that is shared in `value` is shared in the result. */
export function withReals<T>(value: T, leaves: readonly number[]): T {
  let next = 0;
  return map(
    value,
    () => leaves[next++],
    (inert) => inert,
  ) as T;
}

export function clone<T>(value: T): T {
  return map(
    value,
    (real) => real,
    (inert) => inert,
  ) as T;
}

/** A tangent of the value: the same containers, `leaf` for its reals, null where there is no derivative. */
export function tangentLike(value: unknown, leaf: () => number): unknown {
  return map(value, leaf, () => null);
}

function map(
  value: unknown,
  real: (value: number) => number,
  inert: (value: unknown) => unknown,
  seen = new Map<unknown, unknown>(),
): unknown {
  if (typeof value === "number") return real(value);
  if (seen.has(value)) return seen.get(value);
  if (isInteger(value)) return inert(value) === value ? (value as TypedArray).slice() : null;
  if (isTypedArray(value)) {
    const copy = value.map(real);
    seen.set(value, copy);
    return copy;
  }
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    seen.set(value, copy);
    for (const member of value) copy.push(map(member, real, inert, seen));
    return copy;
  }
  if (isRecord(value)) {
    // A tangent is a plain record, a copy of an object one of its class.
    const copy: Record<string, unknown> = Object.create(
      inert(value) === value ? Object.getPrototypeOf(value) : Object.prototype,
    );
    seen.set(value, copy);
    for (const [key, member] of Object.entries(value)) copy[key] = map(member, real, inert, seen);
    return copy;
  }
  return inert(value);
}

const inertClasses = [Date, RegExp, Error, Map, Set, WeakMap, WeakSet, Promise, ArrayBuffer];

/** Instances of classes too. */
function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) return false;
  return !inertClasses.some((each) => value instanceof each);
}

/** All objects in the tree, and the buffers behind typed arrays. */
export function memoryOf(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== "object" || value === null || found.has(value)) return found;
  found.add(isTypedArray(value) ? value.buffer : value);
  if (!isTypedArray(value)) for (const [, member] of members(value)) memoryOf(member, found);
  return found;
}

/** Writes over every real in place, as a caller who reuses its arrays would. */
export function overwrite(value: unknown, leaf: number, seen = new Set<unknown>()): void {
  if (seen.has(value)) return;
  seen.add(value);
  if (isTypedArray(value)) value.fill(leaf);
  else if (typeof value === "object" && value !== null) {
    for (const [key, member] of members(value)) {
      if (typeof member === "number") (value as Record<string, unknown>)[key] = leaf;
      else overwrite(member, leaf, seen);
    }
  }
}

/** Changes the order and the number of elements of every JavaScript array, except in `kept`. */
export function rearrange(value: unknown, kept: ReadonlySet<object>, seen = new Set<unknown>()): void {
  if (typeof value !== "object" || value === null || isTypedArray(value) || kept.has(value) || seen.has(value)) return;
  seen.add(value);
  for (const [, member] of members(value)) rearrange(member, kept, seen);
  if (Array.isArray(value)) {
    value.reverse();
    if (value.length % 2 === 0) value.pop();
    else value.push(value[0]);
  }
}

/** The first place where two trees differ in containers or leaves; leaves are compared by `same`. */
export function difference(
  actual: unknown,
  expected: unknown,
  same: (actual: number, expected: number) => boolean,
  path = "",
  seen = new Map<unknown, unknown>(),
): string | undefined {
  if (typeof actual === "number" && typeof expected === "number") {
    return same(actual, expected) ? undefined : `${path || "value"}: ${actual}, expected ${expected}`;
  }
  const kinds = [containerOf(actual), containerOf(expected)];
  if (kinds[0] !== kinds[1]) return `${path || "value"}: ${show(actual)}, expected ${show(expected)}`;
  if (kinds[0] === "inert") {
    return Object.is(actual, expected) || sameError(actual, expected)
      ? undefined
      : `${path || "value"}: ${show(actual)}, expected ${show(expected)}`;
  }
  // Shared memory and cycles must be the same on both sides.
  if (seen.has(expected) && isRecord(expected))
    return seen.get(expected) === actual ? undefined : `${path}: another object than where it was reached before`;
  seen.set(expected, actual);
  const [own, other] = [members(actual), members(expected)];
  if (own.length !== other.length) return `${path || "value"}: ${own.length} members, expected ${other.length}`;
  for (let k = 0; k < own.length; k++) {
    if (own[k][0] !== other[k][0]) return `${path}: member ${own[k][0]}, expected ${other[k][0]}`;
    const found = difference(own[k][1], other[k][1], same, `${path}[${own[k][0]}]`, seen);
    if (found) return found;
  }
  return undefined;
}

/** Equal to the last bit; every NaN is one. */
export const sameBits = (actual: number, expected: number): boolean => Object.is(actual, expected);

/** Equal but for the sign of zero and an error relative to the larger of both and `scale`. */
export function close(tolerance: number, scale = 1): (actual: number, expected: number) => boolean {
  return (actual, expected) =>
    actual === expected ||
    (Number.isNaN(actual) && Number.isNaN(expected)) ||
    Math.abs(actual - expected) <= tolerance * Math.max(scale, Math.abs(actual), Math.abs(expected));
}

function containerOf(value: unknown): string {
  if (typeof value === "number") return "number";
  if (isTypedArray(value)) return value.constructor.name;
  if (Array.isArray(value)) return "Array";
  return isRecord(value) ? `record of ${Object.getPrototypeOf(value)?.constructor?.name ?? "nothing"}` : "inert";
}

function sameError(a: unknown, b: unknown): boolean {
  return a instanceof Error && b instanceof Error && a.name === b.name && a.message === b.message;
}

export function show(value: unknown, path: readonly unknown[] = []): string {
  if (path.includes(value)) return "...";
  const inner = (member: unknown): string => show(member, [...path, value]);
  if (isTypedArray(value)) return `${value.constructor.name}[${Array.from(value).join(", ")}]`;
  if (Array.isArray(value)) return `[${value.map(inner).join(", ")}]`;
  if (isRecord(value))
    return `{ ${Object.entries(value)
      .map(([key, member]) => `${key}: ${inner(member)}`)
      .join(", ")} }`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
