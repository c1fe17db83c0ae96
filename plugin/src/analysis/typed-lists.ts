/**
 * Which lists of numbers could be typed arrays without anybody noticing: those that keep the lengths with which they are made and that
 * only this function sees, and those of parameters that it only reads, again and again, so that a copy of them is worth its while.
 */
import type { AllocOp, Func, Op, StoreOp, Value } from "../ir/ops.js";
import { allOps, isAllocation, mayBeMissing } from "../ir/traverse.js";
import {
  isOptional,
  isTypedArray,
  type Memory,
  mentions,
  refTo,
  sameType,
  type Type,
  typedArray,
} from "../ir/types.js";
import type { Writes } from "./flat-lists.js";
import { findFill } from "./fills.js";
import { IndexRanges } from "./index-ranges.js";
import { isRow } from "./layouts.js";
import { lackingCopies } from "./lacking-lists.js";
import { isNaNMissed } from "./lost-nans.js";
import { ELEMENT, type Location, Locations } from "./locations.js";
import { isAskedFor, isElementAskedFor, isOfItself, mayBeNoNumber } from "./missing.js";
import { Uses } from "./uses.js";

export const NUMBERS = typedArray("Float64Array");

export class TypedLists {
  private readonly locations: Locations;
  private readonly uses: Uses;
  private readonly ranges: IndexRanges;
  /** Something asks whether numbers are there. */
  private readonly isAsked: boolean;
  private readonly refused = new Set<Location>();
  private readonly chosen = new Set<Location>();
  /** Lists that are as long as something depends on, and lists that stores of NaN might lengthen. */
  private readonly measured = new Set<Location>();
  private readonly grown = new Set<Location>();
  /** How many loops are around what reads a list, at most. */
  private readonly depths = new Map<Location, number>();
  /** The lists that parameters reach: whether it is worth its while to copy what they are in. */
  private readonly given = new Map<Location, boolean>();

  /** `isEntry`: what parameters refer to may be copied, as all of it has been looked at, and nothing is missing. */
  constructor(func: Func, writes: (ignored: ReadonlySet<Op>) => Writes, isEntry: boolean) {
    this.locations = new Locations(func);
    this.uses = new Uses(func);
    this.ranges = new IndexRanges(func);
    const ops = allOps(func.body);
    this.isAsked = ops.some((op) => isAskedFor(op, this.uses.definitions));
    for (const op of ops) this.look(op);
    if (isNaNMissed(func, this.grown, this.locations)) for (const location of this.grown) this.refused.add(location);
    const copies = lackingCopies(func, this.locations, this.uses.definitions, this.ranges, isEntry);
    if (this.isAsked || isNaNMissed(func, copies, this.locations)) for (const copy of copies) this.refused.add(copy);
    // Of a few numbers a list is copied faster than a typed array.
    const isSmall = (location: Location): boolean => (this.depths.get(location) ?? 0) < 2;
    for (const location of this.grown) if (this.measured.has(location) || isSmall(location)) this.refused.add(location);
    for (const value of this.locations.values()) {
      const location = this.locations.of(value);
      if (isRigid(value.type)) this.refuseParts(location, new Set());
      if (value.type.kind === "ref" && isOptional(value.type.memory)) this.refused.add(location);
    }
    const isWritten = writes(new Set(ops.filter((op) => this.isHarmless(op))));
    const { params } = func.body;
    // Who calls it from within the program may have no number there.
    const isTold = ops.some((op) => isElementAskedFor(op, this.uses.definitions, params));
    for (const param of params) this.give(param, !isEntry || isTold || mayBeMissing(func, param), isWritten);
    this.choose(ops);
  }

  some(): boolean {
    return this.chosen.size > 0;
  }

  /** The type of a value with typed arrays in place of lists. */
  typeOf(value: Value): Type {
    return this.typeAt(value.type, this.locations.of(value));
  }

  private typeAt(type: Type, location: Location): Type {
    if (type.kind !== "ref" || isRigid(type)) return type;
    if (isRow(type)) return this.isTyped(location) ? NUMBERS : type;
    const { memory } = type;
    const typeOfPart = (of: Type, name: string): Type => {
      const part = location.parts.get(name);
      return part ? this.typeAt(of, part.root) : of;
    };
    if (memory.kind !== "record") {
      const element = typeOfPart(memory.element, ELEMENT);
      return element === memory.element ? type : refTo({ ...memory, element });
    }
    const fields = memory.fields.map((field) => ({ ...field, type: typeOfPart(field.type, field.name) }));
    return fields.every((field, k) => field.type === memory.fields[k].type)
      ? type
      : refTo({ kind: "record", tuple: memory.tuple, fields });
  }

  private isTyped(location: Location): boolean {
    return this.chosen.has(location.root);
  }

  /** All values that refer to memory. */
  values(): Iterable<Value> {
    return this.locations.values();
  }

  /** What is done with lists of numbers. */
  private look(op: Op): void {
    if (op.kind === "copy" && isRow(op.operands[0].type)) {
      const copied = this.locations.of(op.operands[0]);
      this.read(copied, this.uses.depthOf(op) + 1);
      this.measured.add(copied);
    }
    const list = isAllocation(op) ? op.results[0] : op.operands[0];
    if (!list || !isRow(list.type)) return;
    const location = this.locations.of(list);
    const mayLack = (value: Value): boolean => this.isAsked && mayBeNoNumber(value, this.uses.definitions);
    const isPlain = (): boolean => {
      switch (op.kind) {
        case "load":
          this.read(location, this.uses.depthOf(op));
          return true;
        case "alloc":
          return op.operands[0].type.kind === "int" || this.isFilled(op);
        case "literal":
          // A short one is made faster as it is.
          return op.operands.length === 0 || (this.uses.depthOf(op) === 0 && !op.operands.some(mayLack));
        case "store":
          return this.isElement(op, location) && !mayLack(op.operands[2]);
        case "fill":
          return !mayLack(op.operands[1]);
        case "copy":
          return isRow(op.operands[0].type) || sameType(op.operands[0].type, NUMBERS);
        case "push":
          return false;
        case "length":
          this.measured.add(location);
          return true;
        default:
          return true;
      }
    };
    if (!isPlain()) this.refused.add(location);
  }

  /** Whether a store meets an element, or stores NaN behind the end of a list, which nobody looks at other than by index. */
  private isElement(op: StoreOp, location: Location): boolean {
    if (this.ranges.isInRange(op)) return true;
    this.grown.add(location);
    return !this.isAsked && isOfItself(op, this.uses.definitions);
  }

  private isFilled(op: AllocOp): boolean {
    return findFill(op, this.uses.homeOf(op), this.uses.definitions) !== undefined;
  }

  private read(location: Location, depth: number): void {
    this.depths.set(location, Math.max(this.depths.get(location) ?? 0, depth));
  }

  /** Whether an operation writes to no memory that a parameter reaches. */
  private isHarmless(op: Op): boolean {
    if (op.kind !== "store" && op.kind !== "fill" && op.kind !== "push" && op.kind !== "setField") return false;
    const [base] = op.operands;
    const made = this.uses.definitions.get(base);
    if (made !== undefined && isAllocation(made)) return true;
    return !this.locations.of(base).has("given") && !this.locations.of(base).has("open");
  }

  private refuseParts(location: Location, seen: Set<Location>): void {
    if (seen.has(location)) return;
    seen.add(location);
    for (const part of location.parts.values()) {
      this.refused.add(part.root);
      this.refuseParts(part.root, seen);
    }
  }

  /** Of a parameter there is a copy with all that it reaches, or none. */
  private give(param: Value, isOther: boolean, isWritten: Writes): void {
    const lists = new Map<Location, number>();
    let isFixed = isOther;
    const follow = (type: Type, location: Location, depth: number): void => {
      if (type.kind !== "ref") return;
      const { memory } = type;
      isFixed ||= location.has("compared") || location.has("open") || isRigid(type) || mayChange(memory, isWritten);
      if (isRow(type)) lists.set(location, Math.min(lists.get(location) ?? depth, depth));
      // Large arrays are not copied for the sake of lists beside them.
      if (isTypedArray(type)) isFixed = true;
      if (isRigid(type)) return;
      for (const [name, part] of location.parts) {
        const field = memory.kind === "record" ? memory.fields.find((each) => each.name === name) : undefined;
        isFixed ||= field?.optional === true || field?.nullable === true || isOptional(memory);
        const inner = memory.kind === "record" ? field?.type : memory.element;
        if (inner) follow(inner, part.root, memory.kind === "record" ? depth : depth + 1);
      }
    };
    follow(param.type, this.locations.of(param), 1);
    const isReadAgain = ([list, depth]: [Location, number]): boolean =>
      !this.refused.has(list) && (this.depths.get(list) ?? 0) > depth;
    const isWorthIt = [...lists].some(isReadAgain);
    for (const list of lists.keys()) {
      if (isFixed) this.refused.add(list);
      this.given.set(list, this.given.get(list) === true || isWorthIt);
    }
  }

  private choose(ops: readonly Op[]): void {
    for (const value of this.locations.values()) {
      const location = this.locations.of(value);
      if (!isRow(value.type) || location.has("open") || this.refused.has(location)) continue;
      if (this.given.get(location) !== false) this.chosen.add(location);
    }
    // What is copied from a typed array is one.
    const copies = ops.filter((op) => op.kind === "copy" && isRow(op.results[0].type));
    for (let size = -1; size !== this.chosen.size; ) {
      size = this.chosen.size;
      for (const { operands, results } of copies)
        if (!this.isTyped(this.locations.of(results[0]))) this.chosen.delete(this.locations.of(operands[0]));
    }
  }
}

/** Whether memory has to be of the very type that it has. */
function isRigid(type: Type): boolean {
  if (type.kind !== "ref" || type.memory.kind === "array") return false;
  const { memory } = type;
  if (memory.kind === "stack") return true;
  const { fields, spread, partial, untyped, collection, isTape, classes } = memory;
  const isItself = (part: Type): boolean => part.kind === "ref" && part.memory === memory;
  return Boolean(
    spread ||
      partial ||
      untyped ||
      collection ||
      isTape ||
      (classes && !classes.isOne) ||
      fields.some((field) => mentions(field.type, isItself)),
  );
}

function mayChange(memory: Memory, isWritten: Writes): boolean {
  return memory.kind === "record" ? memory.fields.some(({ name }) => isWritten(memory, name)) : isWritten(memory);
}
