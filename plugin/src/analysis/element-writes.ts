/**
 * Whether a store may write to the element that something else has read or stored. Two indices are told apart as polynomials in the
 * counters of loops: in the same turns of the loops around both, and in a later turn of each of these.
 */
import type { Func, LoadOp, Op, Region, StoreOp, Value } from "../ir/ops.js";
import { isAllocation } from "../ir/traverse.js";
import { type Bounds, isNeverNegative, type Naturals } from "./bounded.js";
import { DistinctRows } from "./distinct-rows.js";
import type { IndexRanges, Known } from "./index-ranges.js";
import { Polynomial, type Unknown, ZERO } from "./polynomials.js";

export class ElementWrites {
  /** The loops that a value is defined in, outermost first. */
  private readonly homes = new Map<Value, readonly Op[]>();
  private readonly places = new Map<Op, { order: number; loops: readonly Op[] }>();
  /** The arrays that are read from lists. */
  private readonly rows = new Map<Value, LoadOp>();
  private readonly made = new Set<Value>();
  private readonly knownNaturals = new Map<Op, Naturals>();
  private distinct: DistinctRows | undefined;

  constructor(
    private readonly func: Func,
    private readonly ranges: IndexRanges,
    /** Whether an array is no part of another one, so that another index is another element whichever array it is. */
    private readonly isWhole: (array: Value) => boolean,
  ) {
    this.scan(func.body, []);
  }

  private scan({ params, ops }: Region, loops: readonly Op[]): void {
    for (const param of params) this.homes.set(param, loops);
    for (const op of ops) {
      for (const result of op.results) this.homes.set(result, loops);
      if (isAllocation(op)) this.made.add(op.results[0]);
      if (op.kind === "load" && op.results[0].type.kind === "ref") this.rows.set(op.results[0], op);
      this.places.set(op, { order: this.places.size, loops });
      const inner = op.kind === "for" || op.kind === "while" ? [...loops, op] : loops;
      for (const region of op.regions) this.scan(region, inner);
    }
  }

  /** Whether the store may write, behind the read or the other store, to the same element. */
  mayFollow(first: LoadOp | StoreOp, store: StoreOp): boolean {
    const [before, after] = [this.places.get(first), this.places.get(store)];
    if (!before || !after) return true;
    const common = before.loops.filter((loop, k) => after.loops[k] === loop);
    return (
      (after.order > before.order && this.mayMeet(first, store)) ||
      common.some((loop) => this.mayMeet(first, store, loop))
    );
  }

  /** As `mayFollow`, in the same turns of the loops around both, or but for a later turn of one of these and whatever turns of those within. */
  mayMeet(first: LoadOp | StoreOp, store: StoreOp, loop?: Op): boolean {
    const [array, written] = [first.operands[0], store.operands[0]];
    // An array that is made in the later turn is none of before.
    if (loop && this.made.has(written) && this.isMadeIn(written, loop)) return false;
    const isOne = (value: Value, other: Value): boolean => value === other && !(loop && this.isMadeIn(value, loop));
    if ((isOne(array, written) || this.isWhole(written)) && this.areApart(first, store, loop)) return false;
    const [row, other] = [this.rows.get(array), this.rows.get(written)];
    if (!row || !other || !isOne(row.operands[0], other.operands[0])) return true;
    this.distinct ??= new DistinctRows(this.func);
    return !this.distinct.has(row.operands[0]) || !this.areApart(row, other, loop);
  }

  /** Whether two indices are different, the second one in a later turn of a loop. */
  private areApart(first: LoadOp | StoreOp, second: LoadOp | StoreOp, loop?: Op): boolean {
    const [before, after] = [this.places.get(first), this.places.get(second)];
    const [earlier, later] = [first, second].map(({ operands: [, index] }) => this.ranges.whole(index));
    if (!before || !after || !earlier || !later) return false;
    const [one, other] = [earlier.value, later.value];
    if (one !== undefined && other !== undefined) return one !== other;
    const changes = (value: Value): boolean => loop !== undefined && this.isMadeIn(value, loop);
    const naturals = [this.naturals(first, before.loops, earlier), this.naturals(second, after.loops, later)] as const;
    return new Turns(this.ranges, loop, changes, ...naturals).tellApart(earlier, later);
  }

  private isMadeIn(value: Value, loop: Op): boolean {
    return this.homes.get(value)?.includes(loop) ?? true;
  }

  /** What is never negative where an operation with an index runs, in some loops. */
  private naturals(op: Op, loops: readonly Op[], index: Polynomial): Naturals {
    let known = this.knownNaturals.get(op);
    if (!known) {
      const counters = loops.flatMap((loop) => (loop.kind === "for" ? [loop.regions[0].params[0]] : []));
      const all = [index, ...counters.flatMap((counter) => this.ranges.whole(counter) ?? [])];
      known = joined(all.map((polynomial) => this.ranges.naturals(polynomial)));
      this.knownNaturals.set(op, known);
    }
    return known;
  }
}

/** What is known in any of some places. */
function joined(places: readonly Naturals[]): Map<Unknown, number> {
  const all = new Map<Unknown, number>();
  for (const naturals of places)
    for (const [unknown, number] of naturals) all.set(unknown, Math.max(number, all.get(unknown) ?? 0));
  return all;
}

/** Two turns of a loop, or one, in which two indices are computed. */
class Turns {
  private readonly laterOnes = new Map<Unknown, Later>();
  private readonly naturals: Map<Unknown, number>;

  constructor(
    private readonly ranges: IndexRanges,
    private readonly loop: Op | undefined,
    /** Whether a value is another one in the later turn. */
    private readonly changes: (value: Value) => boolean,
    /** What is never negative in the earlier turn, and what in the later one. */
    earlier: Naturals,
    private readonly inLater: Naturals,
  ) {
    const same = [...inLater].filter(([unknown]) => !changes((unknown as Known).value));
    this.naturals = joined([earlier, new Map(same)]);
  }

  /** Whether an index of the earlier turn is never one of the later turn. */
  tellApart(earlier: Polynomial, later: Polynomial): boolean {
    const moved = this.later(later);
    return moved !== undefined && this.isNeverZero(moved.minus(earlier));
  }

  /** Of whole numbers. Also where it is a multiple of a number and a rest that is less: as rows of a matrix one behind the other. */
  private isNeverZero(distance: Polynomial): boolean {
    if (this.isPositive(distance) || this.isPositive(ZERO.minus(distance))) return true;
    if (leavesRest(distance)) return true;
    for (const unknown of distance.unknowns) {
      const { quotient, rest } = distance.dividedBy(unknown);
      const below = Polynomial.of(unknown);
      if (rest.value === 0) return this.isNeverZero(quotient) && this.isPositive(below);
      if ([rest, ZERO.minus(rest)].some((each) => this.isPositive(each) && this.isPositive(below.minus(each))))
        return true;
    }
    return false;
  }

  private isPositive(polynomial: Polynomial): boolean {
    return isNeverNegative(polynomial.add(-1), this.naturals, (unknown) => this.boundsOf(unknown));
  }

  /** A polynomial of the later turn. */
  private later(polynomial: Polynomial): Polynomial | undefined {
    let moved: Polynomial | undefined = polynomial;
    for (const unknown of polynomial.unknowns)
      if (this.changes((unknown as Known).value))
        moved = moved?.substitute(unknown, Polynomial.of(this.laterOf(unknown)));
    return moved;
  }

  private laterOf(unknown: Unknown): Later {
    const known = this.laterOnes.get(unknown) ?? new Later(unknown);
    this.laterOnes.set(unknown, known);
    const number = this.inLater.get(unknown);
    if (number !== undefined) this.naturals.set(known, number);
    return known;
  }

  private boundsOf(unknown: Unknown): Bounds {
    if (!(unknown instanceof Later)) return this.earlierBounds(unknown);
    const { least, most } = this.ranges.boundsOf(unknown.of);
    const bounds = { least: least && this.later(least), most: most && this.later(most) };
    const step = this.stepOf(unknown.of);
    if (step === undefined) return bounds;
    const next = Polynomial.of(unknown.of).add(step);
    return step > 0 ? { ...bounds, least: next } : { ...bounds, most: next };
  }

  /** There is another turn behind the earlier one. */
  private earlierBounds(unknown: Unknown): Bounds {
    const bounds = this.ranges.boundsOf(unknown);
    const step = this.stepOf(unknown);
    if (step === undefined) return bounds;
    return step > 0 ? { ...bounds, most: bounds.most?.add(-step) } : { ...bounds, least: bounds.least?.add(-step) };
  }

  /** By how much the loop steps on, if it counts the unknown. */
  private stepOf(unknown: Unknown): number | undefined {
    const { loop } = this;
    return loop?.kind === "for" && loop.regions[0].params[0] === (unknown as Known).value ? loop.step : undefined;
  }
}

/** Whether a polynomial is a multiple of a number and a constant that is none. */
function leavesRest(polynomial: Polynomial): boolean {
  const factors = polynomial.list().flatMap(({ factor, unknowns }) => (unknowns.length > 0 ? [Math.abs(factor)] : []));
  const divisor = factors.reduce(gcd, 0);
  return divisor > 1 && polynomial.constantTerm % divisor !== 0;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** What an unknown is in a later turn of a loop. */
class Later implements Unknown {
  private static count = 0;
  readonly id = --Later.count;
  readonly isInteger: boolean;
  readonly isNatural: boolean;

  constructor(readonly of: Unknown) {
    this.isInteger = of.isInteger;
    this.isNatural = of.isNatural;
  }
}
