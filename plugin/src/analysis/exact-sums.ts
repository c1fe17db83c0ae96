/**
 * Whole numbers whose sums come out the same in whatever order they are made: those that stay small enough to be exact, and those that are
 * only places in arrays, where it does not matter which of the places beyond all arrays one is.
 */
import type { Func, Op, Value } from "../ir/ops.js";
import { allRegions, usersIn } from "../ir/traverse.js";

/** No array is longer, and no program runs through more turns of its loops. */
const LONGEST = 2 ** 33;
const MOST_TURNS = 2 ** 40;
/** Larger constants are not taken for what turns add. */
const LARGEST_STEP = 2 ** 10;

export class ExactSums {
  private readonly definitions = new Map<Value, Op>();
  /** What a value that control flow makes is one of. */
  private readonly sources = new Map<Value, readonly Value[]>();
  /** What control flow makes of a value; nothing where that is the function's result or a condition. */
  private readonly handedOn = new Map<Value, (Value | undefined)[]>();
  private readonly indices = new Map<Value, Op & { kind: "for" }>();
  private readonly bounds = new Map<Value, number>();
  private readonly users: ReadonlyMap<Value, readonly Op[]>;

  constructor(func: Func) {
    this.users = usersIn(func.body);
    for (const { ops } of allRegions(func.body))
      for (const op of ops) {
        for (const result of op.results) this.definitions.set(result, op);
        this.follow(op);
      }
    for (const value of func.body.yields) this.hand(value, undefined);
  }

  private follow(op: Op): void {
    const merge = (target: Value, ...sources: Value[]): void => {
      this.sources.set(target, sources);
      for (const source of sources) this.hand(source, target);
    };
    if (op.kind === "if") {
      op.results.forEach((result, k) => {
        merge(result, ...op.regions.map((arm) => arm.yields[k]));
      });
    } else if (op.kind === "for") {
      const [body] = op.regions;
      this.indices.set(body.params[0], op);
      op.results.forEach((result, k) => {
        merge(body.params[k + 1], op.operands[k + 2], body.yields[k]);
        merge(result, body.params[k + 1], body.yields[k]);
      });
    } else if (op.kind === "while") {
      const [before, after] = op.regions;
      before.params.forEach((param, k) => {
        merge(param, op.operands[k], after.yields[k]);
      });
      this.hand(before.yields[0], undefined);
      op.results.forEach((result, k) => {
        merge(after.params[k], before.yields[k + 1]);
        merge(result, before.yields[k + 1]);
      });
    }
  }

  private hand(value: Value, on: Value | undefined): void {
    const known = this.handedOn.get(value);
    if (known) known.push(on);
    else this.handedOn.set(value, [on]);
  }

  /** Whether a value is exact, in whatever order what it is a sum of is added. */
  isExact(value: Value): boolean {
    return this.bound(value) <= Number.MAX_SAFE_INTEGER;
  }

  /** What the size of a whole number is at most; finite only if it certainly is one, neither infinite nor NaN. */
  bound(value: Value): number {
    const known = this.bounds.get(value);
    if (known !== undefined) return known;
    // As long as this is not known: of what grows by more than constants nothing is.
    this.bounds.set(value, Number.POSITIVE_INFINITY);
    const found = this.computeBound(value);
    this.bounds.set(value, found);
    return found;
  }

  private computeBound(value: Value): number {
    // All that is merged with it or differs from that by constants, which each turn may add.
    const merged = new Set([value]);
    let [growth, largest] = [0, 0];
    for (const each of merged) {
      const sum = this.sumWithConstant(each);
      if (sum) {
        growth += Math.abs(sum.constant);
        merged.add(sum.of);
      } else if (this.sources.has(each)) for (const source of this.sources.get(each)!) merged.add(source);
      else largest = Math.max(largest, this.boundOfOne(each));
    }
    return largest + growth * (merged.size > 1 ? MOST_TURNS : 1);
  }

  private sumWithConstant(value: Value): { of: Value; constant: number } | undefined {
    const op = this.definitions.get(value);
    if (op?.kind !== "prim" || (op.name !== "add" && op.name !== "sub")) return undefined;
    const [a, b] = op.operands;
    const [left, right] = [this.constant(a), this.constant(b)];
    const [of, constant] = right !== undefined ? [a, right] : op.name === "add" ? [b, left] : [];
    return of && constant !== undefined && Math.abs(constant) <= LARGEST_STEP ? { of, constant } : undefined;
  }

  private constant(value: Value): number | undefined {
    const op = this.definitions.get(value);
    return op?.kind === "const" && typeof op.value === "number" ? op.value : undefined;
  }

  private boundOfOne(value: Value): number {
    const constant = this.constant(value);
    if (constant !== undefined) return Number.isInteger(constant) ? Math.abs(constant) : Number.POSITIVE_INFINITY;
    const loop = this.indices.get(value);
    if (loop) {
      const [start, end] = loop.operands.map((operand) => this.bound(operand));
      return Math.min(Math.max(start, end), start + Math.abs(loop.step) * MOST_TURNS);
    }
    const op = this.definitions.get(value);
    if (op?.kind === "length") return LONGEST;
    if (op?.kind !== "prim" || value.type.kind !== "int") return Number.POSITIVE_INFINITY;
    const operands = op.operands.map((operand) => this.bound(operand));
    switch (op.name) {
      case "add":
      case "sub":
        return operands[0] + operands[1];
      case "mul":
        return operands[0] * operands[1] || 0;
      case "max":
      case "min":
        return Math.max(...operands);
      case "neg":
      case "abs":
        return operands[0];
      case "mod":
        return this.constant(op.operands[1]) ? operands[0] : Number.POSITIVE_INFINITY;
      default:
        return Number.POSITIVE_INFINITY;
    }
  }

  /** Whether a whole number is never -0, which adding 0 changes. */
  isNeverNegativeZero(value: Value, seen = new Set<Value>()): boolean {
    if (seen.has(value)) return true;
    seen.add(value);
    const isNever = (each: Value): boolean => this.isNeverNegativeZero(each, seen);
    const sources = this.sources.get(value);
    if (sources) return sources.every(isNever);
    const loop = this.indices.get(value);
    if (loop) return isNever(loop.operands[0]);
    const op = this.definitions.get(value);
    if (op?.kind === "const") return typeof op.value === "number" && !Object.is(op.value, -0);
    if (op?.kind === "length") return true;
    if (op?.kind !== "prim") return false;
    switch (op.name) {
      case "add":
        return op.operands.some((each) => this.isNeverNegativeZero(each, new Set(seen)));
      case "sub":
        return isNever(op.operands[0]);
      case "mul":
        return op.operands.every((each) => isNever(each) && this.isNatural(each));
      case "max":
      case "min":
        return op.operands.every(isNever);
      case "abs":
        return true;
      default:
        return false;
    }
  }

  /** Whether a value is not negative, as is plain to see. */
  isNatural(value: Value): boolean {
    const constant = this.constant(value);
    if (constant !== undefined) return constant >= 0;
    const loop = this.indices.get(value);
    if (loop) return this.isNatural(loop.operands[loop.step > 0 ? 0 : 1]);
    const op = this.definitions.get(value);
    if (op?.kind === "prim" && (op.name === "add" || op.name === "mul"))
      return op.operands.every((each) => this.isNatural(each));
    return op?.kind === "length";
  }

  /** Whether nothing is made of a value but places in arrays. */
  isPlace(value: Value, seen = new Set<Value>()): boolean {
    if (seen.has(value)) return true;
    seen.add(value);
    const isPlace = (each: Value): boolean => this.isPlace(each, seen);
    const ofUser = (op: Op): boolean => {
      if (op.kind === "prim") return (op.name === "add" || op.name === "sub") && isPlace(op.results[0]);
      if (op.kind === "for") return op.operands[0] !== value && op.operands[1] !== value;
      return (op.kind === "load" || op.kind === "store") && op.operands[2] !== value;
    };
    const users = this.users.get(value) ?? [];
    const handed = this.handedOn.get(value) ?? [];
    return users.every(ofUser) && handed.every((each) => each !== undefined && isPlace(each));
  }
}
