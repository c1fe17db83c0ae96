/**
 * Which reals may be infinite or NaN although what the function was given is finite, and which partial derivatives: behind
 * `log`, `sqrt`, a division and the like, at a point where they are not defined or have a pole. Overflow is left aside.
 * Memory holds such reals where they are stored, by alias classes; what a function finds there when it is called is taken to be finite.
 */
import type {
  CallOp,
  Constant,
  CopyOp,
  Func,
  GetFieldOp,
  LiteralOp,
  LoadOp,
  Op,
  PopOp,
  PrimOp,
  Value,
} from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { memoryOf } from "../ir/types.js";
import type { Activity } from "./activity.js";
import { type AliasClass, type Aliases, slot } from "./aliases.js";
import { IndexRanges } from "./index-ranges.js";
import { Signs } from "./signs.js";

const LOGARITHMS: ReadonlySet<string> = new Set(["log", "log2", "log10", "log1p"]);

/** Their partial derivatives are constants. */
const LINEAR: ReadonlySet<string> = new Set(["add", "sub", "neg", "toNumber", "fround"]);

/** What a real may be although what the function was given is finite; each includes those in front of it. */
enum Wildness {
  Finite,
  /** A quotient by what may be zero: a program rarely keeps one that it does not use. It is not followed through memory. */
  Quotient,
  /** NaN, of what is outside of the domain of a function. Programs have no use for it, so it is not followed through memory. */
  Undefined,
  /** Also infinite, as the logarithm of zero or the bound that a minimum starts with, or what is read beside an array. */
  Wild,
}

/** Whether a partial derivative may be infinite or NaN. */
export enum Pole {
  None,
  /** Only where the program divides by zero: a scale, or in front of the place. */
  OfQuotient,
  Possible,
}

export class FinitenessAnalysis {
  private readonly callees = new Map<Func, Wildness>();

  of(func: Func, activity: Activity, aliases: Aliases): Finiteness {
    return new Finiteness(func, new Sources(func, activity), aliases, (callee) => this.madeBy(callee));
  }

  /** What a function or one that it calls may make out of what is finite. */
  private madeBy(func: Func): Wildness {
    const known = this.callees.get(func);
    if (known !== undefined) return known;
    // Recursion makes nothing by itself.
    this.callees.set(func, Wildness.Finite);
    const sources = new Sources(func);
    const found = most([...allOps(func.body)], (op) =>
      op.kind === "call" ? this.madeBy(op.callee) : sources.madeBy(op),
    );
    this.callees.set(func, found);
    return found;
  }
}

/** What the operations of a function make out of what is finite. */
class Sources {
  readonly signs: Signs;
  private readonly ranges: IndexRanges;
  /** What is asked whether it is there. */
  private readonly tested = new Set<Value>();

  constructor(func: Func, activity?: Activity) {
    this.signs = new Signs(func, activity);
    // Indices that may be beside an array are suspicious also where a list changes its length.
    this.ranges = new IndexRanges(func, true);
    for (const op of allOps(func.body))
      if (op.kind === "prim" && op.name === "isNullish") this.tested.add(op.operands[0]);
  }

  madeBy(op: Op): Wildness {
    switch (op.kind) {
      case "const":
        return isWild(op.value) ? Wildness.Wild : Wildness.Finite;
      case "load":
        return !this.tested.has(op.results[0]) && this.ranges.leavesRange(op) ? Wildness.Wild : Wildness.Finite;
      case "prim":
        if (this.signs.mayDivideByZero(op)) return Wildness.Quotient;
        if (!this.signs.isUndefined(op)) return Wildness.Finite;
        return LOGARITHMS.has(op.name) ? Wildness.Wild : Wildness.Undefined;
      default:
        return Wildness.Finite;
    }
  }
}

function most<T>(list: readonly T[], wildness: (each: T) => Wildness): Wildness {
  return list.reduce((found, each) => Math.max(found, wildness(each)), Wildness.Finite);
}

function isWild(value: Constant): boolean {
  return typeof value === "number" && !Number.isFinite(value);
}

export class Finiteness {
  private readonly reals = new Map<Value, Wildness>();
  /** Tuples and the like that a call returned, with something in them that may be infinite. */
  private readonly returned = new Map<Value, Wildness>();
  /** The kinds of slots that hold something that may be infinite. */
  private readonly slots = new Map<AliasClass, Set<string>>();
  private changed = true;

  constructor(
    func: Func,
    private readonly sources: Sources,
    private readonly aliases: Aliases,
    private readonly madeBy: (callee: Func) => Wildness,
  ) {
    const ops = [...allOps(func.body)];
    while (this.changed) {
      this.changed = false;
      for (const op of ops) this.visit(op);
    }
  }

  /** The pole of the partial derivative of a primitive in operand `i`. */
  poleOf(op: PrimOp, i: number): Pole {
    if (LINEAR.has(op.name) || op.name === "mulOrZero" || op.name === "divOrZero") return Pole.None;
    const { signs } = this.sources;
    const wildness = op.name === "mul" ? this.of(op.operands[1 - i]) : this.ofAny(op.operands);
    if (wildness > Wildness.Quotient || (op.name !== "mul" && signs.isSingular(op))) return Pole.Possible;
    return wildness === Wildness.Quotient || signs.mayDivideByZero(op) ? Pole.OfQuotient : Pole.None;
  }

  private of(value: Value): Wildness {
    return this.reals.get(value) ?? Wildness.Finite;
  }

  private ofAny(values: readonly Value[]): Wildness {
    return most(values, (value) => this.of(value));
  }

  private mark(value: Value, wildness: Wildness): void {
    if (this.of(value) >= wildness) return;
    this.reals.set(value, wildness);
    this.changed = true;
  }

  private flow(from: Value, to: Value): void {
    if (to.type.kind === "f64") this.mark(to, this.of(from));
  }

  private markSlot(group: AliasClass, name: string): void {
    const known = this.slots.get(group) ?? new Set();
    this.slots.set(group, known);
    if (known.has(name)) return;
    known.add(name);
    this.changed = true;
  }

  private markWrites(op: Op, wildness: Wildness): void {
    if (wildness < Wildness.Wild) return;
    for (const write of this.aliases.writesOf(op)) this.markSlot(write.class, write.slot);
  }

  private read(op: LoadOp | PopOp | GetFieldOp): void {
    const [ref] = op.operands;
    const [result] = op.results;
    const name = slot(memoryOf(ref.type), op.kind === "getField" ? op.field : undefined);
    this.mark(result, Math.max(this.sources.madeBy(op), this.returned.get(ref) ?? Wildness.Finite));
    if (this.slots.get(this.aliases.classOf(ref))?.has(name)) this.mark(result, Wildness.Wild);
  }

  private literal({ operands, results: [result] }: LiteralOp): void {
    const memory = memoryOf(result.type);
    operands.forEach((operand, k) => {
      const field = memory.kind === "record" ? memory.fields[k].name : undefined;
      if (this.of(operand) === Wildness.Wild) this.markSlot(this.aliases.classOf(result), slot(memory, field));
    });
  }

  /** The copy of an array may be an array of another kind. */
  private copy({ operands: [from], results: [to] }: CopyOp): void {
    const held = this.slots.get(this.aliases.classOf(from));
    if (!held) return;
    const group = this.aliases.classOf(to);
    for (const name of [...held]) this.markSlot(group, name);
    if (held.has(slot(memoryOf(from.type)))) this.markSlot(group, slot(memoryOf(to.type)));
  }

  private call(op: CallOp): void {
    const wildness = Math.max(this.madeBy(op.callee), this.ofAny(op.operands));
    if (wildness === Wildness.Finite) return;
    for (const result of op.results) {
      if (result.type.kind === "f64") this.mark(result, wildness);
      else this.returned.set(result, wildness);
    }
    this.markWrites(op, wildness);
  }

  private visit(op: Op): void {
    const { operands, results } = op;
    switch (op.kind) {
      case "prim":
        return this.mark(results[0], Math.max(this.sources.madeBy(op), this.ofAny(operands)));
      case "const":
        return this.mark(results[0], this.sources.madeBy(op));
      case "call":
        return this.call(op);
      case "load":
      case "pop":
      case "getField":
        return this.read(op);
      case "store":
      case "setField":
      case "push":
      case "fill":
        return this.markWrites(op, this.ofAny(operands));
      case "literal":
        return this.literal(op);
      case "copy":
        return this.copy(op);
      case "if":
        for (const region of op.regions) region.yields.forEach((value, k) => this.flow(value, results[k]));
        return;
      case "for": {
        const [body] = op.regions;
        results.forEach((result, k) => {
          const param = body.params[k + 1];
          this.flow(operands[k + 2], param);
          this.flow(body.yields[k], param);
          this.flow(param, result);
        });
        return;
      }
      case "while": {
        const [before, after] = op.regions;
        before.params.forEach((param, k) => {
          this.flow(operands[k], param);
          this.flow(after.yields[k], param);
        });
        results.forEach((result, k) => {
          this.flow(before.yields[k + 1], after.params[k]);
          this.flow(before.yields[k + 1], result);
        });
        return;
      }
      default:
        return;
    }
  }
}
