/** Which indices certainly lie in their arrays: by the bounds of the loops that count them, and what the arrays were made with. */
import type { ForOp, Func, LoadOp, Op, StoreOp, Value, ViewOp } from "../ir/ops.js";
import { connections } from "../ir/passed-on.js";
import { allOps } from "../ir/traverse.js";
import { isTypedArray, memoryOf } from "../ir/types.js";
import { ResizedLists } from "./resized-lists.js";
import { type Bounds, isNeverNegative, leastOf, type Naturals } from "./bounded.js";
import { Polynomial, type Unknown, ZERO } from "./polynomials.js";

/** A whole number, or an array in the place of its length. */
export interface Known extends Unknown {
  readonly value: Value;
}

export class IndexRanges {
  private readonly definitions = new Map<Value, Op>();
  /** The loops that values are the counters of. */
  private readonly loops = new Map<Value, ForOp>();
  /** What values of branches and loops may be. */
  private sources?: ReadonlyMap<Value, readonly Value[]>;
  private readonly unknowns = new Map<Value, Known>();
  private readonly known = new Map<Value, Polynomial>();
  private readonly knownNaturals = new Map<Polynomial, Naturals>();
  private readonly knownBounds = new Map<Value, Bounds>();
  /** Absent where lengths of lists are taken for what they are at first, or there are none. */
  private readonly resized?: ResizedLists;
  private readonly ops: readonly Op[];
  /** The lengths of arrays that branches and loops hand on, as far as they are known or taken for granted meanwhile. */
  private readonly passedLengths = new Map<Value, number | undefined>();
  /** Arrays that are compared with others wherever the function returns, and so of the same length. */
  private readonly alike = new Map<Value, Value>();

  /**
   * Of a function as it is now: who asks may have taken it apart by then. `areListsFixed`: whatever happens to lists, their lengths
   * are taken for what they are at first.
   */
  constructor(func: Func, areListsFixed = false) {
    this.ops = allOps(func.body);
    for (const op of this.ops) {
      for (const result of op.results) this.definitions.set(result, op);
      if (op.kind === "for") this.loops.set(op.regions[0].params[0], op);
    }
    for (const op of func.body.ops)
      if (op.kind === "extern" && op.alike && isTypedArray(op.operands[0].type))
        this.compare(op.operands[0], op.operands[1]);
    const isOfLists = this.ops.some(({ operands, results }) => operands.some(isList) || results.some(isList));
    if (areListsFixed || !isOfLists) return;
    this.resized = new ResizedLists(func);
    // What is known meanwhile takes for granted that no store makes a list longer.
    this.resized.complete(
      (store) => this.isInRange(store),
      () => {
        this.passedLengths.clear();
        this.forget();
      },
    );
  }

  /** Chains of arrays end, also where one is compared with itself. */
  private compare(array: Value, other: Value): void {
    let first = other;
    for (let next = this.alike.get(first); next; next = this.alike.get(first)) first = next;
    if (first !== array) this.alike.set(array, first);
  }

  private findSources(): Map<Value, Value[]> {
    const sources = new Map<Value, Value[]>();
    for (const op of this.ops)
      for (const { from, to } of connections(op)) {
        const known = sources.get(to);
        if (known) known.push(from);
        else sources.set(to, [from]);
      }
    return sources;
  }

  isInRange({ operands: [array, index] }: LoadOp | StoreOp): boolean {
    const at = this.whole(index);
    if (!at || !this.isNatural(at)) return false;
    const lengths = [this.lengthOf(array), this.leastLength(array)];
    return lengths.some((length) => length !== undefined && this.isNatural(length.minus(at).add(-1), at));
  }

  /** Whether what is at an index of a part of an array is nothing else than what the array has there, counted from where the part begins. */
  isInPart(op: LoadOp | StoreOp, { operands: [, start, end] }: ViewOp): boolean {
    const at = this.whole(op.operands[1]);
    if (!at || !this.isNatural(at)) return false;
    const [from, to] = [start ? this.whole(start) : ZERO, end && this.whole(end)];
    // Both end where the array does.
    if (from && this.isNatural(from) && (!end || (to && this.isNatural(to.minus(from).minus(at).add(-1), at))))
      return true;
    return this.isInRange(op);
  }

  /** Whether a list of some length has an element at an index. */
  isWithin(index: Value, length: Value): boolean {
    const [at, count] = [this.whole(index), this.whole(length)];
    return at !== undefined && count !== undefined && this.isNatural(at) && this.isNatural(count.minus(at).add(-1), at);
  }

  isNonNegative(index: Value): boolean {
    const at = this.whole(index);
    return at !== undefined && this.isNatural(at);
  }

  /** Whether a whole number is at least another one. */
  isAtLeast(number: Polynomial, other: Polynomial): boolean {
    return this.isNatural(number.minus(other));
  }

  /** Whether the first or the last turns of loops read beside the array, as far as the index tells. */
  leavesRange({ operands: [array, index] }: LoadOp): boolean {
    const at = this.whole(index);
    if (!at) return false;
    const [least, beyond] = [this.least(at), this.least(this.lengthOf(array).minus(at))];
    return [least.add(1), beyond].some((polynomial) => this.isNatural(ZERO.minus(polynomial), at));
  }

  /** What a polynomial is where it is least, as far as its counters go. */
  private least(polynomial: Polynomial): Polynomial {
    const ofCounters = (unknown: Unknown): Bounds =>
      this.loops.has((unknown as Known).value) ? this.boundsOf(unknown) : {};
    return leastOf(polynomial, this.naturals(polynomial), ofCounters);
  }

  /** Whether a polynomial is never negative in the loops whose counters are in it, or in another one. */
  private isNatural(polynomial: Polynomial, inside = polynomial): boolean {
    return isNeverNegative(polynomial, this.naturals(inside), (unknown) => this.boundsOf(unknown));
  }

  /** What is never negative where the loops run whose counters are in a polynomial: these, and what they are less than. */
  naturals(polynomial: Polynomial): Naturals {
    const known = this.knownNaturals.get(polynomial) ?? this.computeNaturals(polynomial);
    this.knownNaturals.set(polynomial, known);
    return known;
  }

  private computeNaturals(polynomial: Polynomial): Map<Unknown, number> {
    const reached = new Set(polynomial.unknowns);
    for (const unknown of reached) {
      const [first, end] = this.endsOf(unknown);
      for (const each of first?.plus(end ?? first).unknowns ?? []) reached.add(each);
    }
    const naturals = new Map<Unknown, number>();
    for (let size = -1; size < naturals.size; ) {
      size = naturals.size;
      for (const unknown of reached) this.learn(unknown, naturals);
    }
    return naturals;
  }

  private learn(unknown: Unknown, naturals: Map<Unknown, number>): void {
    const loop = this.loops.get((unknown as Known).value);
    const [first, end] = this.endsOf(unknown);
    if (naturals.has(unknown) || !first || !loop || loop.step < 0 || first.signWhere(naturals) !== 1) return;
    naturals.set(unknown, 0);
    const bounds = [...(end?.unknowns ?? [])];
    const shift = bounds.length === 1 ? end?.minus(Polynomial.of(bounds[0])).value : undefined;
    // In a turn the bound is at least what the counter may be.
    if (shift !== undefined && shift <= (loop.inclusive ? 0 : 1))
      naturals.set(bounds[0], Math.max(naturals.get(bounds[0]) ?? 0, (loop.inclusive ? 0 : 1) - shift));
  }

  /** Where the loop that counts an unknown begins and ends. */
  private endsOf(unknown: Unknown): (Polynomial | undefined)[] {
    const loop = this.loops.get((unknown as Known).value);
    return loop?.operands.slice(0, 2).map((operand) => this.whole(operand)) ?? [];
  }

  /** What an unknown of these polynomials runs between. */
  boundsOf(unknown: Unknown): Bounds {
    return this.bounds((unknown as Known).value);
  }

  private bounds(value: Value): Bounds {
    const known = this.knownBounds.get(value) ?? this.computeBounds(value);
    this.knownBounds.set(value, known);
    return known;
  }

  private computeBounds(value: Value): Bounds {
    const loop = this.loops.get(value);
    const op = this.definitions.get(value);
    if (loop) {
      const [first] = loop.operands.map((operand) => this.whole(operand));
      const end = this.endOf(loop, first);
      const last = loop.inclusive ? end : end?.add(loop.step > 0 ? -1 : 1);
      return loop.step > 0 ? { least: first, most: last } : { least: last, most: first };
    }
    if (op?.kind !== "prim" || op.name !== "floor") return {};
    const quotient = this.definitions.get(op.operands[0]);
    if (quotient?.kind !== "prim" || quotient.name !== "div") return {};
    const [dividend, divisor] = [this.whole(quotient.operands[0]), this.constant(quotient.operands[1])];
    if (!dividend || !divisor || divisor < 0) return {};
    return {
      least: this.isNatural(dividend) ? ZERO : undefined,
      most: dividend.times(Polynomial.constant(1 / divisor)),
    };
  }

  /** What a counter stays below in a turn: where the loop goes to `max(end, 0)` there are turns only if that is `end`. */
  private endOf({ operands: [, end], step }: ForOp, first: Polynomial | undefined): Polynomial | undefined {
    const op = this.definitions.get(end);
    if (step < 0 || op?.kind !== "prim" || op.name !== "max" || op.operands.length !== 2) return this.whole(end);
    const other = op.operands.find((operand) => this.constant(operand) !== 0);
    const isFromZero = other !== undefined && first !== undefined && this.isNatural(first);
    return this.whole(isFromZero && op.operands.some((operand) => this.constant(operand) === 0) ? other : end);
  }

  /** A whole number as a polynomial. */
  whole(value: Value): Polynomial | undefined {
    return value.type.kind === "int" ? this.polynomial(value) : undefined;
  }

  private polynomial(value: Value): Polynomial {
    const known = this.known.get(value) ?? this.compute(value);
    this.known.set(value, known);
    return known;
  }

  private compute(value: Value): Polynomial {
    const op = this.definitions.get(value);
    const opaque = Polynomial.of(this.unknown(value));
    if (op?.kind === "const" && Number.isInteger(op.value)) return Polynomial.constant(Number(op.value));
    // A length that changes is another number wherever it is read.
    if (op?.kind === "length") return this.keepsLength(op.operands[0]) ? this.lengthOf(op.operands[0]) : opaque;
    if (op?.kind !== "prim" || !op.operands.every(({ type }) => type.kind === "int")) return opaque;
    const [one, other] = op.operands.map((operand) => this.polynomial(operand));
    switch (op.name) {
      case "add":
        return one.plus(other);
      case "sub":
        return one.minus(other);
      case "neg":
        return ZERO.minus(one);
      case "mul":
        return one.times(other) ?? opaque;
      default:
        return opaque;
    }
  }

  /** The length of an array by that with which it was made, or as a number of its own. */
  lengthOf(array: Value): Polynomial {
    if (!this.keepsLength(array)) return Polynomial.of(this.unknown(array));
    const other = this.alike.get(array);
    if (other) return this.lengthOf(other);
    const made = this.definitions.get(array);
    if (made?.kind === "literal") return Polynomial.constant(made.operands.length);
    const size = made?.kind === "alloc" && made.operands.length > 0 && this.whole(made.operands[0]);
    if (size) return size;
    const isWhole =
      (made?.kind === "copy" || made?.kind === "zeros") &&
      made.operands.length === 1 &&
      memoryOf(made.operands[0].type).kind === "array";
    if (isWhole && this.keepsLength(made.operands[0])) return this.lengthOf(made.operands[0]);
    const length = made === undefined || made.regions.length > 0 ? this.lengthOfAll(array) : undefined;
    return length === undefined ? Polynomial.of(this.unknown(array)) : Polynomial.constant(length);
  }

  /** The length that all have that branches or turns of a loop hand on as this array: the first has it, and the others if it has. */
  private lengthOfAll(array: Value): number | undefined {
    if (this.passedLengths.has(array)) return this.passedLengths.get(array);
    this.sources ??= this.findSources();
    const [first, ...others] = this.sources.get(array) ?? [];
    const before = [...this.passedLengths.keys()];
    this.passedLengths.set(array, undefined);
    const length = first && this.lengthOf(first).value;
    if (length === undefined) return undefined;
    this.passedLengths.set(array, length);
    if (others.every((other) => this.lengthOf(other).value === length)) return length;
    // What has been found meanwhile took it for granted.
    for (const each of [...this.passedLengths.keys()]) if (!before.includes(each)) this.passedLengths.delete(each);
    this.passedLengths.set(array, undefined);
    this.forget();
    return undefined;
  }

  private keepsLength(array: Value): boolean {
    return isTypedArray(array.type) || !this.resized?.has(array);
  }

  private forget(): void {
    for (const known of [this.known, this.knownNaturals, this.knownBounds]) known.clear();
  }

  /** What the length of a part of an array is at least. */
  private leastLength(array: Value): Polynomial | undefined {
    const made = this.definitions.get(array);
    const isRest = (made?.kind === "copy" || made?.kind === "view") && made.operands.length === 2;
    if (!isRest || !isTypedArray(array.type) || !isTypedArray(made.operands[0].type)) return undefined;
    const start = this.constant(made.operands[1]);
    return start !== undefined && start >= 0 ? this.lengthOf(made.operands[0]).add(-start) : undefined;
  }

  private unknown(value: Value): Unknown {
    const known = this.unknowns.get(value) ?? {
      id: value.id,
      isInteger: true,
      isNatural: value.type.kind === "ref" || this.isNaturalNumber(value, new Set()),
      value,
    };
    this.unknowns.set(value, known);
    return known;
  }

  /** Whether a number is never negative, if those that are assumed not to be are not. */
  private isNaturalNumber(value: Value, assumed: Set<Value>): boolean {
    if (value.type.kind !== "int") return false;
    if (assumed.has(value)) return true;
    const op = this.definitions.get(value);
    const isNatural = (each: Value): boolean => this.isNaturalNumber(each, assumed);
    if (op?.kind === "length") return true;
    if (op?.kind === "const") return Number(op.value) >= 0;
    if (op?.kind === "prim") {
      if (op.name === "max") return op.operands.some(isNatural);
      return ["min", "add", "mul"].includes(op.name) && op.operands.every(isNatural);
    }
    assumed.add(value);
    this.sources ??= this.findSources();
    return this.sources.get(value)?.every(isNatural) === true;
  }

  constant(value: Value): number | undefined {
    const op = this.definitions.get(value);
    return op?.kind === "const" && typeof op.value === "number" ? op.value : undefined;
  }
}

function isList({ type }: Value): boolean {
  return type.kind === "ref" && type.memory.kind === "array" && !isTypedArray(type);
}
