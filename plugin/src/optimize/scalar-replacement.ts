/**
 * Replaces small tuples, records and arrays of fixed length that stay in the function by their elements: each slot
 * becomes a value, carried through the branches and loops that write it.
 */
import { Builder } from "../ir/builder.js";
import { type Func, type Op, type Region, Value } from "../ir/ops.js";
import { allOps, isAllocation } from "../ir/traverse.js";
import { F64, INT, initialElement, memoryOf, type Type } from "../ir/types.js";
import { Facts } from "./facts.js";

/** Longer arrays stay arrays: as many variables would not be faster, nor readable. */
export const longest = 16;

export function replaceScalars(func: Func, facts = new Facts(func)): boolean {
  const aggregates = findAggregates(func, facts);
  if (aggregates.size === 0) return false;
  new Replacement(func, aggregates).run();
  return true;
}

/** One element or field, which becomes a value. */
interface Slot {
  readonly type: Type;
  readonly name: string | undefined;
}

interface Aggregate {
  readonly slots: ReadonlyMap<string, Slot>;
  /** What storing does to a number; nothing in an Array or record. */
  readonly conversion: "toNumber" | "fround" | undefined;
}

function findAggregates(func: Func, facts: Facts): Map<Value, Aggregate> {
  const constants = facts.constants();
  const found = new Map<Value, Aggregate>();
  for (const op of facts.ops()) {
    if (!isAllocation(op)) continue;
    const aggregate = aggregateOf(op, constants);
    if (aggregate) found.set(op.results[0], aggregate);
  }
  if (found.size === 0) return found;
  for (const op of facts.ops()) {
    op.operands.forEach((operand, index) => {
      const aggregate = found.get(operand);
      if (aggregate && !isSlotAccess(op, index, aggregate, constants)) found.delete(operand);
    });
    for (const region of op.regions) for (const value of region.yields) found.delete(value);
  }
  for (const value of func.body.yields) found.delete(value);
  return found;
}

function aggregateOf(op: Op, constants: ReadonlyMap<Value, unknown>): Aggregate | undefined {
  const [ref] = op.results;
  const memory = memoryOf(ref.type);
  const name = (key: string): string | undefined => (ref.name === undefined ? undefined : `${ref.name}_${key}`);
  if (memory.kind === "record") {
    if (op.kind !== "literal") return undefined;
    return {
      slots: new Map(memory.fields.map((field) => [field.name, { type: field.type, name: name(field.name) }])),
      conversion: undefined,
    };
  }
  const length =
    op.kind === "literal" ? op.operands.length : op.kind === "alloc" ? constants.get(op.operands[0]) : undefined;
  const isShort = typeof length === "number" && Number.isInteger(length) && length >= 0 && length <= longest;
  if (memory.kind !== "array" || !isShort) return undefined;
  const conversion = { Float64Array: "toNumber", Float32Array: "fround", Array: undefined } as const;
  if (!(memory.container in conversion)) return undefined;
  const keys = Array.from({ length }, (_, index) => String(index));
  const nameOf = (key: string): string | undefined => (length === 1 ? ref.name : name(key));
  return {
    slots: new Map(keys.map((key) => [key, { type: memory.element, name: nameOf(key) }])),
    conversion: conversion[memory.container as keyof typeof conversion],
  };
}

/** The slot that an operation reads or writes through `operand`, or its constant length. */
function isSlotAccess(op: Op, operand: number, aggregate: Aggregate, constants: ReadonlyMap<Value, unknown>): boolean {
  if (operand !== 0) return false;
  switch (op.kind) {
    case "load":
    case "store": {
      const index = constants.get(op.operands[1]);
      return typeof index === "number" && aggregate.slots.has(String(index));
    }
    case "getField":
    case "setField":
      return true;
    case "length":
      return true;
    case "fill":
      return op.operands.length === 2;
    default:
      return false;
  }
}

class Replacement {
  private readonly replacements = new Map<Value, Value>();
  private readonly constants = new Map<Value, unknown>();
  private readonly current = new Map<Slot, Value>();
  /** The slots that a region writes, of memory made outside of it. */
  private readonly writes = new Map<Region, readonly Slot[]>();
  private readonly build = new Builder({ params: [], ops: [], yields: [] });

  constructor(
    private readonly func: Func,
    private readonly aggregates: ReadonlyMap<Value, Aggregate>,
  ) {}

  run(): void {
    for (const op of allOps(this.func.body)) if (op.kind === "const") this.constants.set(op.results[0], op.value);
    this.writtenIn(this.func.body);
    this.region(this.func.body);
  }

  private resolve(value: Value): Value {
    let current = value;
    for (let next = this.replacements.get(current); next; next = this.replacements.get(current)) current = next;
    return current;
  }

  private slotOf(op: Op): Slot | undefined {
    const aggregate = this.aggregates.get(op.operands[0]);
    if (!aggregate) return undefined;
    if (op.kind === "getField" || op.kind === "setField") return aggregate.slots.get(op.field);
    return op.kind === "load" || op.kind === "store"
      ? aggregate.slots.get(String(this.constants.get(op.operands[1])))
      : undefined;
  }

  private slotsWrittenBy(op: Op): Slot[] {
    if (op.kind === "fill") return [...(this.aggregates.get(op.operands[0])?.slots.values() ?? [])];
    const slot = op.kind === "store" || op.kind === "setField" ? this.slotOf(op) : undefined;
    return slot ? [slot] : [];
  }

  private writtenIn(region: Region): readonly Slot[] {
    const written = new Set<Slot>();
    const made = new Set<Slot>();
    for (const op of region.ops) {
      for (const result of op.results)
        for (const slot of this.aggregates.get(result)?.slots.values() ?? []) made.add(slot);
      for (const slot of this.slotsWrittenBy(op)) written.add(slot);
      for (const inner of op.regions) for (const nested of this.writtenIn(inner)) written.add(nested);
    }
    const outer = [...written].filter((slot) => !made.has(slot));
    this.writes.set(region, outer);
    return outer;
  }

  private region(region: Region): void {
    const { ops } = region;
    region.ops = [];
    this.build.within(region, () => {
      for (const op of ops) {
        op.operands = op.operands.map((operand) => this.resolve(operand));
        this.build.span = op.span;
        this.build.adjoint = op.adjoint ?? false;
        if (!this.access(op)) {
          if (op.regions.length > 0) this.control(op);
          this.build.region.ops.push(op);
        }
      }
    });
    region.yields = region.yields.map((value) => this.resolve(value));
  }

  /** Returns whether the operation is not needed any more. */
  private access(op: Op): boolean {
    const made = op.results.length === 1 ? this.aggregates.get(op.results[0]) : undefined;
    if (made) {
      this.create(op, made);
      return true;
    }
    const aggregate = this.aggregates.get(op.operands[0]);
    if (!aggregate) return false;
    const slot = this.slotOf(op);
    if (op.kind === "length") {
      this.replacements.set(op.results[0], this.build.const(aggregate.slots.size, INT));
    } else if (slot && (op.kind === "load" || op.kind === "getField")) {
      const value = this.current.get(slot);
      if (!value) throw new Error("a slot is read before its memory is made");
      this.replacements.set(op.results[0], value);
    } else {
      const value = op.operands[op.kind === "store" ? 2 : 1];
      for (const each of this.slotsWrittenBy(op)) this.write(each, value, aggregate);
    }
    return true;
  }

  private create(op: Op, aggregate: Aggregate): void {
    let index = 0;
    for (const slot of aggregate.slots.values()) {
      if (op.kind === "literal") this.write(slot, op.operands[index++], aggregate);
      else this.current.set(slot, this.build.const(initialElement(slot.type), slot.type));
    }
  }

  private write(slot: Slot, value: Value, { conversion }: Aggregate): void {
    // A whole number stays one.
    const isConverted = conversion !== undefined && slot.type.kind !== "int";
    const stored = isConverted ? this.build.prim(conversion, value) : value;
    if (isConverted) stored.type = F64;
    this.current.set(slot, stored);
  }

  /** Adds the slots that a branch or loop writes to its results and to what it carries. */
  private control(op: Op): void {
    const slots = [...new Set(op.regions.flatMap((region) => this.writes.get(region) ?? []))];
    const before = slots.map((slot) => this.value(slot));
    const fresh = (): Value[] => slots.map((slot) => new Value(slot.type, slot.name));
    const enter = (values: readonly Value[]): void => {
      slots.forEach((slot, index) => {
        this.current.set(slot, values[index]);
      });
    };
    if (op.kind === "if") {
      for (const arm of op.regions) {
        enter(before);
        this.region(arm);
        arm.yields.push(...slots.map((slot) => this.value(slot)));
      }
    } else {
      op.operands.push(...before);
      for (const region of op.regions) {
        const params = fresh();
        region.params.push(...params);
        enter(params);
        this.region(region);
        region.yields.push(...slots.map((slot) => this.value(slot)));
      }
    }
    const results = fresh();
    op.results.push(...results);
    enter(results);
  }

  private value(slot: Slot): Value {
    const value = this.current.get(slot);
    if (!value) throw new Error("a slot is written before its memory is made");
    return value;
  }
}
