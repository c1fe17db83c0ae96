/** Constant folding, algebraic identities, decided branches and loops, and results that are the same on all paths. */
import { FixedLengths } from "../analysis/fixed-lengths.js";
import { Builder } from "../ir/builder.js";
import type { Constant, ForOp, Func, IfOp, Op, PrimOp, Region, Value, WhileOp } from "../ir/ops.js";
import { connections } from "../ir/passed-on.js";
import { isAllocation, mayBeMissing, replaceIn, resolve } from "../ir/traverse.js";
import { isNumber, memoryOf, sameType, type Type, isTypedArray } from "../ir/types.js";
import { getRule } from "../rules/table.js";
import { Facts } from "./facts.js";
import { type Folding, simplify } from "./identities.js";

export function fold(func: Func, facts = new Facts(func)): boolean {
  return new Folder(func, facts).run();
}

class Folder implements Folding {
  private readonly replacements = new Map<Value, Value>();
  private readonly definitions = new Map<Value, Op>();
  private readonly starts = new Map<Value, Value>();
  /** Conditions that are decided in the arm that is being folded. */
  private readonly decided = new Map<Value, boolean>();
  private readonly build = new Builder({ params: [], ops: [], yields: [] });
  private readonly uses: ReadonlyMap<Value, number>;
  /** Of the function as it was before anything in it was replaced. */
  private readonly lengths: FixedLengths | undefined;
  private readonly handedOn: ReadonlyMap<Op, number | Value | undefined>;
  private changed = false;

  constructor(
    private readonly func: Func,
    facts: Facts,
  ) {
    this.uses = facts.uses();
    if (facts.ops().some(isPlainArray)) this.lengths = new FixedLengths(func);
    this.handedOn = lengthsHandedOn(facts);
  }

  run(): boolean {
    this.region(this.func.body);
    return this.changed;
  }

  definition(value: Value): Op | undefined {
    return this.definitions.get(value);
  }

  isProper(value: Value): boolean {
    const op = this.definitions.get(value);
    switch (op?.kind) {
      case undefined:
        return this.starts.has(value);
      case "const":
        return typeof op.value === "number" || typeof op.value === "boolean";
      case "prim":
        return op.name !== "stopGradient";
      case "length":
      case "alloc":
      case "literal":
        return true;
      default:
        return false;
    }
  }

  startOf(counter: Value): Value | undefined {
    return this.starts.get(counter);
  }

  isUsedOnce(value: Value): boolean {
    return this.uses.get(value) === 1;
  }

  private resolve(value: Value): Value {
    return resolve(value, this.replacements);
  }

  /** Replaces a value where its type allows it. */
  private replace(value: Value, by: Value): boolean {
    const fits = sameType(value.type, by.type) || (value.type.kind === "f64" && by.type.kind === "int");
    if (!fits || value === by) return false;
    const [from, to] = [this.definitions.get(value), this.definitions.get(by)];
    // A primal value keeps clear of the names of adjoints.
    if (!by.name && to?.kind !== "const" && (!from?.adjoint || to?.adjoint)) by.name = value.name;
    this.replacements.set(value, by);
    if (this.uses.has(value)) this.changed = true;
    return true;
  }

  private constant(value: Value): Constant | typeof unknown {
    const op = this.definitions.get(value);
    return op?.kind === "const" ? op.value : unknown;
  }

  private region(region: Region): void {
    const { ops } = region;
    region.ops = [];
    this.build.within(region, () => {
      this.ops(ops);
    });
    replaceIn(region.yields, this.replacements);
  }

  private ops(ops: readonly Op[]): void {
    for (const op of ops) {
      replaceIn(op.operands, this.replacements);
      this.build.span = op.span;
      this.build.adjoint = op.adjoint ?? false;
      if (!this.visit(op)) this.keep(op);
    }
  }

  private keep(op: Op): void {
    this.build.region.ops.push(op);
    for (const result of op.results) this.definitions.set(result, op);
  }

  /** Returns whether the operation has been replaced. */
  private visit(op: Op): boolean {
    switch (op.kind) {
      case "prim":
        return this.primitive(op);
      case "length":
        return this.length(op);
      case "zeros":
        return this.zeros(op);
      case "if":
        return this.branch(op);
      case "for":
        return this.countedLoop(op);
      case "while":
        return this.loop(op);
      default:
        return false;
    }
  }

  private primitive(op: PrimOp): boolean {
    const [result] = op.results;
    const before = this.build.region.ops.length;
    const known = this.evaluate(op);
    const simpler = known === undefined ? simplify(op, this, this.build) : this.build.const(known, result.type);
    if (!simpler) return false;
    const made = this.build.region.ops.slice(before);
    for (const each of made) {
      // What is built from integers proved by analysis is as integral as the result.
      if (isNumber(each.results[0].type)) each.results[0].type = result.type;
      this.definitions.set(each.results[0], each);
    }
    if (this.replace(result, simpler)) return true;
    this.build.region.ops.length = before;
    return false;
  }

  private evaluate(op: PrimOp): number | boolean | undefined {
    if (!op.operands.every((operand) => this.definitions.get(operand)?.kind === "const")) return undefined;
    const rule = getRule(op.name);
    if (rule.approximate || !rule.evaluate) return undefined;
    const args = op.operands.map((operand) => this.constant(operand));
    const value = (rule.evaluate as (...args: unknown[]) => unknown)(...args);
    return typeof value === "number" || typeof value === "boolean" ? value : undefined;
  }

  /** The length of a typed array never changes, nor that of an array that is only filled. */
  private length(op: Op): boolean {
    const { type } = op.operands[0];
    const memory = type.kind === "ref" ? type.memory : undefined;
    if (memory?.kind !== "array") return false;
    const handedOn = this.handedOn.get(op);
    if (typeof handedOn === "number") return this.replaceByConstant(op.results[0], handedOn);
    if (handedOn) {
      op.operands = [this.resolve(handedOn)];
      this.changed = true;
    }
    const [array] = op.operands;
    const origin = this.definitions.get(array);
    if (!origin) return false;
    if (memory.container === "Array") {
      if (origin.kind !== "alloc" || !this.isLengthOfList(origin.operands[0])) return false;
      return this.lengths?.has(array) === true && this.replace(op.results[0], origin.operands[0]);
    }
    if (origin.kind === "alloc") {
      const [length] = origin.operands;
      const value = this.constant(length);
      const isLength = typeof value === "number" ? Number.isInteger(value) && value >= 0 : this.isLength(length);
      return isLength && this.replace(op.results[0], length);
    }
    if (origin.kind === "literal") return this.replaceByConstant(op.results[0], origin.operands.length);
    const like =
      origin.kind === "zeros" || (origin.kind === "copy" && origin.operands.length === 1)
        ? origin.operands[0]
        : undefined;
    if (!like || !isTypedArray(like.type)) return false;
    op.operands = [like];
    this.changed = true;
    return false;
  }

  /** Beside a JavaScript array of numbers they are a new array of its length. */
  private zeros({ kind: _, ...op }: Op): boolean {
    const [like] = op.operands;
    const { memory } = like.type as Extract<Type, { kind: "ref" }>;
    if (memory.kind !== "array" || memory.container !== "Array" || memory.element.kind !== "f64") return false;
    if (memory.optional) return false;
    const origin = this.definitions.get(like);
    const isThere = origin
      ? isAllocation(origin)
      : this.func.body.params.includes(like) && !mayBeMissing(this.func, like);
    if (!isThere) return false;
    const length = this.build.length(like);
    this.definitions.set(length, this.build.region.ops.at(-1)!);
    // The same value: what is known of its uses stays true.
    this.keep({ ...op, kind: "alloc", operands: [length] });
    this.changed = true;
    return true;
  }

  /** Whether a value is made of lengths and constants, and so whole and not -0: an array that is made has that length. */
  private isLength(value: Value): boolean {
    const op = this.definitions.get(value);
    if (op?.kind === "const") return Number.isInteger(op.value) && !Object.is(op.value, -0);
    if (op?.kind === "prim") return ofLengths.has(op.name) && op.operands.every((each) => this.isLength(each));
    return op?.kind === "length";
  }

  /** Only a list of such a length can be made at all, unless the value is -0. */
  private isLengthOfList(value: Value): boolean {
    const op = this.definitions.get(value);
    const isPositive =
      op?.kind === "prim" && op.name === "max" && op.operands.some((each) => this.constant(each) === 0);
    return isPositive || this.isLength(value);
  }

  private replaceByConstant(value: Value, constant: Constant, type: Type = value.type): boolean {
    const known = this.build.const(constant, type);
    const op = this.build.region.ops.at(-1);
    if (op) this.definitions.set(known, op);
    return this.replace(value, known);
  }

  private branch(op: IfOp): boolean {
    const [condition] = op.operands;
    const known = this.decided.get(condition) ?? this.constant(condition);
    if (typeof known === "boolean") {
      const taken = op.regions[known ? 0 : 1];
      this.inlined(taken);
      op.results.forEach((result, index) => {
        this.mustReplace(result, this.resolve(taken.yields[index]));
      });
      return true;
    }
    op.regions.forEach((arm, index) => {
      this.decided.set(condition, index === 0);
      this.region(arm);
    });
    this.decided.delete(condition);
    op.results.forEach((result, index) => {
      this.mergedResult(op, result, index);
    });
    return false;
  }

  /** A result to which both arms give the same value, or the condition itself. */
  private mergedResult(op: IfOp, result: Value, index: number): void {
    if (this.replacements.has(result)) return;
    const [condition] = op.operands;
    const [then, otherwise] = op.regions.map((arm) => arm.yields[index]);
    if (then === otherwise) {
      this.replace(result, then);
      return;
    }
    const [a, b] = [this.constant(then), this.constant(otherwise)];
    if (a === unknown || b === unknown) return;
    if (Object.is(a, b)) {
      this.replaceByConstant(result, a as Constant);
    } else if (this.isProper(condition) && result.type.kind === "bool" && a === true && b === false) {
      this.replace(result, condition);
    } else if (result.type.kind === "bool" && a === false && b === true) {
      const opposite = this.build.prim("not", condition);
      this.definitions.set(opposite, this.build.region.ops.at(-1)!);
      this.replace(result, opposite);
    }
  }

  private countedLoop(op: ForOp): boolean {
    const [start, end, ...inits] = op.operands;
    const [body] = op.regions;
    const [index, ...carried] = body.params;
    const trips = this.fewTrips(op, start, end);
    if (trips !== undefined) {
      this.changed = true;
      let values = inits;
      if (trips === 1) {
        [start, ...inits].forEach((value, k) => {
          this.mustReplace(body.params[k], value);
        });
        this.inlined(body);
        values = body.yields.map((value) => this.resolve(value));
      }
      op.results.forEach((result, k) => {
        this.mustReplace(result, values[k]);
      });
      return true;
    }
    carried.forEach((param, k) => {
      const next = this.resolve(body.yields[k]);
      if ((next === param || next === inits[k]) && this.replace(param, inits[k])) this.replace(op.results[k], inits[k]);
    });
    this.starts.set(index, start);
    this.region(body);
    return false;
  }

  /** 0 or 1 where a loop certainly runs no more often. */
  private fewTrips(op: ForOp, start: Value, end: Value): 0 | 1 | undefined {
    if (start === end && !op.inclusive) return 0;
    const [first, last] = [this.constant(start), this.constant(end)];
    if (typeof first !== "number" || typeof last !== "number") return undefined;
    const runs = (i: number): boolean => (op.step > 0 ? i < last : i > last) || (op.inclusive && i === last);
    if (!runs(first)) return 0;
    return runs(first + op.step) ? undefined : 1;
  }

  private loop(op: WhileOp): boolean {
    const [before, after] = op.regions;
    const condition = before.ops.find((each) => each.results[0] === before.yields[0]);
    if (condition?.kind === "const" && !condition.value) {
      before.params.forEach((param, k) => {
        this.mustReplace(param, op.operands[k]);
      });
      this.inlined(before);
      op.results.forEach((result, k) => {
        this.mustReplace(result, this.resolve(before.yields[k + 1]));
      });
      return true;
    }
    const forwarded = before.yields.slice(1);
    before.params.forEach((param, k) => {
      const init = op.operands[k];
      const next = this.resolve(after.yields[k]);
      const slot = after.params.indexOf(next);
      const unchanged = next === init || (slot >= 0 && this.resolve(forwarded[slot]) === param);
      if (unchanged) this.replace(param, init);
    });
    const local = new Set(before.ops.flatMap((each) => each.results));
    forwarded.forEach((value, k) => {
      const outer = this.resolve(value);
      if (local.has(outer) || before.params.includes(outer)) return;
      if (this.replace(after.params[k], outer)) this.replace(op.results[k], outer);
    });
    this.region(before);
    this.region(after);
    return false;
  }

  /** Folds the operations of a region as part of the current one. */
  private inlined(region: Region): void {
    this.changed = true;
    this.ops(region.ops);
  }

  /** The definition of `value` is gone, so a replacement of a narrower type takes its place, too. */
  private mustReplace(value: Value, by: Value): void {
    if (this.replace(value, by) || value === by) return;
    this.replacements.set(value, by);
  }
}

const unknown = Symbol("not a constant");

/** What makes whole numbers of whole numbers. */
const ofLengths: ReadonlySet<PrimOp["name"]> = new Set(["add", "sub", "min", "max", "shr"] as const);

/** Of these alone it is asked whether they keep their lengths. */
function isPlainArray(op: Op): boolean {
  if (op.kind !== "alloc") return false;
  const memory = memoryOf(op.results[0].type);
  return memory.kind === "array" && memory.container === "Array";
}

/**
 * The lengths that are asked for of arrays which branches and loops hand on, where all that they hand on have the same: numbers, or the
 * arrays in front that have them.
 */
function lengthsHandedOn(facts: Facts): ReadonlyMap<Op, number | Value | undefined> {
  if (!facts.kinds().has("length")) return new Map();
  const ops = facts.ops();
  const lengths = ops.filter(({ kind }) => kind === "length");
  const handedOn = new Set<Value>();
  for (const op of ops) for (const { to } of connections(op)) if (to.type.kind === "ref") handedOn.add(to);
  const asked = lengths.filter(({ operands: [array] }) => handedOn.has(array));
  if (asked.length === 0) return new Map();
  const ranges = facts.ranges();
  return new Map(
    asked.map((op) => {
      const [array] = op.operands;
      return [op, ranges.lengthOf(array).value ?? ranges.sourceOfLength(array)];
    }),
  );
}
