/** The kinds of values that instances of functions are compiled for. */

/** The kind that an instance of a function was compiled for, parameter by parameter. */
export type Kind =
  | "any"
  | keyof typeof primitives
  | TypedArrayKind
  | readonly ["Array", Kind]
  | { readonly tuple: readonly Kind[]; readonly rest?: Kind }
  | { readonly instance: readonly Class[]; readonly record: Fields }
  | { readonly record: Fields }
  | { readonly optional: Kind }
  | { readonly nullable: Kind };

export type Fields = { readonly [field: string]: Kind };

type Class = abstract new (...args: never[]) => object;

export type TypedArrayKind = keyof typeof typedArrays;

export const typedArrays = {
  Float64Array,
  Float32Array,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
};

/** What `typeof` says of them, and messages. */
export const primitives = {
  f64: ["number", "a number"],
  bool: ["boolean", "a boolean"],
  string: ["string", "a string"],
  bigint: ["bigint", "a bigint"],
  fn: ["function", "a function"],
} as const;

/** Whether `v` is of a kind all the way down; what that means is said of `expectKind`. */
export function isOfKind(v: unknown, kind: Kind): boolean {
  return areOfKind([v], kind);
}

/**
 * Whether all values of a list are: one field of all records after the other, because an engine reads the same property again and
 * again much faster than many in turn.
 */
function areOfKind(list: readonly unknown[], kind: Kind): boolean {
  if (kind === "any") return true;
  if (typeof kind === "string") {
    if (kind === "f64") return areNumbers(list);
    if (kind in primitives) return areTypeof(list, kind as keyof typeof primitives);
    const container = typedArrays[kind as TypedArrayKind];
    return all(list, (v) => v instanceof container);
  }
  if (("optional" in kind && kind.optional === "any") || ("nullable" in kind && kind.nullable === "any")) return true;
  if ("optional" in kind) return all(list, (v) => v === undefined || isOfKind(v, kind.optional));
  if ("nullable" in kind) return all(list, (v) => v === undefined || v === null || isOfKind(v, kind.nullable));
  if ("tuple" in kind) return all(list, (v) => isTuple(v, kind.tuple, kind.rest));
  if (!("record" in kind)) return all(list, (v) => Array.isArray(v) && areOfKind(v, kind[1]) && hasNoHole(v, kind[1]));
  if ("instance" in kind && !all(list, (v) => isInstance(v, kind.instance))) return false;
  if (!all(list, isObject)) return false;
  const records = list as readonly Record<string, unknown>[];
  return Object.keys(kind.record).every((key) => fieldsAreOfKind(records, key, kind.record[key]));
}

/** Where elements may be missing, they have to be there as `undefined`: what passes over holes is not compiled to look for them. */
function hasNoHole(list: readonly unknown[], element: Kind): boolean {
  return !mayBeMissing(element) || all(list, (v, i) => v !== undefined || i in list);
}

export function mayBeMissing(kind: Kind): boolean {
  return typeof kind === "object" && ("optional" in kind || "nullable" in kind);
}

function fieldsAreOfKind(records: readonly Record<string, unknown>[], key: string, kind: Kind): boolean {
  // Numbers of fields are not put into a list, where each would be an object of its own.
  if (typeof kind !== "string" || !(kind in primitives))
    return areOfKind(
      records.map((record) => record[key]),
      kind,
    );
  const [type] = primitives[kind as keyof typeof primitives];
  for (let i = 0; i < records.length; i++) if (typeof records[i][key] !== type) return false;
  return true;
}

/** Whether a value is a list of numbers. Apart from other lists, so that engines know it to see arrays of doubles. */
export function areNumbers(list: unknown): list is number[] {
  if (!Array.isArray(list)) return false;
  for (let i = 0; i < list.length; i++) if (typeof list[i] !== "number") return false;
  return true;
}

function areTypeof(list: readonly unknown[], kind: keyof typeof primitives): boolean {
  const [type] = primitives[kind];
  for (let i = 0; i < list.length; i++) if (typeof list[i] !== type) return false;
  return true;
}

/** As `every`, which passes over elements that were never assigned. */
function all<T>(list: readonly T[], test: (v: T, i: number) => boolean): boolean {
  for (let i = 0; i < list.length; i++) if (!test(list[i], i)) return false;
  return true;
}

export function isObject(v: unknown): v is Record<string, unknown> {
  return typeof v === "object" && v !== null && !Array.isArray(v) && !ArrayBuffer.isView(v);
}

export function isInstance(v: unknown, classes: readonly Class[]): boolean {
  return classes.some((each) => v instanceof each);
}

function isTuple(v: unknown, tuple: readonly Kind[], rest: Kind | undefined): boolean {
  if (!Array.isArray(v) || v.length < requiredOf(tuple) || (rest === undefined && v.length > tuple.length))
    return false;
  const length = Math.max(tuple.length, v.length);
  for (let i = 0; i < length; i++) if (!isOfKind(v[i], tuple[i] ?? rest)) return false;
  return true;
}

/** How many members a tuple has at least. */
export function requiredOf(tuple: readonly Kind[]): number {
  let required = tuple.length;
  while (required > 0 && mayBeMissing(tuple[required - 1])) required--;
  return required;
}
