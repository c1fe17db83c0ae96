/** Values that operations use although they were made in another function, and are handed over by way of memory. */
import { Builder, emptyRegion } from "../ir/builder.js";
import type { Op, Region, Value } from "../ir/ops.js";
import { cloneOp, freeValues, substitute } from "../ir/traverse.js";
import { F64 } from "../ir/types.js";

/** Where to find a value from outside: in an array of numbers, in a tuple, or under another name. */
export type Place =
  | { readonly slot: number }
  | { readonly tuple: Value; readonly field: string }
  | { readonly value: Value };

export interface Surroundings {
  readonly places: ReadonlyMap<Value, Place>;
  /** What is made anew where it is used. */
  readonly constants: ReadonlyMap<Value, Op>;
  /** The array of numbers. */
  readonly kept: Value;
  /** What a value around the operations is called among them. */
  inside(value: Value): Value;
}

export class HandOver {
  private readonly region = emptyRegion();
  private readonly build = new Builder(this.region);
  private readonly own = new Set<Value>();
  private readonly names = new Map<Value, Value>();

  constructor(private readonly around: Surroundings) {}

  /** The operations, changed in place, with what fetches and keeps values between them. */
  ops(ops: readonly Op[]): Op[] {
    for (const op of ops) {
      for (const value of freeValues(op)) this.name(value);
      this.rename(op);
      this.region.ops.push(op);
      for (const result of op.results) {
        this.own.add(result);
        this.keep(result);
      }
    }
    return this.region.ops;
  }

  /** The values as they are called behind the operations. */
  values(values: readonly Value[]): Value[] {
    return values.map((value) => this.name(value));
  }

  private rename(op: Op): void {
    const around: Region = { params: [], ops: [op], yields: [] };
    substitute(around, this.names);
  }

  private name(value: Value): Value {
    if (this.own.has(value)) return value;
    const known = this.names.get(value);
    if (known) return known;
    const found = this.fetch(value);
    if (found !== value) this.names.set(value, found);
    return found;
  }

  private fetch(value: Value): Value {
    const { build, around } = this;
    const constant = around.constants.get(value);
    if (constant) {
      const names = new Map<Value, Value>();
      this.region.ops.push(cloneOp(constant, names));
      return names.get(value)!;
    }
    const place = around.places.get(value);
    if (!place) return around.inside(value);
    if ("value" in place) return around.inside(place.value);
    if ("tuple" in place) return build.getField(around.inside(place.tuple), place.field, value.name);
    const isBool = value.type.kind === "bool";
    const found = build.load(around.inside(around.kept), build.const(place.slot), isBool ? undefined : value.name);
    return isBool ? build.prim("ne", found, build.const(0)) : found;
  }

  private keep(value: Value): void {
    const place = this.around.places.get(value);
    if (!place || !("slot" in place)) return;
    const { build, around } = this;
    const number = value.type.kind === "bool" ? build.select(value, build.const(1, F64), build.const(0, F64)) : value;
    build.store(around.inside(around.kept), build.const(place.slot), number);
  }
}
