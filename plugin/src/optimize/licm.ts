/**
 * Moves what is the same in every iteration out of the loop: primitives, also out of a loop that may not run, and reads
 * of memory, or of elements, that the loop does not write. Only from the loop's own level: what a branch guards stays in the branch.
 */
import { ElementWrites } from "../analysis/element-writes.js";
import { IndexRanges } from "../analysis/index-ranges.js";
import type { ConstOp, Func, LoadOp, Op, Region, Value } from "../ir/ops.js";
import { allOps, cloneOp, mayBeMissing } from "../ir/traverse.js";
import { isNumber, isTypedArray, type Type } from "../ir/types.js";
import { Facts } from "./facts.js";
import { intersects, type MemoryModel } from "./memory.js";

export function licm(func: Func, facts = new Facts(func)): boolean {
  return new Motion(func, facts).run();
}

class Motion {
  private readonly memory: MemoryModel;
  /** References that have been followed before, in a place that dominates this one: following them again is harmless. */
  private readonly followed = new Set<Value>();
  private changed = false;
  /** As the function is when a loop is looked at: where an element is read tells which it may be. */
  private elements: ElementWrites | undefined;
  private ranges: IndexRanges | undefined;

  constructor(
    private readonly func: Func,
    facts: Facts,
  ) {
    this.memory = facts.model();
    // Arguments of the user's functions are there where the type says so; those of generated ones do not all say it.
    for (const param of func.original ? func.body.params : [])
      if (param.type.kind === "ref" && !mayBeMissing(func, param)) this.followed.add(param);
  }

  run(): boolean {
    this.region(this.func.body);
    return this.changed;
  }

  private region(region: Region): void {
    const ops: Op[] = [];
    const own: Value[] = [];
    const follow = (op: Op): void => {
      const ref = dereferenced(op);
      if (!ref || this.followed.has(ref)) return;
      this.followed.add(ref);
      own.push(ref);
    };
    for (const op of region.ops) {
      for (const inner of op.regions) this.region(inner);
      if (op.kind === "for" || op.kind === "while") {
        for (const hoisted of this.invariants(op)) {
          ops.push(hoisted);
          follow(hoisted);
          this.changed = true;
        }
      }
      ops.push(op);
      follow(op);
    }
    region.ops = ops;
    for (const ref of own) this.followed.delete(ref);
  }

  /** Takes the invariant operations out of a loop, in order. */
  private invariants(loop: Op): Op[] {
    const taken: Op[] = [];
    const variant = new Set<Value>();
    const { writes } = this.memory.union(loop.regions);
    this.elements = undefined;
    this.ranges = undefined;
    loop.regions.forEach((region, position) => {
      for (const param of region.params) variant.add(param);
      const constants = new Map<Value, ConstOp>();
      // The condition of a `while` is evaluated at least once.
      let reached = loop.kind === "while" && position === 0;
      region.ops = region.ops.filter((op) => {
        if (op.kind === "const") {
          constants.set(op.results[0], op);
          return true;
        }
        const invariant = op.operands.every((operand) => !variant.has(operand));
        if (invariant && this.isMovable(op, loop, writes, reached)) {
          this.takeOperands(op, constants, taken);
          taken.push(op);
          return false;
        }
        const accesses = this.memory.of(op);
        if (accesses.observable || accesses.writes.size > 0) reached = false;
        for (const result of op.results) variant.add(result);
        return true;
      });
    });
    return taken;
  }

  /** Constants stay where they are used; what moves takes copies along. */
  private takeOperands(op: Op, constants: ReadonlyMap<Value, ConstOp>, taken: Op[]): void {
    op.operands = op.operands.map((operand) => {
      const constant = constants.get(operand);
      if (!constant) return operand;
      const copy = cloneOp(constant, new Map());
      taken.push(copy);
      return copy.results[0];
    });
  }

  private isMovable(op: Op, loop: Op, writes: ReadonlySet<string>, reached: boolean): boolean {
    switch (op.kind) {
      case "prim":
        // What throws stays where the program has it.
        return op.name !== "element" || reached;
      case "global":
        return op.binding.constant;
      case "load":
      case "getField":
      case "length": {
        const safe = reached || this.followed.has(op.operands[0]) || this.memory.isMade(op.operands[0]);
        if (!safe) return false;
        if (isFixedLength(op) || !intersects(writes, this.memory.of(op).reads)) return true;
        return op.kind === "load" ? this.isElsewhere(op, loop) : op.kind === "length" && this.keepsLength(op, loop);
      }
      default:
        return false;
    }
  }

  /** Whether all that a loop writes where a load reads are other elements. */
  private isElsewhere(load: LoadOp, loop: Op): boolean {
    this.elements ??= new ElementWrites(this.func, this.rangesNow(), ({ type }) => !isTypedArray(type));
    const elements = this.elements;
    return this.writers(load, loop).every((op) => op.kind === "store" && !elements.mayMeet(load, op));
  }

  /** Whether all that a loop writes that may be a list are elements that it has. */
  private keepsLength(length: Op, loop: Op): boolean {
    const [{ type }] = length.operands;
    return this.writers(length, loop).every((op) => {
      if (op.kind === "fill") return true;
      const isChange = op.kind === "store" || op.kind === "push" || op.kind === "pop";
      if (isChange && areUnlike(op.operands[0].type, type)) return true;
      return op.kind === "store" && this.rangesNow().isInRange(op);
    });
  }

  /** What writes in a loop where an operation reads. */
  private writers(op: Op, loop: Op): Op[] {
    const { reads } = this.memory.of(op);
    const isWriter = (each: Op): boolean => each.regions.length === 0 && intersects(this.memory.of(each).writes, reads);
    return loop.regions.flatMap((region) => allOps(region).filter(isWriter));
  }

  private rangesNow(): IndexRanges {
    this.ranges ??= new IndexRanges(this.func);
    return this.ranges;
  }
}

/** Whether the elements of two arrays tell them apart: numbers, lists or objects. */
function areUnlike(one: Type, other: Type): boolean {
  const [a, b] = [kindOfElements(one), kindOfElements(other)];
  return a !== undefined && b !== undefined && a !== b;
}

function kindOfElements(type: Type): "number" | "list" | "object" | undefined {
  if (type.kind !== "ref" || type.memory.kind !== "array") return undefined;
  const { element } = type.memory;
  if (isNumber(element)) return "number";
  if (element.kind !== "ref") return undefined;
  if (element.memory.kind === "array") return "list";
  return element.memory.kind === "record" && !element.memory.tuple ? "object" : undefined;
}

function isFixedLength(op: Op): boolean {
  return op.kind === "length" && isTypedArray(op.operands[0].type);
}

function dereferenced(op: Op): Value | undefined {
  switch (op.kind) {
    case "load":
    case "store":
    case "getField":
    case "setField":
    case "length":
    case "fill":
    case "push":
    case "pop":
      return op.operands[0];
    case "extern":
      return op.requires ? op.operands[0] : undefined;
    default:
      return undefined;
  }
}
