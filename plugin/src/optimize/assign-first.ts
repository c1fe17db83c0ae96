/**
 * What a loop adds first to an element of memory that is zero is assigned, and memory that it writes from end to end is not cleared
 * before: `x[i] += a; x[i + 1] += b` is `x[i] += a; x[i + 1] = b`. In an ascending loop the accesses at the greatest offset from the
 * index are the first ones to each element; the first of them in the loop's body must add to it. Only adjoint code has
 * its sums changed, as 0 + -0 is 0.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import { type ForOp, type Func, type LoadOp, type Op, type PrimOp, type Region, Value } from "../ir/ops.js";
import { allOps, allRegions, countUses, substitute, touches } from "../ir/traverse.js";
import { INT, memoryOf } from "../ir/types.js";
import { MemoryModel, slotOf } from "./memory.js";

/** More elements in front of what the loop writes are cleared together with all. */
const mostInFront = 2;

export function assignFirst(func: Func): boolean {
  const isAdding = (op: Op): boolean => op.kind === "store" && op.adjoint === true;
  const hasLoop = allOps(func.body).some(
    (op) => op.kind === "for" && op.step === 1 && op.regions[0].ops.some(isAdding),
  );
  return hasLoop && new FirstWrites(func).run();
}

interface Access {
  readonly op: Op;
  /** The index less that of the loop. */
  readonly offset: number;
}

class FirstWrites {
  private readonly definitions = new Map<Value, Op>();
  private readonly uses: ReadonlyMap<Value, number>;
  private readonly model: MemoryModel;

  constructor(private readonly func: Func) {
    this.model = new MemoryModel(func);
    this.uses = countUses(func.body);
    for (const op of allOps(func.body)) for (const result of op.results) this.definitions.set(result, op);
  }

  run(): boolean {
    let changed = false;
    for (const region of allRegions(this.func.body))
      for (const loop of region.ops.filter((op) => op.kind === "for" && op.step === 1 && !op.inclusive))
        for (const array of this.arrays(loop as ForOp)) changed = this.visit(region, loop as ForOp, array) || changed;
    return changed;
  }

  private arrays(loop: ForOp): Set<Value> {
    const stores = loop.regions[0].ops.filter((op) => op.kind === "store" && op.adjoint);
    return new Set(stores.map(({ operands }) => operands[0]).filter((array) => this.isFollowed(array)));
  }

  private isFollowed(array: Value): boolean {
    const memory = memoryOf(array.type);
    return memory.kind === "array" && memory.container === "Float64Array" && this.model.isFresh(array);
  }

  private visit(region: Region, loop: ForOp, array: Value): boolean {
    const cleared = this.clearedBy(region, loop, array);
    const first = cleared && this.firstSum(loop, array);
    if (!first) return false;
    const [body] = loop.regions;
    const { load, sum, offset } = first;
    const [a, b] = sum.operands;
    body.ops = body.ops.filter((op) => op !== load && (op !== sum || sum.name === "sub"));
    if (sum.name === "sub") Object.assign(sum, { name: "neg", operands: [b] });
    else substitute(this.func.body, new Map([[sum.results[0], a === load.results[0] ? b : a]]));
    if (cleared.kind === "clear" || cleared.kind === "fill") this.clearTheRest(region, cleared, loop, array, offset);
    return true;
  }

  /** What makes all of an array zero, if nothing is done to it from there to the loop. */
  private clearedBy({ ops }: Region, loop: ForOp, array: Value): Op | undefined {
    for (let k = ops.indexOf(loop) - 1; k >= 0; k--) {
      const op = ops[k];
      if (op.results.includes(array)) return op.kind === "alloc" || op.kind === "zeros" ? op : undefined;
      if (!this.meets(op, array)) continue;
      const isClear =
        op.kind === "clear" || (op.kind === "fill" && op.operands.length === 2 && this.number(op.operands[1]) === 0);
      return isClear ? op : undefined;
    }
    return undefined;
  }

  /** The first access of the loop to each element it reaches at the greatest offset, if that adds to the element and stores the sum. */
  private firstSum(loop: ForOp, array: Value): { load: LoadOp; sum: PrimOp; offset: number } | undefined {
    const accesses = this.accesses(loop, array);
    if (!accesses) return undefined;
    const offset = Math.max(...accesses.map((access) => access.offset));
    const [first, second] = accesses.filter((access) => access.offset === offset).map(({ op }) => op);
    if (first?.kind !== "load" || second?.kind !== "store" || this.uses.get(first.results[0]) !== 1) return undefined;
    const [body] = loop.regions;
    const sum = body.ops.find((op) => op.operands.includes(first.results[0]));
    if (sum?.kind !== "prim" || !sum.adjoint || second.operands[2] !== sum.results[0]) return undefined;
    if (this.uses.get(sum.results[0]) !== 1) return undefined;
    const isSum = sum.name === "add" || (sum.name === "sub" && sum.operands[0] === first.results[0]);
    return isSum ? { load: first, sum, offset } : undefined;
  }

  /** All that a loop does with an array, if it is reads and writes at constant distances from the index, in each turn. */
  private accesses(loop: ForOp, array: Value): Access[] | undefined {
    const [body] = loop.regions;
    const found: Access[] = [];
    for (const op of body.ops) {
      if (!this.meets(op, array)) continue;
      const offset =
        (op.kind === "load" || op.kind === "store") && op.operands[0] === array
          ? this.offset(op.operands[1], body.params[0])
          : undefined;
      if (offset === undefined) return undefined;
      found.push({ op, offset });
    }
    return found;
  }

  /** Whether an operation may read or write an element of the array. */
  private meets(op: Op, array: Value): boolean {
    if (op.kind === "length") return false;
    if (touches(op, array)) return true;
    const { reads, writes, readsAll } = this.model.of(op);
    const slot = slotOf(memoryOf(array.type));
    return (
      readsAll ||
      this.model.writeKeys(array, slot).some((key) => reads.has(key)) ||
      this.model.readKeys(array, slot).some((key) => writes.has(key))
    );
  }

  private offset(index: Value, of: Value): number | undefined {
    if (index === of) return 0;
    const op = this.definitions.get(index);
    if (op?.kind !== "prim" || (op.name !== "add" && op.name !== "sub")) return undefined;
    const [a, b] = op.operands;
    const distance = this.number(a === of ? b : b === of && op.name === "add" ? a : undefined);
    if (distance === undefined || !Number.isInteger(distance)) return undefined;
    return op.name === "add" ? distance : -distance;
  }

  private number(value: Value | undefined): number | undefined {
    const op = value && this.definitions.get(value);
    return op?.kind === "const" && typeof op.value === "number" ? op.value : undefined;
  }

  /** Clears, in place of all, what comes in front of the elements that the loop assigns and what comes behind them. */
  private clearTheRest(region: Region, cleared: Op, loop: ForOp, array: Value, offset: number): void {
    const [start, end] = loop.operands;
    const first = (this.number(start) ?? Number.NaN) + offset;
    const between = region.ops.slice(region.ops.indexOf(cleared) + 1, region.ops.indexOf(loop) + 1);
    if (!(first >= 0 && first <= mostInFront) || end.type.kind !== "int" || between.some(mayThrow)) return;
    const block = emptyRegion();
    const build = new Builder(block);
    build.span = cleared.span;
    build.adjoint = cleared.adjoint ?? false;
    const zero = build.const(0);
    for (let k = 0; k < first; k++) build.store(array, build.const(k), zero);
    const behind = this.behind(build, end, offset, first);
    const length = build.length(array);
    if (!this.isLengthOf(behind, array)) {
      const index = new Value(INT, "i");
      const body = emptyRegion([index]);
      build.within(body, () => build.store(array, index, zero));
      build.for({ start: behind, end: length, step: 1, inclusive: false }, [], body);
    }
    region.ops = region.ops.filter((op) => op !== cleared);
    region.ops.splice(region.ops.indexOf(loop), 0, ...block.ops);
  }

  /** The element behind the last that the loop assigns. */
  private behind(build: Builder, end: Value, offset: number, first: number): Value {
    const op = this.definitions.get(end);
    const isLess = op?.kind === "prim" && op.name === "sub" && this.number(op.operands[1]) === offset;
    const last = offset === 0 ? end : isLess ? op.operands[0] : build.prim("add", end, build.const(offset));
    return this.definitions.get(last)?.kind === "length" ? last : build.prim("max", last, build.const(first));
  }

  private isLengthOf(value: Value, array: Value): boolean {
    const op = this.definitions.get(value);
    return op?.kind === "length" && op.operands[0] === array;
  }
}

/** Memory of the caller is not to be seen half cleared. */
function mayThrow(op: Op): boolean {
  const isEnd = op.kind === "throw" || op.kind === "call" || op.kind === "extern" || op.kind === "while";
  return isEnd || op.regions.some(({ ops }) => ops.some(mayThrow));
}
