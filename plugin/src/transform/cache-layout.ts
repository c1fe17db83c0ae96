/**
 * Where the iterations of a nest of counted loops have their slots in one array. The bounds are known in front of the
 * nest, or, inside of one of its loops, follow from that loop's counter: then a table tells where each of its iterations
 * begins.
 */
import { type Builder, emptyRegion } from "../ir/builder.js";
import { type ForOp, type Op, type Region, Value } from "../ir/ops.js";
import { allRegions, isAllocation } from "../ir/traverse.js";
import { arrayOf, INT, isNumber } from "../ir/types.js";
import { isExpensive } from "../rules/cost.js";
import type { ForwardSweep } from "./forward-sweep.js";

/** How a value of the forward sweep is seen from elsewhere. */
type View = (value: Value) => Value;

const here: View = (value) => value;

interface Rows {
  /** Where each iteration of the pivot begins, within one run of it. */
  readonly starts: Value;
  /** The slots of one run of the pivot. */
  readonly total: Value;
}

export class CacheLayout {
  private rows: Rows | undefined;

  private constructor(
    private readonly forward: ForwardSweep,
    /** Innermost first. */
    private readonly loops: readonly ForOp[],
    /** The loop whose counter the bounds of those in it follow from; past the last where all are known in front. */
    private readonly pivot: number,
    private readonly visible: ReadonlySet<Region>,
  ) {}

  /** Nothing where the trip counts cannot be known in front of the nest, in `region`, which holds the outermost loop. */
  static of(forward: ForwardSweep, loops: readonly { readonly op: Op }[], region: Region): CacheLayout | undefined {
    const counted = loops.map(({ op }) => op).filter((op) => op.kind === "for");
    if (counted.length < loops.length) return undefined;
    const visible = forward.visibleFrom(region);
    const isOpen = (loop: ForOp): boolean => bounds(loop).every((bound) => isKnown(forward, bound, visible));
    if (counted.every(isOpen)) return new CacheLayout(forward, counted, counted.length, visible);
    const outer = [...counted].reverse().findIndex((loop) => !isOpen(loop));
    const pivot = counted.length - outer;
    if (outer === 0 || isIndependent(forward, counted[counted.length - 1])) return undefined;
    const counter = counted[pivot].regions[0].params[0];
    const follows = counted
      .slice(0, pivot)
      .every((loop) => bounds(loop).every((bound) => isKnown(forward, bound, visible, counter)));
    return follows ? new CacheLayout(forward, counted, pivot, visible) : undefined;
  }

  /** The number of slots, computed in front of the nest. Where a bound is NaN so is that, of which typed arrays make none; `isTyped`: it is for one. */
  size(build: Builder, isTyped: boolean): Value {
    const size = this.slots(build);
    const isSafe = isTyped || this.loops.every((loop) => bounds(loop).every((bound) => this.isNoNaN(bound)));
    return isSafe ? size : build.prim("ushr", size, build.const(0));
  }

  private slots(build: Builder): Value {
    const outer = this.loops.slice(this.pivot + 1);
    if (this.pivot === this.loops.length) return this.product(build, this.loops, here);
    this.rows ??= this.makeRows(build);
    return this.product(build, outer, here, this.rows.total);
  }

  /** The slot of an iteration: of the counters and bounds as `at` sees them, and the table as `table` does. */
  position(build: Builder, at: View, table: View = at): Value {
    if (!this.rows) return this.rowMajor(build, this.loops, at)!;
    const { starts, total } = this.rows;
    const pivot = this.loops[this.pivot];
    const outer = this.rowMajor(build, this.loops.slice(this.pivot + 1), at);
    const start = build.load(table(starts), this.iteration(build, pivot, at));
    const base = outer ? build.prim("add", build.prim("mul", outer, table(total)), start) : start;
    return build.prim("add", base, this.rowMajor(build, this.loops.slice(0, this.pivot), at)!);
  }

  private makeRows(build: Builder): Rows {
    const { forward } = this;
    const pivot = this.loops[this.pivot];
    const counter = pivot.regions[0].params[0];
    const starts = build.alloc(arrayOf(INT, "Float64Array"), this.trips(build, pivot, here), "starts");
    const [index, size] = [new Value(INT, counter.name), new Value(INT, "size")];
    const body = emptyRegion();
    body.params = [index, size];
    const seen = (value: Value): Value => {
      if (value === counter) return index;
      const { region, op } = forward.definition(value);
      const constant = forward.constant(value);
      if (constant !== undefined) return build.const(constant);
      if (this.visible.has(region) || op?.kind !== "prim") return value;
      return build.prim(op.name, ...op.operands.map(seen));
    };
    build.within(body, () => {
      build.store(starts, this.iteration(build, pivot, seen), size);
      body.yields = [build.prim("add", size, this.product(build, this.loops.slice(0, this.pivot), seen))];
    });
    const { step, inclusive } = pivot;
    const [start, end] = bounds(pivot).map(seen);
    const [total] = build.for({ start, end, step, inclusive }, [build.const(0)], body);
    return { starts, total };
  }

  private product(build: Builder, loops: readonly ForOp[], at: View, factor?: Value): Value {
    const sizes = loops.map((loop) => this.trips(build, loop, at));
    return (factor ? [factor, ...sizes] : sizes).reduceRight((product, each) => build.prim("mul", product, each));
  }

  /** The number of iterations, not less than zero; in a turn of the pivot zero as well where it is no number, for the sake of other turns. */
  private trips(build: Builder, loop: ForOp, at: View): Value {
    const trips = this.forward.trips(build, loop, at);
    if (this.forward.isNonNegative(loop)) return trips;
    const isCertain = at === here || bounds(loop).every((bound) => this.isWhole(bound));
    const none = build.const(0);
    return isCertain ? build.prim("max", trips, none) : build.select(build.prim("gt", trips, none), trips, none);
  }

  /** Whether a bound is a whole number if what is known in front of the nest is: whatever a fraction is rounded to may be NaN. */
  private isWhole(bound: Value): boolean {
    const { region, op } = this.forward.definition(bound);
    if (bound.type.kind !== "int") return false;
    return this.visible.has(region) || op?.kind !== "prim" || op.operands.every((operand) => this.isWhole(operand));
  }

  /** Whether a bound is a whole number and comes from no fraction, which may be NaN, nor from a remainder. */
  private isNoNaN(bound: Value): boolean {
    const { op } = this.forward.definition(bound);
    if (bound.type.kind !== "int") return false;
    return op?.kind !== "prim" || (op.name !== "mod" && op.operands.every((operand) => this.isNoNaN(operand)));
  }

  /** The position of an iteration in a nest of loops, innermost first. */
  private rowMajor(build: Builder, loops: readonly ForOp[], at: View): Value | undefined {
    let position: Value | undefined;
    for (const loop of [...loops].reverse()) {
      const iteration = this.iteration(build, loop, at);
      position = position
        ? build.prim("add", build.prim("mul", position, this.forward.trips(build, loop, at)), iteration)
        : iteration;
    }
    return position;
  }

  private iteration(build: Builder, loop: ForOp, at: View): Value {
    const [start] = loop.operands;
    const index = at(loop.regions[0].params[0]);
    const up = loop.step > 0;
    const offset =
      up && this.forward.isZero(start)
        ? index
        : up
          ? build.prim("sub", index, at(start))
          : build.prim("sub", at(start), index);
    const size = Math.abs(loop.step);
    return size === 1 ? offset : build.prim("div", offset, build.const(size));
  }
}

/**
 * Whether the iterations of a loop may have nothing to do with one another: all that it carries are sums, and it writes only
 * to memory that it makes. Then its sweeps become one loop, with stacks of one iteration, which are smaller than any table.
 */
function isIndependent(forward: ForwardSweep, loop: ForOp): boolean {
  const [body] = loop.regions;
  const regions = allRegions(body);
  const inside = new Set(regions.flatMap((region) => region.ops));
  const isSum = (param: Value, result: Value): boolean => {
    const sum = body.ops.find((op) => op.results[0] === result);
    return sum?.kind === "prim" && (sum.name === "add" || sum.name === "sub") && sum.operands[0] === param;
  };
  const carriesSums = body.yields.every((value, k) => isSum(body.params[k + 1], value));
  const isMadeInside = (ref: Value): boolean => {
    const { op } = forward.definition(ref);
    if (!op || !inside.has(op)) return false;
    const isPart = op.kind === "load" || op.kind === "getField" || op.kind === "view";
    return isPart ? isMadeInside(op.operands[0]) : isAllocation(op) || op.kind === "call" || op.kind === "extern";
  };
  const isOutside = (ref: Value): boolean => {
    const { op } = forward.definition(ref);
    const isCache = op?.kind === "alloc" && op.cache !== undefined;
    return !isCache && !isMadeInside(ref);
  };
  const writesOutside = regions.some((region) =>
    region.ops.some((op) => op.kind === "call" || (WRITES.has(op.kind) && isOutside(op.operands[0]))),
  );
  return carriesSums && !writesOutside;
}

const WRITES: ReadonlySet<Op["kind"]> = new Set(["store", "setField", "push", "pop", "fill"] as const);

function bounds(loop: ForOp): Value[] {
  return loop.operands.slice(0, 2);
}

/** Whether a bound can be computed where `visible` is, and where given the counter of a loop. */
function isKnown(forward: ForwardSweep, bound: Value, visible: ReadonlySet<Region>, counter?: Value): boolean {
  if (bound === counter || forward.constant(bound) !== undefined) return true;
  const { region, op } = forward.definition(bound);
  if (visible.has(region)) return true;
  const isCheap = op?.kind === "prim" && isNumber(bound.type) && !isExpensive(op.name);
  return counter !== undefined && isCheap && op.operands.every((each) => isKnown(forward, each, visible, counter));
}
