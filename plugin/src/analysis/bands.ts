/**
 * Which elements of an array of numbers depend on which elements of another one: unions of bands. The first and the last column of a row are
 * the row with a distance, or fixed; all bounds are polynomials in sizes.
 */
import type { Value } from "../ir/ops.js";
import { Polynomial, type Unknown } from "./polynomials.js";
import type { Sizes } from "./sizes.js";

/** One end of the columns of a row: `at`, or so far from the row itself. */
export interface Bound {
  readonly at: Polynomial;
  readonly isFromRow: boolean;
}

export interface Band {
  readonly firstRow: Polynomial;
  /** Nothing for the last row that there is. */
  readonly lastRow: Polynomial | undefined;
  /** From one row of it to the next. */
  readonly stride: number;
  readonly from: Bound;
  readonly to: Bound;
}

/** A loop around what is looked at, with bounds of its counter. */
export interface Loop extends Unknown {
  from: Polynomial | undefined;
  to: Polynomial | undefined;
  readonly step: number;
  /** Its first turn is at a bound. */
  startsExactly: boolean;
  /** The bounds are the first and the last turn, if there is one. */
  isExact: boolean;
}

/** That the counter of a loop has certain bounds: nothing is said of other turns. */
export interface Guard {
  readonly of: Unknown;
  readonly from?: Polynomial;
  readonly to?: Polynomial;
}

/** What a number depends on: inputs from one index to another, in the turns that the guards say. */
export interface Dependence {
  readonly from: Polynomial;
  readonly to: Polynomial;
  readonly where: readonly Guard[];
  /** It is whatever a variable depends on that a loop carries. */
  readonly carried?: Value;
  /** It is that of an element of memory, which it has been read from in this turn. */
  readonly origin?: string;
}

/** An index, or another number that may be one of several polynomials. */
export interface Alternative {
  readonly at: Polynomial;
  readonly where: readonly Guard[];
}

/** There is no pattern. */
export class Unknowable extends Error {}

/** So many rows in a row may be taken for rows of a band that are none: the border of a grid. */
const mostBetween = 8;

export function dependenceKey({ from, to, where, carried, origin }: Dependence): string {
  return `${carried?.id} ${origin} ${from.key} ${to.key} ${where.map(guardKey).sort().join(" ")}`;
}

export function bandKey({ firstRow, lastRow, stride, from, to }: Band): string {
  return [firstRow.key, lastRow?.key, stride, from.isFromRow, from.at.key, to.isFromRow, to.at.key].join(" ");
}

function guardKey({ of, from, to }: Guard): string {
  return `${of.id}:${from?.key}:${to?.key}`;
}

/** The same dependences without repetitions. */
export function distinct(all: readonly Dependence[]): Dependence[] {
  return [...new Map(all.map((each) => [dependenceKey(each), each])).values()];
}

interface Interval {
  readonly from: Polynomial;
  readonly to: Polynomial;
  /** From one number of it to the next, if there are several. */
  readonly stride?: number;
}

export class Hulls {
  constructor(private readonly sizes: Sizes) {}

  /** The band of an element that is stored in each turn of some loops; nothing if it is none. */
  band(index: Polynomial, dependence: Dependence, path: readonly Guard[], loops: readonly Loop[]): Band | undefined {
    const where = [...path, ...dependence.where];
    const around = loops.filter((loop) => !index.has(loop));
    const columns = this.columns(dependence, around, where);
    const rows = this.over({ from: index, to: index }, loops, where, mostBetween);
    if (!columns || !rows || mentions(rows.from, loops) || mentions(rows.to, loops)) return undefined;
    const bound = (at: Polynomial): Bound | undefined => {
      if (!mentions(at, loops)) return { at, isFromRow: false };
      const distance = at.minus(index);
      return mentions(distance, loops) ? undefined : { at: distance, isFromRow: true };
    };
    const [from, to] = [bound(columns.from), bound(columns.to)];
    return from && to && { firstRow: rows.from, lastRow: rows.to, stride: rows.stride ?? 1, from, to };
  }

  /** What all turns of some loops depend on together. */
  dependence(dependence: Dependence, loops: readonly Loop[]): Dependence | undefined {
    const hull = this.columns(dependence, loops, dependence.where);
    if (!hull || mentions(hull.from, loops) || mentions(hull.to, loops)) return undefined;
    const isOver = ({ of, from, to }: Guard): boolean =>
      loops.some((loop) => loop === of || from?.has(loop) || to?.has(loop));
    const where = dependence.where.filter((guard) => !isOver(guard));
    return { from: hull.from, to: hull.to, where, carried: dependence.carried };
  }

  private columns({ from, to }: Dependence, loops: readonly Loop[], where: readonly Guard[]): Interval | undefined {
    const interval = from.key === to.key ? { from, to } : { from, to, stride: 1 };
    const found = this.over(interval, loops, where, 0);
    return found?.stride === undefined || found.stride === 1 ? found : undefined;
  }

  /** From the least to the largest that an interval reaches; the loops are taken in an order that leaves no larger gaps than `gap`. */
  private over(interval: Interval, loops: readonly Loop[], where: readonly Guard[], gap: number): Interval | undefined {
    const left = loops.filter((loop) => interval.from.has(loop) || interval.to.has(loop));
    if (left.length === 0) return interval;
    for (const loop of left.reverse()) {
      const inner = this.overOne(interval, loop, where, gap);
      const rest = loops.filter((each) => each !== loop);
      const found = inner && this.over(inner, rest, where, gap);
      if (found) return found;
    }
    return undefined;
  }

  private overOne(interval: Interval, loop: Loop, where: readonly Guard[], gap: number): Interval | undefined {
    const { from, to } = interval;
    const guards = where.filter(({ of }) => of === loop);
    const first = guards.reduce((found, guard) => guard.from ?? found, loop.from);
    const last = guards.reduce((found, guard) => guard.to ?? found, loop.to);
    if (!first || !last) return undefined;
    const jump = loop.startsExactly && loop.step > 0 && guards.length === 0 ? loop.step : 1;
    const stride = this.stride(interval, loop, { first, last, jump }, gap);
    const [least, most] = [this.extreme("min", from, loop, first, last), this.extreme("max", to, loop, first, last)];
    return stride !== undefined && least && most ? { from: least, to: most, stride } : undefined;
  }

  /**
   * From one number to the next where the intervals of all turns are put together; nothing where gaps remain. `jump`: certainly from one
   * turn to the next.
   */
  private stride(
    { from, to, stride }: Interval,
    loop: Loop,
    turns: { readonly first: Polynomial; readonly last: Polynomial; readonly jump: number },
    gap: number,
  ): number | undefined {
    const [slope, other] = [from.coefficient(loop), to.coefficient(loop)];
    if (!slope || !other) return undefined;
    // One end moves and the other stays: each interval is part of the next.
    if (slope.key !== other.key) return (slope.value === 0 || other.value === 0) && stride === 1 ? 1 : undefined;
    // The least of the numbers is one that is reached, or differs from those by a multiple of the stride.
    const isWhole = (slope.sign === 1 ? turns.first : turns.last).isInteger;
    const absolute = slope.sign === -1 ? Polynomial.constant(0).minus(slope) : slope;
    if (stride === undefined) {
      const { value } = absolute;
      if (value === undefined || !Number.isInteger(value) || value === 0) return undefined;
      const found = value * (slope.sign === 1 ? turns.jump : 1);
      return found === 1 || isWhole ? found : undefined;
    }
    const distance = absolute.times(Polynomial.constant(Math.abs(loop.step)));
    const between = distance?.minus(to.minus(from)).value;
    if (between === undefined || between - stride > gap * stride) return undefined;
    return isWhole && absolute.isDivisibleBy(stride) && to.minus(from).isDivisibleBy(stride) ? stride : 1;
  }

  private extreme(
    name: "min" | "max",
    of: Polynomial,
    loop: Loop,
    first: Polynomial,
    last: Polynomial,
  ): Polynomial | undefined {
    const slope = of.coefficient(loop);
    const [atFirst, atLast] = [of.substitute(loop, first), of.substitute(loop, last)];
    if (!slope || !atFirst || !atLast) return undefined;
    if (slope.sign !== undefined) return (slope.sign === 1) === (name === "min") ? atFirst : atLast;
    const isOfSizes = [...atFirst.unknowns, ...atLast.unknowns].every((unknown) => !("step" in unknown));
    return isOfSizes ? this.sizes.extreme(name, atFirst, atLast) : undefined;
  }
}

function mentions(polynomial: Polynomial, loops: readonly Loop[]): boolean {
  return loops.some((loop) => polynomial.has(loop));
}
