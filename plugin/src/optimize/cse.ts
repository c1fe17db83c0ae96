/**
 * Value numbering: an operation that has been done before, in a place that dominates this one, is not done again. Loads
 * count while nothing has been written that they may see, and what was stored or loaded is known without loading it.
 */
import { Confined } from "../analysis/confined.js";
import type { Constant, Func, Op, PrimOp, Region, StoreOp, Value } from "../ir/ops.js";
import type { PrimitiveName } from "../ir/primitives.js";
import { replaceIn, resolve } from "../ir/traverse.js";
import { isNumber, memoryOf, sameType, isTypedArray } from "../ir/types.js";
import { Facts } from "./facts.js";
import { type MemoryModel, slotOf } from "./memory.js";

export function cse(func: Func, facts = new Facts(func)): boolean {
  return new ValueNumbering(func, facts).run();
}

/** Exchanging their operands changes no bit. */
const commutative = new Set<PrimitiveName>([
  "add",
  "mul",
  "max",
  "min",
  "eq",
  "ne",
  "looseEq",
  "looseNe",
  "bitAnd",
  "bitOr",
  "bitXor",
  "imul",
]);

class ValueNumbering {
  private readonly memory: MemoryModel;
  private readonly replacements = new Map<Value, Value>();
  private readonly constants = new Map<Value, string>();
  /** Available values; the log undoes what a region added. */
  private readonly available = new Map<string, Value>();
  private readonly log: [key: string, previous: Value | undefined][] = [];
  /** By which stores what they store is available, if a load gives that. */
  private readonly stores = new Map<string, StoreOp>();
  /** When each memory key was last written. */
  private readonly versions = new Map<string, number>();
  private readonly written: [key: string, previous: number][] = [];
  private readonly confined = new Confined();
  private clock = 0;
  private changed = false;

  constructor(
    private readonly func: Func,
    private readonly facts: Facts,
  ) {
    this.memory = facts.model();
  }

  run(): boolean {
    this.region(this.func.body);
    return this.changed;
  }

  private definition(value: Value): Op | undefined {
    return this.facts.definitions().get(value);
  }

  private resolve(value: Value): Value {
    return resolve(value, this.replacements);
  }

  private region(region: Region): void {
    const mark = this.log.length;
    const ops: Op[] = [];
    for (const op of region.ops) {
      replaceIn(op.operands, this.replacements);
      if (!this.visit(op)) ops.push(op);
    }
    region.ops = ops;
    replaceIn(region.yields, this.replacements);
    while (this.log.length > mark) {
      const [key, previous] = this.log.pop()!;
      if (previous) this.available.set(key, previous);
      else this.available.delete(key);
    }
  }

  /** What it takes to know whether a store is kept is found only where somebody asks. */
  private known(key: string): Value | undefined {
    const value = this.available.get(key);
    const store = value && this.stores.get(key);
    return store?.operands[2] === value && store && !this.isKept(store) ? undefined : value;
  }

  private publish(key: string, value: Value): void {
    this.log.push([key, this.available.get(key)]);
    this.available.set(key, value);
  }

  private publishStored(op: StoreOp, key: string): void {
    this.publish(key, op.operands[2]);
    this.stores.set(key, op);
  }

  /** Returns whether the operation is not needed. */
  private visit(op: Op): boolean {
    switch (op.kind) {
      case "const":
        // Not merged, as a constant may bear the user's name for it.
        this.constants.set(op.results[0], constantKey(op.value, op.results[0]));
        return false;
      case "prim":
        if (op.name === "div") this.shareQuotient(op);
        return this.number(op, this.primKey(op.name, op.operands));
      case "global":
        return (
          op.binding.constant && this.number(op, `global ${op.binding.file} ${op.binding.name} ${op.binding.member}`)
        );
      case "extern":
        if (op.effect === "none" && isScalar(op)) {
          const operands = op.operands.map((operand) => this.name(operand));
          return this.number(op, `extern ${JSON.stringify(op.template)} ${operands.join()}`);
        }
        this.write(op);
        return false;
      case "load":
        return this.number(op, this.elementKey(op.operands[0], op.operands[1]) + (op.orZero ? " or zero" : ""));
      case "getField":
        return this.number(op, this.fieldKey(op.operands[0], op.field));
      case "length": {
        const memory = memoryOf(op.operands[0].type);
        const version = isTypedArray(op.operands[0].type) ? "" : this.version(op.operands[0], slotOf(memory));
        return this.number(op, `length ${op.operands[0].id} ${version}`);
      }
      case "view":
        // Two parts that are one place are one object, unless somebody else could tell.
        if (op.part || !this.confined.has(this.func, op.results[0])) return false;
        return this.number(op, `view ${op.operands.map((operand) => this.name(operand)).join()}`);
      case "store":
        if (this.isUnchanged(op, this.elementKey(op.operands[0], op.operands[1]), op.operands[2])) return true;
        this.write(op);
        this.publishStored(op, this.elementKey(op.operands[0], op.operands[1]));
        return false;
      case "setField":
        if (this.isUnchanged(op, this.fieldKey(op.operands[0], op.field), op.operands[1])) return true;
        this.write(op);
        this.publish(this.fieldKey(op.operands[0], op.field), op.operands[1]);
        return false;
      case "literal":
        this.contents(op);
        return false;
      case "if":
        this.branch(op);
        return false;
      case "for":
      case "while":
        this.write(op);
        for (const region of op.regions) this.region(region);
        this.write(op);
        return false;
      default:
        this.write(op);
        return false;
    }
  }

  private number(op: Op, key: string): boolean {
    const [result] = op.results;
    const known = this.known(key);
    const fits =
      known && (sameType(known.type, result.type) || (known.type.kind === "int" && result.type.kind === "f64"));
    if (!known || !fits) {
      this.publish(key, result);
      return false;
    }
    // A primal value keeps clear of the names of adjoints.
    if (!known.name && !this.constants.has(known) && !op.adjoint) known.name = result.name;
    this.replacements.set(result, known);
    this.changed = true;
    return true;
  }

  /**
   * In adjoint code `t * y / b` is `(t / b) * y` where that quotient has been made, as by the cotangent of the numerator of a quotient:
   * a division costs as much as all the rest.
   */
  private shareQuotient(op: PrimOp): void {
    const [numerator, divisor] = op.operands;
    const product = op.adjoint ? this.definition(numerator) : undefined;
    if (product?.kind !== "prim" || product.name !== "mul") return;
    if (this.available.has(this.primKey("div", op.operands))) return;
    for (const [k, factor] of product.operands.map((each) => this.resolve(each)).entries()) {
      const quotient = this.available.get(this.primKey("div", [factor, divisor]));
      if (!quotient) continue;
      op.name = "mul";
      op.operands = [quotient, this.resolve(product.operands[1 - k])];
      this.changed = true;
      return;
    }
  }

  private primKey(name: PrimitiveName, of: readonly Value[]): string {
    const first = this.name(of[0]);
    if (of.length === 1) return `${name} ${first}`;
    const second = this.name(of[1]);
    if (of.length === 2)
      return second < first && commutative.has(name) ? `${name} ${second},${first}` : `${name} ${first},${second}`;
    const operands = of.map((operand) => this.name(operand));
    if (commutative.has(name)) operands.sort();
    return `${name} ${operands.join()}`;
  }

  /** Whether a store puts back what is there; in an Array, it might have been missing. */
  private isUnchanged(op: Op, key: string, value: Value): boolean {
    const memory = memoryOf(op.operands[0].type);
    const unchanged =
      this.available.get(key) === value &&
      this.known(key) === value &&
      !(memory.kind === "array" && memory.container === "Array");
    if (unchanged) this.changed = true;
    return unchanged;
  }

  /** Constants are equal by value, whatever operation made them. */
  private name(value: Value): string {
    return this.constants.get(value) ?? String(value.id);
  }

  private elementKey(array: Value, index: Value): string {
    return `load ${array.id} ${this.name(index)} ${this.version(array, slotOf(memoryOf(array.type)))}`;
  }

  private fieldKey(record: Value, field: string): string {
    return `field ${record.id} ${field} ${this.version(record, slotOf(memoryOf(record.type), field))}`;
  }

  private version(ref: Value, slot: string): string {
    return this.memory
      .readKeys(ref, slot)
      .map((key) => this.versions.get(key) ?? 0)
      .join();
  }

  private write(op: Op): void {
    for (const key of this.memory.of(op).writes) this.touch(key);
  }

  private touch(key: string): void {
    this.written.push([key, this.versions.get(key) ?? 0]);
    this.versions.set(key, ++this.clock);
  }

  /** The second arm starts from the memory before the first. */
  private branch(op: Op): void {
    const mark = this.written.length;
    this.region(op.regions[0]);
    const inThen = this.written.splice(mark);
    for (const [key, previous] of inThen.reverse()) this.versions.set(key, previous);
    this.region(op.regions[1]);
    this.write(op);
  }

  /** A literal's elements are known where reading them gives back what was put in. */
  private contents(op: Op): void {
    const [ref] = op.results;
    const memory = memoryOf(ref.type);
    if (memory.kind !== "record") return;
    op.operands.forEach((operand, index) => {
      this.publish(this.fieldKey(ref, memory.fields[index].name), operand);
    });
  }

  /** Whether a load after the store gives what was stored: an Array keeps everything, a typed array only numbers in range. */
  private isKept(op: StoreOp): boolean {
    const [array, , value] = op.operands;
    const memory = memoryOf(array.type);
    if (memory.kind !== "array") return false;
    if (memory.container === "Array") return sameType(memory.element, value.type) || value.type.kind === "int";
    if (memory.container !== "Float64Array" || !this.isComputed(value)) return false;
    // In adjoint code, what is out of range is NaN anyway, whether it is loaded or not.
    if (op.adjoint) return true;
    return this.facts.ranges().isInRange(op);
  }

  private isComputed(value: Value): boolean {
    const op = this.definition(value);
    if (op?.kind === "const") return op.value !== undefined;
    return op?.kind === "prim" && op.name !== "stopGradient";
  }
}

/** What is no number or boolean may be a new object each time. */
function isScalar(op: Op): boolean {
  return op.results.length === 1 && (isNumber(op.results[0].type) || op.results[0].type.kind === "bool");
}

function constantKey(value: Constant, result: Value): string {
  if (Object.is(value, -0)) return "#-0";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return result.type.kind === "ref" ? `#${text} ${result.id}` : `#${text}`;
}
