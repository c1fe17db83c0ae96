import { describe, memberPath, withArticle } from "./describe.js";

/** The kind that an instance of a function was compiled for, parameter by parameter. */
export type Kind =
  | "any"
  | "f64"
  | "bool"
  | "string"
  | "bigint"
  | "fn"
  | TypedArrayKind
  | readonly ["Array", Kind]
  | { readonly tuple: readonly Kind[]; readonly rest?: Kind }
  | { readonly instance: readonly Class[]; readonly record: { readonly [field: string]: Kind } }
  | { readonly record: { readonly [field: string]: Kind } }
  | { readonly optional: Kind }
  | { readonly nullable: Kind };

type Class = abstract new (...args: never[]) => object;

export type TypedArrayKind = keyof typeof typedArrays;

const typedArrays = {
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

const primitives = {
  f64: ["number", "a number"],
  bool: ["boolean", "a boolean"],
  string: ["string", "a string"],
  bigint: ["bigint", "a bigint"],
  fn: ["function", "a function"],
} as const;

/** @throws TypeError naming the function as called (`grad(loss)`), the parameter (or `the cotangent`), what it must be and what it is. */
function refuse(fn: string, name: string, expected: string, actual: unknown): never {
  const subject = name.startsWith("the ") ? name : `parameter '${name}'`;
  throw new TypeError(`${fn}: ${subject} must be ${expected}, but is ${describe(actual)}`);
}

export function expectNumber(fn: string, name: string, v: unknown): asserts v is number {
  if (typeof v !== "number") refuse(fn, name, "a number", v);
}

export function expectFloat64Array(fn: string, name: string, v: unknown): asserts v is Float64Array {
  if (!(v instanceof Float64Array)) refuse(fn, name, "a Float64Array", v);
}

export function expectFloat32Array(fn: string, name: string, v: unknown): asserts v is Float32Array {
  if (!(v instanceof Float32Array)) refuse(fn, name, "a Float32Array", v);
}

/** Checks the container only; `expectKind` looks at the elements too. */
export function expectArray(fn: string, name: string, v: unknown): asserts v is unknown[] {
  if (!Array.isArray(v)) refuse(fn, name, "an Array", v);
}

/**
 * Checks that a rest parameter, which `fixed` parameters precede, got the `count` arguments that are differentiated.
 * @throws RangeError
 */
export function expectPassed(fn: string, count: number, fixed: number, rest: readonly unknown[]): void {
  if (rest.length >= count) return;
  const passed = fixed + rest.length;
  throw new RangeError(`${fn}: argnums selects parameter ${fixed + count - 1}, but the call has ${passed} arguments`);
}

/**
 * Checks `v` against `kind` all the way down. A tuple has exactly its members, and then any number of `rest`; a record has
 * at least its fields (a class instance counts), and with `instance` is one of a class; `any`, an `optional` that is
 * `undefined` and a `nullable` that is that or `null` pass unseen. NaN and infinities are numbers.
 * @throws TypeError
 */
export function expectKind(fn: string, name: string, v: unknown, kind: Kind): void {
  if (kind === "any") return;
  if (typeof kind === "string") {
    if (kind in primitives) {
      const [type, text] = primitives[kind as keyof typeof primitives];
      if (typeof v !== type) refuse(fn, name, text, v);
    } else if (!(v instanceof typedArrays[kind as TypedArrayKind])) {
      refuse(fn, name, withArticle(kind), v);
    }
    return;
  }
  if ("optional" in kind) {
    if (v !== undefined) expectKind(fn, name, v, kind.optional);
  } else if ("nullable" in kind) {
    if (v !== undefined && v !== null) expectKind(fn, name, v, kind.nullable);
  } else if ("record" in kind) {
    if ("instance" in kind && !kind.instance.some((each) => v instanceof each)) {
      refuse(fn, name, `an instance of ${kind.instance.map((each) => each.name).join(" or ")}`, v);
    }
    if (typeof v !== "object" || v === null || Array.isArray(v) || ArrayBuffer.isView(v)) {
      refuse(fn, name, `an object with ${fieldList(kind.record)}`, v);
    }
    for (const key of Object.keys(kind.record)) {
      expectKind(fn, memberPath(name, key), (v as Record<string, unknown>)[key], kind.record[key]);
    }
  } else if ("tuple" in kind) {
    const { tuple, rest } = kind;
    let required = tuple.length;
    while (required > 0 && isOptional(tuple[required - 1])) required--;
    if (!Array.isArray(v) || v.length < required || (rest === undefined && v.length > tuple.length)) {
      const more = rest !== undefined ? " or more" : required < tuple.length ? ` to ${tuple.length}` : "";
      refuse(fn, name, `a tuple of length ${required}${more}`, v);
    }
    const length = Math.max(tuple.length, v.length);
    for (let i = 0; i < length; i++) expectKind(fn, memberPath(name, i), v[i], tuple[i] ?? rest);
  } else {
    expectArray(fn, name, v);
    expectElements(fn, name, v, kind[1]);
  }
}

function isOptional(kind: Kind): boolean {
  return typeof kind === "object" && ("optional" in kind || "nullable" in kind);
}

function expectElements(fn: string, name: string, v: readonly unknown[], kind: Kind): void {
  for (let i = 0; i < v.length; i++) {
    // Names are built for failures only: rows of numbers are checked on every call.
    if (kind === "f64" && typeof v[i] === "number") continue;
    expectKind(fn, memberPath(name, i), v[i], kind);
  }
}

function fieldList(fields: { readonly [field: string]: Kind }): string {
  const names = Object.keys(fields).map((name) => `'${name}'`);
  if (names.length === 0) return "any fields";
  return `${names.length === 1 ? "field" : "fields"} ${names.join(", ")}`;
}
