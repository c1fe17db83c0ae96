/**
 * What a counted loop adds the same to in each turn is a function of its counter: of `at` in `y[i] = x[at++]` remains `x[at + i]`. So is what
 * it adds the counter to, as where one goes through the rows of a triangle. Then no reverse sweep has to keep it, and turns have nothing to
 * do with one another.
 */
import { ExactSums } from "../analysis/exact-sums.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import type { ForOp, Func, Op, Region, Value } from "../ir/ops.js";
import { iterationsOver } from "../ir/iterations.js";
import { type Shifted, shifted } from "../ir/shifted.js";
import { type Signed, signedSum } from "../ir/signed-sum.js";
import { resolve, substitute } from "../ir/traverse.js";
import { INT } from "../ir/types.js";
import { Facts } from "./facts.js";

export function countAlong(func: Func, facts = new Facts(func)): boolean {
  const isCandidate = (op: Op): boolean =>
    op.kind === "for" && op.regions[0].params.slice(1).some(({ type }) => type.kind === "int");
  return facts.ops().some(isCandidate) && new Counting(func, facts).run();
}

/** What a turn adds: a constant, values that are the same in all turns, and the counter so many times. */
interface Growth {
  readonly constant: number;
  readonly terms: readonly Signed[];
  readonly slope: number;
  /** What is added, as it is in the program, but for constants. */
  readonly added: readonly Value[];
  /** The additions, from the last to the first. */
  readonly links: readonly Op[];
}

class Counting {
  private readonly definitions = new Map<Value, Op>();
  private readonly loops = new Map<Value, ForOp>();
  private readonly users: ReadonlyMap<Value, readonly Op[]>;
  private readonly uses: ReadonlyMap<Value, number>;
  private readonly sums: ExactSums;
  private readonly replacements = new Map<Value, Value>();
  /** The regions around the current operation, outermost first; those in front of it are in them already. */
  private readonly around: Region[] = [];
  /** In which of them values are defined. */
  private readonly depths = new Map<Value, number>();
  /** The numbers of turns that have been computed, and what is made of them: whole numbers. */
  private readonly trips = new Map<ForOp, Value>();
  private readonly counts = new Set<Value>();
  /** What is computed behind the current operation. */
  private following: Op[] = [];

  constructor(
    private readonly func: Func,
    facts: Facts,
  ) {
    for (const op of facts.ops()) {
      for (const result of op.results) this.definitions.set(result, op);
      if (op.kind === "for") this.loops.set(op.regions[0].params[0], op);
    }
    this.users = facts.users();
    this.uses = facts.uses();
    this.sums = new ExactSums(func);
  }

  run(): boolean {
    this.region(this.func.body);
    substitute(this.func.body, this.replacements);
    return this.replacements.size > 0;
  }

  private region(region: Region): void {
    const { ops } = region;
    region.ops = [];
    const depth = this.around.push(region) - 1;
    for (const param of region.params) this.depths.set(param, depth);
    for (const op of ops) {
      for (const inner of op.regions) this.region(inner);
      // A loop whose states are kept by a schedule stays as it is.
      if (op.kind === "for" && !(this.func.scheduled && depth === 0)) this.loop(op);
      region.ops.push(op, ...this.following);
      this.following = [];
      for (const result of op.results) this.depths.set(result, depth);
    }
    this.around.pop();
  }

  private loop(loop: ForOp): void {
    const [body] = loop.regions;
    for (let k = body.yields.length - 1; k >= 0; k--) {
      const growth = this.growthOf(loop, k);
      if (!growth || !this.isExact(loop, k, growth)) continue;
      const [param, result, init] = [body.params[k + 1], loop.results[k], loop.operands[k + 2]];
      const isVaried = growth.terms.length > 0 || growth.slope !== 0;
      const stride = isVaried ? this.strideOf(growth) : growth.constant;
      this.inTurn(loop, init, stride, param, growth);
      if (this.uses.has(result)) this.replacements.set(result, this.behind(loop, init, result, stride));
      body.params.splice(k + 1, 1);
      body.yields.splice(k, 1);
      loop.operands.splice(k + 2, 1);
      loop.results.splice(k, 1);
    }
  }

  /** What each turn adds to a value that is used for more than that. */
  private growthOf(loop: ForOp, k: number): Growth | undefined {
    const [body] = loop.regions;
    const param = body.params[k + 1];
    const [start, , ...inits] = loop.operands;
    if ([param, inits[k], start].some(({ type }) => type.kind !== "int")) return undefined;
    const growth = this.growth(body.yields[k], param, body.params[0]);
    if (!growth || growth.links.length === 0) return undefined;
    const isVaried = growth.terms.length > 0 || growth.slope !== 0;
    const isWhole = isVaried ? Math.abs(loop.step) === 1 : growth.constant % loop.step === 0;
    if (!isWhole || (!isVaried && growth.constant === 0)) return undefined;
    // Sums of counters are made from the first of them on, and behind the loop nobody asks for one.
    const isSum = loop.step === 1 && this.constant(start) !== undefined && !this.uses.has(loop.results[k]);
    if (growth.slope !== 0 && !isSum) return undefined;
    const links = new Set(growth.links);
    const isUsed = (value: Value, handedOn: number): boolean => {
      const users = this.users.get(value) ?? [];
      return users.some((user) => !links.has(user)) || (this.uses.get(value) ?? 0) > users.length + handedOn;
    };
    const counted = growth.links.map(({ results: [result] }) => result);
    return isUsed(param, 0) || counted.some((value, at) => isUsed(value, at === 0 ? 1 : 0)) ? growth : undefined;
  }

  private growth(value: Value, param: Value, counter: Value): Growth | undefined {
    if (value === param) return { constant: 0, terms: [], slope: 0, added: [], links: [] };
    const op = this.definitions.get(this.resolve(value));
    if (op?.kind !== "prim" || (op.name !== "add" && op.name !== "sub") || !this.isInTurn(op.results[0], param))
      return undefined;
    const [a, b] = op.operands;
    const addTo = (to: Value, added: Value): Growth | undefined => {
      const line = this.line(added, op.name === "add" ? 1 : -1, param, counter);
      const growth = line && this.growth(to, param, counter);
      if (!growth) return undefined;
      return {
        constant: growth.constant + line.constant,
        terms: [...line.terms, ...growth.terms],
        slope: growth.slope + line.slope,
        added: this.constant(added) === undefined ? [added, ...growth.added] : growth.added,
        links: [op, ...growth.links],
      };
    };
    return addTo(a, b) ?? (op.name === "add" ? addTo(b, a) : undefined);
  }

  /** A value, or less it, as a constant, what is the same in all turns and the counter so many times. */
  private line(
    value: Value,
    sign: number,
    param: Value,
    counter: Value,
  ): Pick<Growth, "constant" | "terms" | "slope"> | undefined {
    const known = this.constant(value);
    if (known !== undefined) return { constant: sign * known, terms: [], slope: 0 };
    if (!this.isInTurn(value, param)) return { constant: 0, terms: [{ value, sign }], slope: 0 };
    if (this.resolve(value) === counter) return { constant: 0, terms: [], slope: sign };
    const op = this.definitions.get(this.resolve(value));
    if (op?.kind !== "prim" || (op.name !== "add" && op.name !== "sub") || value.type.kind !== "int") return undefined;
    const [a, b] = op.operands;
    const left = this.line(a, sign, param, counter);
    const right = left && this.line(b, op.name === "add" ? sign : -sign, param, counter);
    return (
      right && {
        constant: left.constant + right.constant,
        terms: [...left.terms, ...right.terms],
        slope: left.slope + right.slope,
      }
    );
  }

  /** Whether a value is made in the turns that a parameter is carried through. */
  private isInTurn(value: Value, param: Value): boolean {
    return this.depthOf(value) >= this.depths.get(param)!;
  }

  private isExact(loop: ForOp, k: number, { added, slope }: Growth): boolean {
    const { sums } = this;
    const [start, , ...inits] = loop.operands;
    const [param, result] = [loop.regions[0].params[k + 1], loop.results[k]];
    // What is NaN or infinite is so in a turn that adds it none of the times, too.
    if (!added.every((value) => this.counts.has(value) || Number.isFinite(sums.bound(value)))) return false;
    if (sums.isPlace(param) && sums.isPlace(result)) return true;
    if (slope !== 0) return false;
    const { of } = this.shifted(inits[k]);
    const others = of ? [start, inits[k], of] : [start, inits[k]];
    return sums.isExact(param) && others.every((value) => sums.isNeverNegativeZero(value));
  }

  /** A value at the beginning of a turn and behind the constants that it adds, each with what has been added until there. */
  private stages(param: Value, { links }: Growth): Map<Value, number> {
    const stages = new Map([[param, 0]]);
    let [value, sum] = [param, 0];
    for (const { operands, results, ...op } of [...links].reverse()) {
      const added = this.constant(operands[this.resolve(operands[0]) === this.resolve(value) ? 1 : 0]);
      if (added === undefined) break;
      sum += op.kind === "prim" && op.name === "add" ? added : -added;
      [value] = results;
      stages.set(value, sum);
    }
    return stages;
  }

  /** What is added to in all turns but for the counter. */
  private strideOf({ constant, terms }: Growth): Value | number {
    if (terms.length === 0) return constant;
    return this.place(
      terms.map(({ value }) => value),
      false,
      (build) => {
        return this.shift(build, signedSum(build, terms), constant);
      },
    );
  }

  /** Replaces the values in a turn. */
  private inTurn(loop: ForOp, init: Value, stride: Value | number, param: Value, growth: Growth): void {
    const [body] = loop.regions;
    const region = emptyRegion();
    const build = new Builder(region);
    build.span = loop.span;
    const { base, shift } =
      typeof stride === "number" && growth.slope === 0
        ? this.along(build, loop, init, stride / loop.step)
        : { base: this.strided(build, loop, init, stride, param, growth.slope), shift: 0 };
    for (const [value, sum] of this.stages(param, growth)) {
      const by = shift + sum;
      const made =
        typeof base === "function"
          ? base(by)
          : by === 0
            ? base
            : build.prim(by > 0 ? "add" : "sub", base, build.const(Math.abs(by)));
      if (made !== body.params[0]) made.name ??= value.name;
      this.replacements.set(value, made);
    }
    this.adopt(region.ops, this.around.length);
    body.ops.unshift(...region.ops);
  }

  /** The initial value and this many times the way of the counter: something that constants are added to, and the first of them. */
  private along(
    build: Builder,
    loop: ForOp,
    init: Value,
    scale: number,
  ): { base: Value | ((shift: number) => Value); shift: number } {
    const [index] = loop.regions[0].params;
    const [from, first] = [init, loop.operands[0]].map((value) => this.shifted(value));
    const shift = from.shift - scale * first.shift;
    if (scale === 1 && from.of === first.of) return { base: index, shift };
    // Backwards through a loop is forwards through its turns.
    const isForwards = scale > 0 || (loop.step < 0 && first.of !== undefined);
    const [a, b] = scale < 0 && isForwards ? [first.of!, index] : [index, first.of];
    const way = this.times(build, Math.abs(scale), b ? build.prim("sub", a, b) : a);
    if (from.of) return { base: build.prim(isForwards ? "add" : "sub", from.of, way), shift };
    return { base: isForwards ? way : (by) => build.prim("sub", build.const(by), way), shift };
  }

  private strided(
    build: Builder,
    loop: ForOp,
    init: Value,
    stride: Value | number,
    param: Value,
    slope: number,
  ): Value {
    const [first] = loop.operands;
    const [index] = loop.regions[0].params;
    const isFirst = this.constant(first) === 0;
    const start = this.copy(build, first);
    const turn = loop.step < 0 ? build.prim("sub", start, index) : isFirst ? index : build.prim("sub", index, start);
    const terms: Signed[] = [];
    // Of a place it does not matter whether it is -0.
    if (this.constant(init) !== 0 || !this.sums.isPlace(param)) terms.push({ value: this.copy(build, init), sign: 1 });
    if (typeof stride !== "number") terms.push({ value: build.prim("mul", turn, stride), sign: 1 });
    else if (stride !== 0) terms.push({ value: this.times(build, stride, turn), sign: 1 });
    if (slope !== 0) {
      const sum = this.sumOfCounters(build, index, this.constant(first)!);
      terms.push({ value: this.times(build, Math.abs(slope), sum), sign: slope > 0 ? 1 : -1 });
    }
    return signedSum(build, terms);
  }

  /** The sum of the whole numbers from a first one to that in front of the counter. */
  private sumOfCounters(build: Builder, counter: Value, first: number): Value {
    const isFirst = first === 0 || first === 1;
    const product = build.prim("mul", counter, build.prim("sub", counter, build.const(1)));
    const half = build.prim("div", product, build.const(2));
    half.type = INT;
    return isFirst ? half : build.prim("sub", half, build.const((first * (first - 1)) / 2));
  }

  /** The value behind the loop. */
  private behind(loop: ForOp, init: Value, result: Value, stride: Value | number): Value {
    const trips = this.tripsOf(loop);
    const size = typeof stride === "number" ? Math.abs(stride) : stride;
    const way = this.place(typeof size === "number" ? [trips] : [trips, size], true, (build) =>
      typeof size === "number" ? this.times(build, size, trips) : build.prim("mul", trips, this.copy(build, size)),
    );
    this.counts.add(way);
    const isLess = typeof stride === "number" && stride < 0;
    if (this.constant(init) === 0 && typeof stride === "number" && !isLess) return way;
    return this.place([way, init], true, (build) => {
      build.span = loop.span;
      const value = build.prim(isLess ? "sub" : "add", this.copy(build, init), way);
      value.name = result.name;
      return value;
    });
  }

  private tripsOf(loop: ForOp): Value {
    const known = this.trips.get(loop) ?? this.countTrips(loop);
    this.trips.set(loop, known);
    this.counts.add(known);
    return known;
  }

  private countTrips(loop: ForOp): Value {
    const { step, inclusive } = loop;
    const [start, end] = loop.operands;
    const ends = [start, end].map((value) => this.shifted(value));
    return this.place([start, end], true, (build) => {
      build.span = loop.span;
      const [from, to] = [this.copy(build, start), this.copy(build, end)];
      const isWhole = end.type.kind === "int";
      const name = step > 0 === inclusive ? "floor" : "ceil";
      const last = isWhole
        ? ends[1]
        : { of: this.place([end], false, (outer) => outer.prim(name, this.copy(outer, end))), shift: 0 };
      const [low, high] = step > 0 ? [ends[0], last] : [last, ends[0]];
      const trips = this.turnsBetween(build, loop, low, high);
      if (this.isNeverLess(loop)) return trips;
      if (isWhole && [start, end].every((each) => Number.isFinite(this.sums.bound(each))))
        return build.prim("max", trips, build.const(0));
      // An end that is NaN is that of no turn.
      const comparison = step > 0 ? (inclusive ? "ge" : "gt") : inclusive ? "le" : "lt";
      return build.select(build.prim(comparison, to, from), trips, build.const(0));
    });
  }

  /** The number of turns between whole ends that do not lie the wrong way round. */
  private turnsBetween(build: Builder, loop: ForOp, low: Shifted, high: Shifted): Value {
    const shift = high.shift - low.shift;
    if (Math.abs(loop.step) === 1) return this.difference(build, high.of, low.of, shift + (loop.inclusive ? 1 : 0));
    const trips = iterationsOver(build, loop, this.difference(build, high.of, low.of, shift));
    trips.type = INT;
    return trips;
  }

  private difference(build: Builder, high: Value | undefined, low: Value | undefined, shift: number): Value {
    if (high === low) return build.const(shift);
    if (!high) return build.prim("sub", build.const(shift), low!);
    return this.shift(build, low ? build.prim("sub", high, low) : high, shift);
  }

  /** Whether the difference of the ends is a number of turns, none if it is zero. */
  private isNeverLess({ step, inclusive, operands: [start, end] }: ForOp): boolean {
    const [low, high] = (step > 0 ? [start, end] : [end, start]).map((value) => this.shifted(value));
    const least = low.shift - (inclusive && Math.abs(step) === 1 ? 1 : 0);
    if (low.of === high.of) return least <= high.shift && Number.isFinite(this.sums.bound(start));
    if (low.of === undefined) return this.sums.isNatural(high.of!) && least <= high.shift;
    const around = this.loops.get(low.of);
    if (!around || around.step < 0) return false;
    const most = this.shifted(around.operands[1]);
    // A counter below a fraction may be the last whole number below it.
    const isBelow = !around.inclusive && (!inclusive || end.type.kind === "int");
    return most.of === high.of && most.shift - (isBelow ? 1 : 0) + least <= high.shift;
  }

  /** Makes a value of others as far outside as these are known; behind the current loop, if it may be there. */
  private place(needed: readonly Value[], isBehind: boolean, make: (build: Builder) => Value): Value {
    const depth = Math.max(0, ...needed.map((value) => (this.constant(value) === undefined ? this.depthOf(value) : 0)));
    const region = emptyRegion();
    const made = make(new Builder(region));
    this.adopt(region.ops, depth);
    const isHere = depth === this.around.length - 1;
    (isHere && isBehind ? this.following : this.around[depth].ops).push(...region.ops);
    return made;
  }

  private adopt(ops: readonly Op[], depth: number): void {
    for (const op of ops)
      for (const result of op.results) {
        this.definitions.set(result, op);
        this.depths.set(result, depth);
      }
  }

  private depthOf(value: Value): number {
    return this.depths.get(this.resolve(value)) ?? this.around.length;
  }

  private resolve(value: Value): Value {
    return resolve(value, this.replacements);
  }

  private constant(value: Value): number | undefined {
    const op = this.definitions.get(value);
    return op?.kind === "const" && typeof op.value === "number" ? op.value : undefined;
  }

  private shifted(value: Value): Shifted {
    return shifted(value, this.definitions);
  }

  /** A value where it is needed: constants are not seen from everywhere. */
  private copy(build: Builder, value: Value): Value {
    const known = this.constant(value);
    return known === undefined ? value : build.const(known, value.type);
  }

  private shift(build: Builder, value: Value, by: number): Value {
    if (by === 0) return value;
    return build.prim(by > 0 ? "add" : "sub", value, build.const(Math.abs(by)));
  }

  private times(build: Builder, scale: number, value: Value): Value {
    return scale === 1 ? value : build.prim("mul", value, build.const(scale));
  }
}
