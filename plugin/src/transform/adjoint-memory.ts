/** The adjoints of operations on memory: they live in shadow memory, which has the shape of the primal's. */
import type { Activity } from "../analysis/activity.js";
import { ElementReads } from "../analysis/element-reads.js";
import { IndexRanges } from "../analysis/index-ranges.js";
import { emptyRegion } from "../ir/builder.js";
import {
  type Func,
  type LoadOp,
  type Op,
  type PopOp,
  type Region,
  type StoreOp,
  unreachable,
  Value,
} from "../ir/ops.js";
import { doIfPresent } from "../ir/presence.js";
import { allOps } from "../ir/traverse.js";
import { F64, INT, isDifferentiable, isTypedArray, memoryOf, type Type } from "../ir/types.js";
import { Adjoints } from "./adjoints.js";
import type { AugmentPass } from "./augment.js";
import { mayLack, mayLackElements } from "./presence.js";
import { clampRange, type Range } from "../ir/ranges.js";

const PRESENCE_TESTS: ReadonlySet<string> = new Set(["isNullish", "eq", "ne", "looseEq", "looseNe", "toBoolean"]);

export type MemoryOp = Exclude<Op, { kind: "prim" | "if" | "for" | "while" | "call" }>;

export interface MemoryOptions {
  /** Shadows must be zero again at the end, as the sweep may run many times on one tape. */
  readonly reusable: boolean;
  readonly accumulations: ReadonlyMap<Op, Op>;
  /** Results of the function whose cotangents are not zero, for certain. */
  readonly used: readonly Value[];
}

export abstract class MemoryAdjoints extends Adjoints {
  /** Loads whose adjoint is that of the store that adds to the element. */
  private readonly absorbed: ReadonlySet<Op>;
  private readonly reads: ElementReads;
  private readonly ranges: IndexRanges;

  constructor(
    protected readonly func: Func,
    activity: Activity,
    forward: AugmentPass,
    target: Region,
    private readonly options: MemoryOptions,
  ) {
    super(activity, forward, target);
    this.absorbed = new Set(options.accumulations.values());
    this.ranges = new IndexRanges(func);
    this.reads = new ElementReads(func, options.used, this.ranges);
  }

  /** The adjoint of an operation without regions that is neither a primitive nor a call. */
  protected memory(op: MemoryOp): void {
    const { build } = this;
    const { operands, results } = op;
    const [target, second, third] = operands;
    switch (op.kind) {
      case "load": {
        const cotangent = this.adjoints.get(results[0]);
        if (!cotangent || this.absorbed.has(op)) return;
        if (this.mayBeMissing(op)) return this.increaseIfPresent(target, second, cotangent);
        return this.increaseIn(target, this.primal(second), cotangent);
      }
      case "pop":
        return this.pop(op);
      case "getField": {
        const cotangent = this.adjoints.get(results[0]);
        if (!cotangent) return;
        return this.increaseField(target, op.field, cotangent);
      }
      case "store": {
        if (this.isReal(target) && this.options.accumulations.has(op)) return this.add(third, this.adjointOfStored(op));
        if (this.isReal(target)) {
          if (this.activity.isActive(third)) this.add(third, this.adjointOfStored(op));
          return build.store(this.shadow(target), this.primal(second), build.const(0, F64));
        }
        const replaced = this.forward.replacedBy(op);
        if (replaced) build.store(this.shadow(target), this.primal(second), replaced);
        return;
      }
      case "setField": {
        const replaced = this.forward.replacedBy(op);
        if (replaced) return build.setField(this.shadow(target), op.field, replaced);
        if (!this.isRealField(target, op.field)) return;
        const shadow = this.shadow(target);
        this.add(second, build.getField(shadow, op.field));
        return build.setField(shadow, op.field, build.const(0, F64));
      }
      case "push": {
        const replaced = this.forward.replacedBy(op);
        if (replaced) return build.store(this.shadow(target), this.indexOfPush(op), replaced);
        if (!this.isReal(target)) return;
        const shadow = this.shadow(target);
        if (memoryOf(target.type).kind === "stack") return this.add(second, build.pop(shadow));
        return this.take(shadow, this.indexOfPush(op), second, false);
      }
      case "literal":
        return this.literal(op.operands, results[0]);
      case "fill": {
        const replaced = this.forward.replacedBy(op);
        return replaced ? this.putBack(this.shadow(target), replaced) : this.fill(op);
      }
      case "copy":
        return this.copy(op, results[0]);
      case "alloc":
        if (this.options.reusable && this.isReal(results[0]) && memoryOf(results[0].type).kind !== "stack")
          build.clear(this.shadow(results[0]));
        return;
      case "zeros":
      case "global":
      case "extern":
        for (const result of results)
          if (this.options.reusable && this.activity.isActive(result)) build.clear(this.shadow(result));
        return;
      case "accumulate":
        if (this.activity.isActive(target) && this.activity.isActive(second))
          build.accumulate(this.shadow(second), this.shadow(target), op);
        return;
      case "clear":
        if (this.activity.isActive(target)) build.clear(this.shadow(target));
        return;
      case "const":
      case "view":
      case "length":
      case "closure":
      case "throw":
        return;
      default:
        unreachable(op);
    }
  }

  /** The primal's length after the push is the forward sweep's value; its index is one less. */
  private indexOfPush(op: Op): Value {
    return this.build.prim("sub", this.forward.lengthAfter(op), this.build.const(1));
  }

  /** element of shadow += cotangent */
  protected increase(shadow: Value, index: Value, cotangent: Value): void {
    const { build } = this;
    build.store(shadow, index, build.prim("add", build.load(shadow, index), cotangent));
  }

  /** An element that is missing has no adjoint. */
  private increaseIn(array: Value, at: Value, cotangent: Value): void {
    const { build } = this;
    const shadow = this.shadow(array);
    const increase = (): void => this.increase(shadow, at, cotangent);
    if (mayLackElements(array)) doIfPresent(build, build.load(shadow, at), increase);
    else increase();
  }

  /** Typed arrays ignore what is stored past their end, so that no adjoint is there either. */
  private adjointOfStored(op: StoreOp): Value {
    const { build } = this;
    const [array, index] = op.operands;
    const [shadow, at] = [this.shadow(array), this.primal(index)];
    return build.load(shadow, at, undefined, isTypedArray(array.type) && !this.ranges.isInRange(op));
  }

  /** What was written takes the element's adjoint, which is zero from there on back to the write before. */
  protected take(shadow: Value, index: Value, written: Value, unlessReusable: boolean): void {
    const { build } = this;
    if (this.activity.isActive(written)) this.add(written, build.load(shadow, index));
    if (!unlessReusable || this.options.reusable) build.store(shadow, index, build.const(0, F64));
  }

  /** A read past the end of a JavaScript array has no adjoint to go to, and must not lengthen the shadow. */
  protected increaseIfPresent(array: Value, index: Value, cotangent: Value): void {
    const { build } = this;
    const [shadow, at] = [this.shadow(array), this.primal(index)];
    const below = build.prim("lt", at, build.length(shadow));
    const inside = this.ranges.isNonNegative(index)
      ? below
      : build.select(build.prim("ge", at, build.const(0)), below, build.const(false));
    const present = emptyRegion();
    build.within(present, () => this.increaseIn(array, at, cotangent));
    build.if(inside, present, emptyRegion(), []);
  }

  /** A field that is missing has no adjoint either. */
  private increaseField(record: Value, field: string, cotangent: Value): void {
    const { build } = this;
    const shadow = this.shadow(record);
    const held = (): Value => build.getField(shadow, field);
    const increase = (): void => build.setField(shadow, field, build.prim("add", held(), cotangent));
    if (mayLack(record, field)) doIfPresent(build, held(), increase);
    else increase();
  }

  /** Whether the program asks if the element is there (`a[i] ?? 0`, `a[i] === undefined`), or may read it and not use it. */
  protected mayBeMissing(load: LoadOp): boolean {
    const memory = memoryOf(load.operands[0].type);
    if (memory.kind !== "array" || memory.container !== "Array") return false;
    this.tested ??= new Set(
      [...allOps(this.func.body)].flatMap((op) =>
        op.kind === "prim" && PRESENCE_TESTS.has(op.name) ? op.operands : [],
      ),
    );
    if (this.tested.has(load.results[0])) return true;
    return this.reads.mayBeMissing(load);
  }

  private tested?: Set<Value>;

  protected pop(op: PopOp): void {
    const [target] = op.operands;
    const [result] = op.results;
    if (!this.isReal(target)) return;
    const { build } = this;
    if (memoryOf(target.type).kind === "stack") return build.push(this.shadow(target), this.get(result));
    const cotangent = this.adjoints.get(result);
    if (cotangent) this.increaseIn(target, this.forward.lengthAfter(op), cotangent);
  }

  protected literal(operands: readonly Value[], result: Value): void {
    const { build } = this;
    const shadow = this.shadow(result);
    const memory = memoryOf(result.type);
    operands.forEach((operand, k) => {
      const type = memory.kind === "record" ? memory.fields[k].type : memory.element;
      if (type.kind !== "f64") return;
      if (memory.kind !== "record") return this.take(shadow, build.const(k), operand, true);
      const { name } = memory.fields[k];
      if (this.activity.isActive(operand)) this.add(operand, build.getField(shadow, name));
      if (this.options.reusable) build.setField(shadow, name, build.const(0, F64));
    });
  }

  /** A sum over the indices of a range. */
  protected overRange({ start, end }: Range, body: (index: Value, sum: Value) => Value): Value {
    const { build } = this;
    const [index, sum] = [new Value(INT, "i"), new Value(F64)];
    const region = emptyRegion([index, sum]);
    const zero = build.const(0, F64);
    build.within(region, () => {
      region.yields = [body(index, sum)];
    });
    return build.for({ start, end, step: 1, inclusive: false }, [zero], region)[0];
  }

  /** The part of the primal array that `op` took; the shadow may be longer. */
  private rangeOf(op: Op, shadow: Value, bounds: readonly Value[]): Range {
    const length = this.forward.recordedLength(op) ?? this.build.length(shadow);
    const primals = bounds.map((bound) => this.primal(bound));
    return clampRange(this.build, length, primals);
  }

  protected fill(op: Op): void {
    const [array, value, ...bounds] = op.operands;
    if (!this.isReal(array)) return;
    const { build } = this;
    const shadow = this.shadow(array);
    const zero = build.const(0, F64);
    if (this.activity.isActive(value)) {
      const range = this.rangeOf(op, shadow, bounds);
      this.add(
        value,
        this.overRange(range, (i, sum) => build.prim("add", sum, build.load(shadow, i))),
      );
    }
    if (!this.forward.recordedLength(op)) return build.fill(shadow, zero, ...bounds.map((bound) => this.primal(bound)));
    const { start, end } = this.rangeOf(op, shadow, bounds);
    build.fill(shadow, zero, start, end);
  }

  private putBack(shadow: Value, replaced: Value): void {
    const { build } = this;
    build.each(build.length(replaced), (index) => build.store(shadow, index, build.load(replaced, index)));
  }

  protected copy(op: Op, result: Value): void {
    const { build } = this;
    const [source, ...range] = op.operands;
    if (!this.activity.isActive(result) || !isDifferentiable(result.type)) return;
    const shared = op.kind === "copy" && !op.deep && !this.isReal(result);
    if (shared) return;
    if (!this.activity.isActive(source) || !isDifferentiable(source.type)) {
      if (this.options.reusable) build.clear(this.shadow(result));
      return;
    }
    const [from, to] = [this.shadow(result), this.shadow(source)];
    const isLike = op.kind === "copy" && op.like === true;
    if (range.length === 0 || isLike)
      build.accumulate(to, from, { once: isNested(result.type) && !(op.kind === "copy" && op.unshared) });
    else {
      const part = this.rangeOf(op, to, range);
      this.overRange(part, (i, sum) => {
        const element = build.load(from, build.prim("sub", i, part.start));
        if (this.isReal(result)) this.increase(to, i, element);
        else build.accumulate(build.load(to, i), element);
        return sum;
      });
    }
    if (this.options.reusable || memoryOf(result.type).kind === "stack") build.clear(from);
  }
}

/** Memory in memory, so that one piece may be reached along several paths. */
export function isNested(type: Type): boolean {
  const memory = memoryOf(type);
  if (memory.kind === "record") return memory.fields.some((field) => field.type.kind === "ref");
  return memory.element.kind === "ref";
}
