/** Which indices certainly lie in their arrays: by the bounds of the loops that count them, and what the arrays were made with. */
import type { ForOp, Func, LoadOp, Op, PrimOp, StoreOp, Value, ViewOp } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { isTypedArray, memoryOf } from "../ir/types.js";
import { PassedLengths } from "./passed-lengths.js";
import { storesToReadPlaces } from "./read-places.js";
import { ResizedLists } from "./resized-lists.js";
import { type Bounds, isNeverNegative, leastOf, type Naturals } from "./bounded.js";
import { Polynomial, type Unknown, ZERO } from "./polynomials.js";

/** A whole number, or an array in the place of its length, or a number in the place of the largest whole one that is not above it. */
export interface Known extends Unknown {
  readonly value: Value;
}

const ofGaps: Bounds = { least: ZERO, most: Polynomial.constant(1) };

export class IndexRanges {
  private readonly definitions = new Map<Value, Op>();
  /** The loops that values are the counters of. */
  private readonly loops = new Map<Value, ForOp>();
  private readonly unknowns = new Map<Value, Known>();
  private readonly gaps = new Map<Value, Known>();
  private readonly known = new Map<Value, Polynomial>();
  private readonly knownNaturals = new Map<Polynomial, Naturals>();
  private readonly knownBounds = new Map<Value, Bounds>();
  /** Absent where lengths of lists are taken for what they are at first, or there are none. */
  private readonly resized?: ResizedLists;
  private readonly passed: PassedLengths;
  private readonly toReadPlaces: ReadonlySet<StoreOp>;
  /** Arrays that are compared with others wherever the function returns, and so of the same length. */
  private readonly alike = new Map<Value, Value>();

  /**
   * Of a function as it is now: who asks may have taken it apart by then. `areListsFixed`: whatever happens to lists, their lengths
   * are taken for what they are at first.
   */
  constructor(func: Func, areListsFixed = false) {
    const ops = allOps(func.body);
    this.passed = new PassedLengths(ops, { lengthOf: (array) => this.lengthOf(array), forget: () => this.forget() });
    for (const op of ops) {
      for (const result of op.results) this.definitions.set(result, op);
      if (op.kind === "for") this.loops.set(op.regions[0].params[0], op);
    }
    this.toReadPlaces = storesToReadPlaces(func.body, this.definitions);
    for (const op of func.body.ops)
      if (op.kind === "extern" && op.alike && isTypedArray(op.operands[0].type))
        this.compare(op.operands[0], op.operands[1]);
    const isOfLists = ops.some(({ operands, results }) => operands.some(isList) || results.some(isList));
    if (areListsFixed || !isOfLists) return;
    this.resized = new ResizedLists(func);
    // What is known meanwhile takes for granted that no store makes a list longer.
    this.resized.complete(
      (store) => this.isInRange(store),
      () => {
        this.passed.clear();
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

  isInRange(op: LoadOp | StoreOp): boolean {
    const [array, index] = op.operands;
    const at = this.whole(index);
    if (at && op.kind === "store" && this.toReadPlaces.has(op) && this.keepsLength(array)) return true;
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
    const count = this.whole(length);
    return count !== undefined && this.isOneOf(index, count);
  }

  /** Whether an index is that of one of so many elements. */
  isOneOf(index: Value, count: Polynomial): boolean {
    const at = this.whole(index);
    return at !== undefined && this.isNatural(at) && this.isNatural(count.minus(at).add(-1), at);
  }

  isNonNegative(index: Value): boolean {
    const at = this.whole(index);
    return at !== undefined && this.isNatural(at);
  }

  /** Whether a whole number is at least another one, in loops if that is asked. */
  isAtLeast(number: Polynomial, other: Polynomial, loops: readonly ForOp[] = []): boolean {
    const difference = number.minus(other);
    const counters = loops.map(({ regions: [body] }) => this.polynomial(body.params[0]));
    return this.isNatural(
      difference,
      counters.reduce((sum, counter) => sum.plus(counter), difference),
    );
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
    return loop ? [this.whole(loop.operands[0]), this.endOf(loop)] : [];
  }

  /** What an unknown of these polynomials runs between. */
  boundsOf(unknown: Unknown): Bounds {
    const { value } = unknown as Known;
    return this.gaps.get(value) === unknown ? ofGaps : this.bounds(value);
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
      const first = this.whole(loop.operands[0]);
      const end = this.endInTurn(loop, first);
      const last = loop.inclusive ? end : end?.add(loop.step > 0 ? -1 : 1);
      return loop.step > 0 ? { least: first, most: last } : { least: last, most: first };
    }
    if (op?.kind === "prim" && op.name === "max")
      return {
        least: this.whole(op.operands.find((operand) => this.constant(operand) === undefined) ?? op.operands[0]),
      };
    if (op?.kind === "prim" && (op.name === "add" || op.name === "sub") && value.type.kind === "f64")
      return this.boundsOfSum(op);
    if (op?.kind !== "prim" || op.name !== "div") return {};
    const [dividend, divisor] = [this.whole(op.operands[0]), this.constant(op.operands[1])];
    if (!dividend || !divisor || divisor < 0) return {};
    return {
      least: this.isNatural(dividend) ? ZERO : undefined,
      most: dividend.times(Polynomial.constant(1 / divisor)),
    };
  }

  /** Of the largest whole number that is not above the sum or difference of a number and a whole one, which may have been rounded. */
  private boundsOfSum({ name, operands: [number, whole] }: PrimOp): Bounds {
    const by = this.whole(whole);
    const sign = name === "add" ? 1 : -1;
    return by ? { least: this.floor(number).plus(by, sign), most: this.ceil(number).plus(by, sign) } : {};
  }

  /** What a counter stays below in a turn: where the loop goes to `max(end, 0)` there are turns only if that is `end`. */
  private endInTurn(loop: ForOp, first: Polynomial | undefined): Polynomial | undefined {
    const op = this.definitions.get(loop.operands[1]);
    if (loop.step < 0 || op?.kind !== "prim" || op.name !== "max" || op.operands.length !== 2) return this.endOf(loop);
    const other = op.operands.find((operand) => this.constant(operand) !== 0);
    const isFromZero = other !== undefined && first !== undefined && this.isNatural(first);
    const isOther = isFromZero && op.operands.some((operand) => this.constant(operand) === 0);
    return isOther ? this.whole(other) : this.endOf(loop);
  }

  /** How often a loop that counts up by one turns, less than zero where it does not. */
  turnsOf(loop: ForOp): Polynomial | undefined {
    const [first, end] = [this.whole(loop.operands[0]), this.endOf(loop)];
    return first && end?.minus(first).add(loop.inclusive ? 1 : 0);
  }

  /** Whole numbers below a fraction are those below the next whole one. */
  private endOf({ operands: [start, end], step, inclusive }: ForOp): Polynomial | undefined {
    if (end.type.kind === "int") return this.polynomial(end);
    if (step < 0 || end.type.kind !== "f64") return undefined;
    const first = this.whole(start);
    const { number, less } = first && this.isNatural(first) ? this.withoutLess(end) : { number: end, less: ZERO };
    return (inclusive ? this.floor(number) : this.ceil(number)).minus(less);
  }

  /**
   * What whole numbers have been subtracted from. What is left of a number that is not smaller has no more digits than that, so that nothing
   * has been rounded.
   */
  private withoutLess(value: Value): { number: Value; less: Polynomial } {
    let [number, less] = [value, ZERO];
    for (;;) {
      const op = this.definitions.get(number);
      const by = op?.kind === "prim" && op.name === "sub" ? this.whole(op.operands[1]) : undefined;
      if (!op || !by || !this.isNatural(by)) return { number, less };
      [number, less] = [op.operands[0], less.plus(by)];
    }
  }

  /** The largest whole number that is not above a number. */
  private floor(value: Value): Polynomial {
    return value.type.kind === "int" ? this.polynomial(value) : Polynomial.of(this.unknown(value));
  }

  /** The smallest whole number that is not below a number: it is the largest that is not above it, or the next one. */
  private ceil(value: Value): Polynomial {
    return value.type.kind === "int" ? this.polynomial(value) : this.floor(value).plus(Polynomial.of(this.gap(value)));
  }

  /** 1 if a number is a fraction, 0 otherwise. */
  private gap(value: Value): Known {
    const known = this.gaps.get(value) ?? { id: -1 - value.id, isInteger: true, isNatural: true, value };
    this.gaps.set(value, known);
    return known;
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
    if (op?.kind !== "prim") return opaque;
    if (op.name === "floor" || op.name === "ceil") return this[op.name](op.operands[0]);
    // No list is so long that it would be another number, and with the zero that NaN is nothing is counted in either case.
    if (op.name === "ushr" && this.constant(op.operands[1]) === 0 && this.isNaturalNumber(op.operands[0], new Set()))
      return this.polynomial(op.operands[0]);
    if (!op.operands.every(({ type }) => type.kind === "int")) return opaque;
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
    // What an array has been made with is not negative.
    if (made?.kind === "alloc" && made.operands.length > 0) return this.floor(made.operands[0]);
    const isWhole =
      (made?.kind === "copy" || made?.kind === "zeros") &&
      made.operands.length === 1 &&
      memoryOf(made.operands[0].type).kind === "array";
    if (isWhole && this.keepsLength(made.operands[0])) return this.lengthOf(made.operands[0]);
    const isPassed = made === undefined || made.regions.length > 0;
    return (isPassed && this.passed.of(array)) || Polynomial.of(this.unknown(array));
  }

  /** An array in front of the loops that hand one on, which has the length of all that they hand on. */
  sourceOfLength(array: Value): Value | undefined {
    return this.passed.sourceOf(array);
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
    const sources = this.passed.sourcesOf(value);
    return sources.length > 0 && sources.every(isNatural);
  }

  constant(value: Value): number | undefined {
    const op = this.definitions.get(value);
    return op?.kind === "const" && typeof op.value === "number" ? op.value : undefined;
  }
}

function isList({ type }: Value): boolean {
  return type.kind === "ref" && type.memory.kind === "array" && !isTypedArray(type);
}
