import { describe, memberPath, withArticle } from "./describe.js";
import {
  isInstance,
  isObject,
  isOfKind,
  type Kind,
  mayBeMissing,
  primitives,
  requiredOf,
  type TypedArrayKind,
  typedArrays,
} from "./kinds.js";

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
 * A number that indices are made of: whole, or no number at all. `name` is what the program calls it, if it does.
 * @throws RangeError
 */
export function expectWhole(v: number, name: string | null): number {
  if (v % 1) {
    const subject = name === null ? "a number" : `'${name}'`;
    throw new RangeError(`${subject} that elements of arrays are counted by must be whole, but is ${v}`);
  }
  return v;
}

/**
 * The index of a record in a list whose records are numbers of one array. Where there is none, its field is read as JavaScript would do it.
 * @throws TypeError
 */
export function expectElement(index: number, length: number, field: string): number {
  if (index >= 0 && index < length && index % 1 === 0) return index;
  const [missing]: Record<string, number>[] = [];
  return missing[field];
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
  // Whole data sets are checked on every call: names are made for failures only.
  if (!isOfKind(v, kind)) refuseKind(fn, name, v, kind);
}

function refuseKind(fn: string, name: string, v: unknown, kind: Kind): void {
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
    if (v !== undefined) refuseKind(fn, name, v, kind.optional);
  } else if ("nullable" in kind) {
    if (v !== undefined && v !== null) refuseKind(fn, name, v, kind.nullable);
  } else if ("record" in kind) {
    if ("instance" in kind && !isInstance(v, kind.instance)) {
      refuse(fn, name, `an instance of ${kind.instance.map((each) => each.name).join(" or ")}`, v);
    }
    if (!isObject(v)) {
      refuse(fn, name, `an object with ${fieldList(kind.record)}`, v);
    }
    for (const key of Object.keys(kind.record)) {
      refuseKind(fn, memberPath(name, key), v[key], kind.record[key]);
    }
  } else if ("tuple" in kind) {
    const { tuple, rest } = kind;
    const required = requiredOf(tuple);
    if (!Array.isArray(v) || v.length < required || (rest === undefined && v.length > tuple.length)) {
      const more = rest !== undefined ? " or more" : required < tuple.length ? ` to ${tuple.length}` : "";
      refuse(fn, name, `a tuple of length ${required}${more}`, v);
    }
    const length = Math.max(tuple.length, v.length);
    for (let i = 0; i < length; i++) refuseKind(fn, memberPath(name, i), v[i], tuple[i] ?? rest);
  } else {
    expectArray(fn, name, v);
    expectElements(fn, name, v, kind[1]);
  }
}

function expectElements(fn: string, name: string, v: readonly unknown[], kind: Kind): void {
  for (let i = 0; i < v.length; i++) {
    if (!(i in v) && mayBeMissing(kind))
      throw new TypeError(
        `${fn}: parameter '${memberPath(name, i)}' must be assigned, if only undefined, but is a hole`,
      );
    refuseKind(fn, memberPath(name, i), v[i], kind);
  }
}

function fieldList(fields: { readonly [field: string]: Kind }): string {
  const names = Object.keys(fields).map((name) => `'${name}'`);
  if (names.length === 0) return "any fields";
  return `${names.length === 1 ? "field" : "fields"} ${names.join(", ")}`;
}
