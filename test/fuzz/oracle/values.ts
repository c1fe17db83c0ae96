/** The values of the oracle's JavaScript: everything that is not a number, and the way in and out of it. */
import type ts from "typescript-6";
import { apply, isReal, type Real, numberOf } from "./reals.js";
import type { Scope } from "./scope.js";

export type ArrayKind = "Array" | "Float64Array" | "Float32Array" | "Int32Array";

/** Holes and missing elements read as undefined. */
export class ArrayValue {
  constructor(
    readonly kind: ArrayKind,
    /** Those of a view are a window on the items of another array. */
    readonly items: Value[],
  ) {}

  get(key: Value): Value {
    const index = indexOf(key);
    return index === undefined ? undefined : this.items[index];
  }

  set(key: Value, value: Value): void {
    const index = indexOf(key);
    if (index === undefined) throw new Error("the oracle has no array properties");
    if (this.kind !== "Array" && index >= this.items.length) return;
    while (this.items.length < index) this.items.push(undefined);
    this.items[index] = this.stored(value);
  }

  stored(value: Value): Value {
    if (this.kind === "Array") return value;
    const real = toReal(value);
    if (this.kind === "Float32Array") return apply("fround", real);
    return this.kind === "Int32Array" ? numberOf(real) | 0 : real;
  }
}

export interface Accessor {
  readonly get?: FunctionValue;
  readonly set?: FunctionValue;
}

/** A record, or an object of a class. */
export class RecordValue {
  readonly accessors = new Map<string, Accessor>();

  constructor(
    readonly fields: Map<string, Value>,
    readonly ofClass?: ClassValue,
  ) {}
}

export class ClassValue {
  readonly methods = new Map<string, FunctionValue>();
  readonly accessors = new Map<string, Accessor>();
  readonly statics = new Map<string, Value>();
  readonly staticAccessors = new Map<string, Accessor>();

  constructor(
    readonly node: ts.ClassLikeDeclaration,
    readonly scope: Scope,
    readonly parent: ClassValue | undefined,
  ) {}
}

export class FunctionValue {
  constructor(
    readonly node: ts.FunctionLikeDeclaration,
    readonly scope: Scope,
    /** The class that a method is a member of. */
    readonly home?: ClassValue,
  ) {}
}

/** A function of the oracle itself. */
export class Builtin {
  constructor(readonly call: (args: readonly Value[]) => Value) {}
}

export class MapValue {
  readonly entries = new Map<unknown, { readonly key: Value; value: Value }>();
}

export class SetValue {
  readonly entries = new Map<unknown, Value>();
}

/** Runs the body of a generator and gives each value that it yields to `emit`. */
export class GeneratorValue {
  constructor(readonly run: (emit: (value: Value) => void) => void) {}
}

export type Value =
  | Real
  | boolean
  | string
  | undefined
  | null
  | ArrayValue
  | RecordValue
  | ClassValue
  | FunctionValue
  | Builtin
  | MapValue
  | SetValue
  | GeneratorValue;

export function toReal(value: Value): Real {
  if (isReal(value)) return value;
  if (value === undefined) return Number.NaN;
  if (value === null) return 0;
  if (typeof value === "boolean") return value ? 1 : 0;
  throw new Error("the oracle makes numbers of numbers only");
}

export function truthy(value: Value): boolean {
  return Boolean(isReal(value) ? numberOf(value) : value);
}

/** A value as comparisons see it. */
export function plain(value: Value): unknown {
  return isReal(value) ? numberOf(value) : value;
}

function indexOf(key: Value): number | undefined {
  const index = isReal(key) ? numberOf(key) : Number.NaN;
  return Number.isInteger(index) && index >= 0 ? index : undefined;
}

/** Brings a value of the program in, with `real` for its numbers in order; integer arrays keep theirs. */
export function bring(value: unknown, real: (value: number) => Real): Value {
  if (typeof value === "number") return real(value);
  if (value instanceof Float64Array) return new ArrayValue("Float64Array", Array.from(value, real));
  if (value instanceof Float32Array) return new ArrayValue("Float32Array", Array.from(value, real));
  if (value instanceof Int32Array) return new ArrayValue("Int32Array", Array.from(value));
  if (Array.isArray(value))
    return new ArrayValue(
      "Array",
      value.map((item) => bring(item, real)),
    );
  if (typeof value === "object" && value !== null) {
    return new RecordValue(new Map(Object.entries(value).map(([key, field]) => [key, bring(field, real)])));
  }
  return value as Value;
}

/** The same value in fresh memory, with other reals. */
export function mapReals(value: Value, real: (value: Real) => Real): Value {
  if (isReal(value)) return real(value);
  if (value instanceof ArrayValue) {
    const { kind, items } = value;
    return new ArrayValue(kind, kind === "Int32Array" ? [...items] : items.map((item) => mapReals(item, real)));
  }
  if (value instanceof RecordValue) {
    return new RecordValue(new Map([...value.fields].map(([key, field]) => [key, mapReals(field, real)])));
  }
  return value;
}

/** Takes a value out, with numbers for its reals. */
export function take(value: Value, real: (value: Real) => number): unknown {
  if (isReal(value)) return real(value);
  if (value instanceof ArrayValue) {
    const items = value.items.map((item) => take(item, real));
    if (value.kind === "Array") return items;
    const constructors = { Float64Array, Float32Array, Int32Array };
    return constructors[value.kind].from(items as number[]);
  }
  if (value instanceof RecordValue) {
    return Object.fromEntries([...value.fields].map(([key, field]) => [key, take(field, real)]));
  }
  return value;
}

/** All reals of a value in the order of `take`, but for those of integer arrays. */
export function realsOf(value: Value): Real[] {
  if (isReal(value)) return [value];
  if (value instanceof ArrayValue) return value.kind === "Int32Array" ? [] : value.items.flatMap(realsOf);
  if (value instanceof RecordValue) return [...value.fields.values()].flatMap(realsOf);
  return [];
}
