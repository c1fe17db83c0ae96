/**
 * What a loop adds first to an element of memory that is zero is assigned, and memory that it writes from end to end is not cleared
 * before: `x[i] += a; x[i + 1] += b` is `x[i] += a; x[i + 1] = b`. In an ascending loop the accesses at the greatest distance from the
 * index are the first ones to each element, in a descending loop those at the least; the first of them in the loop's body must add to it.
 * Only adjoint code has its sums changed, as 0 + -0 is 0.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import {
  type ForOp,
  type Func,
  type LoadOp,
  type Op,
  type PrimOp,
  type Region,
  type StoreOp,
  Value,
} from "../ir/ops.js";
import { emitShifted, type Shifted, shifted } from "../ir/shifted.js";
import { allOps, substitute } from "../ir/traverse.js";
import { INT, isTypedArray, memoryOf } from "../ir/types.js";
import { cleaned, goesThrough } from "./clean-scratch.js";
import { Facts } from "./facts.js";
import type { LoopPairs } from "./loop-pairs.js";
import type { MemoryModel } from "./memory.js";
import { elementsBehind } from "./turns.js";

/** More elements in front of what the loop writes are cleared together with all; so many behind are cleared one by one. */
const few = 2;

export function assignFirst(func: Func, facts = new Facts(func)): boolean {
  let known: FirstWrites | undefined;
  let changed = false;
  for (const region of facts.regions())
    for (const loop of region.ops.filter(goesByOne))
      for (const array of addedTo(loop)) {
        known ??= new FirstWrites(facts);
        if (known.assign(region, loop, array)) changed = true;
      }
  return changed;
}

function goesByOne(op: Op): op is ForOp {
  return op.kind === "for" && Math.abs(op.step) === 1;
}

/** The arrays to whose elements turns of a loop add. */
function addedTo(loop: ForOp): Set<Value> {
  const [{ ops }] = loop.regions;
  const sums = new Set(ops.flatMap((op) => (op.kind === "prim" && isSum(op) ? op.results : [])));
  const stores = ops.filter((op) => op.kind === "store" && op.adjoint && sums.has(op.operands[2]));
  return new Set(stores.map(({ operands: [array] }) => array));
}

function isSum(op: PrimOp): boolean {
  return op.adjoint === true && (op.name === "add" || op.name === "sub");
}

interface Access {
  readonly op: Op;
  /** The index less that of the loop, in each of its turns. */
  readonly offset: number | undefined;
}

/** What is known of a function stays true with each assignment: it reads less, no value that stays is used more or less often. */
class FirstWrites {
  private readonly loops: LoopPairs;
  private readonly model: MemoryModel;

  constructor(private readonly facts: Facts) {
    this.loops = facts.loops();
    this.model = facts.model();
  }

  private isFollowed(array: Value): boolean {
    const memory = memoryOf(array.type);
    return memory.kind === "array" && memory.element.kind === "f64" && this.model.isFresh(array);
  }

  /** Whether the first sum of the loop with elements of the array has become an assignment. */
  assign(region: Region, loop: ForOp, array: Value): boolean {
    const before = this.isFollowed(array) ? this.before(region, loop, array) : undefined;
    const first = before && this.firstSum(loop, array);
    if (!first) return false;
    const [body] = loop.regions;
    const { load, sum, offset } = first;
    const [a, b] = sum.operands;
    body.ops = body.ops.filter((op) => op !== load && (op !== sum || sum.name === "sub"));
    if (sum.name === "sub") Object.assign(sum, { name: "neg", operands: [b] });
    else substitute(body, new Map([[sum.results[0], a === load.results[0] ? b : a]]));
    const { op, store } = before;
    if (op?.kind === "clear" || op?.kind === "fill") this.clearTheRest(region, op, loop, array, offset);
    if (store && offset === 0 && this.isWhole(loop, array)) this.drop(store);
    return true;
  }

  /**
   * What makes all of an array zero, if nothing is done to it from there to the loop: an operation, or, for scratch memory of the turns of
   * a loop around, the store with which each of them leaves it so.
   */
  private before(region: Region, loop: ForOp, array: Value): { op?: Op; store?: StoreOp } | undefined {
    const { ops } = region;
    for (let k = ops.indexOf(loop) - 1; k >= 0; k--) {
      const op = ops[k];
      if (op.results.includes(array)) return op.kind === "alloc" || op.kind === "zeros" ? { op } : undefined;
      if (!this.model.meets(op, array)) continue;
      const isZeroFill = op.kind === "fill" && op.operands.length === 2 && this.loops.number(op.operands[1]) === 0;
      const isClear = op.operands[0] === array && (op.kind === "clear" || isZeroFill);
      return isClear ? { op } : undefined;
    }
    const scratch = cleaned(this.loops, array);
    return scratch?.body === region ? { store: scratch.store } : undefined;
  }

  private isWhole(loop: ForOp, array: Value): boolean {
    const made = this.loops.definition(array);
    return made?.kind === "alloc" && goesThrough(this.loops, loop, made.operands[0]);
  }

  /** What no turn reads any more, as the next assigns it. */
  private drop(store: StoreOp): void {
    const region = this.loops.regionOf(store);
    region.ops = region.ops.filter((op) => op !== store);
  }

  /** The first access of the loop to each element that it reaches, if that adds to the element and stores the sum. */
  private firstSum(loop: ForOp, array: Value): { load: LoadOp; sum: PrimOp; offset: number } | undefined {
    const accesses = this.accesses(loop, array);
    if (!accesses) return undefined;
    const [body] = loop.regions;
    const onward = Math.sign(loop.step);
    const exact = accesses.filter((access) => access.offset !== undefined);
    const offset = onward * Math.max(...exact.map((access) => onward * (access.offset as number)));
    const isLater = ({ op }: Access): boolean => elementsBehind(this.loops, op.operands[1], loop) > -onward * offset;
    if (!accesses.every((access) => access.offset !== undefined || isLater(access))) return undefined;
    const [first, second] = exact.filter((access) => access.offset === offset).map(({ op }) => op);
    if (first?.kind !== "load" || second?.kind !== "store" || this.loops.uses.get(first.results[0]) !== 1)
      return undefined;
    const sum = body.ops.find((op) => op.operands.includes(first.results[0]));
    if (sum?.kind !== "prim" || !isSum(sum) || second.operands[2] !== sum.results[0]) return undefined;
    if (this.loops.uses.get(sum.results[0]) !== 1) return undefined;
    const isTakenFrom = sum.name === "sub" && sum.operands[0] !== first.results[0];
    return isTakenFrom ? undefined : { load: first, sum, offset };
  }

  /** All that a loop does with an array, if it is reads and writes of elements. */
  private accesses(loop: ForOp, array: Value): Access[] | undefined {
    const [body] = loop.regions;
    const ops = allOps(body).filter((op) => op.regions.length === 0 && this.model.meets(op, array));
    const isElement = (op: Op): boolean => (op.kind === "load" || op.kind === "store") && op.operands[0] === array;
    if (!ops.every(isElement)) return undefined;
    return ops.map((op) => ({
      op,
      offset: body.ops.includes(op) ? this.offset(op.operands[1], body.params[0]) : undefined,
    }));
  }

  private offset(index: Value, counter: Value): number | undefined {
    const { of, shift } = this.shifted(index);
    return of === counter ? shift : undefined;
  }

  private shifted(value: Value): Shifted {
    return shifted(value, this.loops.definitions);
  }

  /** Clears, in place of all, what comes in front of the elements that the loop assigns and what comes behind them. */
  private clearTheRest(region: Region, cleared: Op, loop: ForOp, array: Value, offset: number): void {
    const [start, end] = loop.operands.slice(0, 2).map((operand) => this.shifted(operand));
    const [low, high] = loop.step > 0 ? [start, end] : [end, start];
    const first = low.shift + offset + (loop.step < 0 && !loop.inclusive ? 1 : 0);
    const behind = { of: high.of, shift: high.shift + offset + (loop.step < 0 || loop.inclusive ? 1 : 0) };
    const between = region.ops.slice(region.ops.indexOf(cleared) + 1, region.ops.indexOf(loop) + 1);
    if (!isTypedArray(array.type) || low.of !== undefined || !(first >= 0 && first <= few)) return;
    if (!this.isFinite(behind) || between.some(mayThrow)) return;
    const block = emptyRegion();
    const build = new Builder(block);
    build.span = cleared.span;
    // It is memory of an adjoint, of whatever the operation was that cleared it.
    build.adjoint = true;
    const zero = build.const(0);
    for (let k = 0; k < first; k++) build.store(array, build.const(k), zero);
    const length = build.length(array);
    if (this.isLengthOf(behind.of, array) && -behind.shift <= few) {
      // Where there are less, an index below zero is none of a typed array.
      for (let k = 1; k <= -behind.shift; k++) build.store(array, build.prim("sub", length, build.const(k)), zero);
    } else {
      const index = new Value(INT, "i");
      const body = emptyRegion([index]);
      build.within(body, () => build.store(array, index, zero));
      const from = this.emit(build, behind, first);
      build.for({ start: from, end: length, step: 1, inclusive: false }, [], body);
    }
    region.ops = region.ops.filter((op) => op !== cleared);
    region.ops.splice(region.ops.indexOf(loop), 0, ...block.ops);
  }

  /** Neither NaN nor Infinity: a number of elements, or a constant. */
  private isFinite({ of }: Shifted): boolean {
    return of === undefined || this.loops.definition(of)?.kind === "length";
  }

  private emit(build: Builder, { of, shift }: Shifted, atLeast: number): Value {
    if (of === undefined) return build.const(Math.max(shift, atLeast));
    const value = emitShifted(build, { of, shift });
    return shift >= atLeast ? value : build.prim("max", value, build.const(atLeast));
  }

  private isLengthOf(value: Value | undefined, array: Value): boolean {
    if (!value || this.loops.definition(value)?.kind !== "length") return false;
    const ranges = this.facts.ranges();
    return ranges.whole(value)?.minus(ranges.lengthOf(array)).value === 0;
  }
}

/** Memory of the caller is not to be seen half cleared. */
function mayThrow(op: Op): boolean {
  const isEnd = op.kind === "throw" || op.kind === "call" || op.kind === "extern" || op.kind === "while";
  return isEnd || op.regions.some(({ ops }) => ops.some(mayThrow));
}
