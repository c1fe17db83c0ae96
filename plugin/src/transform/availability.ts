/**
 * Makes the reverse sweep's references to values of the forward sweep legal. A value is still in scope, or recomputed
 * (cheap arithmetic, memory that has not changed, memory that only the reverse sweep uses), or cached; which ones are cached is a minimum cut between what can
 * only be cached and what is needed, weighted by bytes and loop depth. Caches are ordinary memory of the IR:
 *
 * - a value of a loop nest whose trip counts can be computed in front of it: an array indexed by the iteration;
 * - a value of any other loop: a stack;
 * - a value of a branch outside loops: one more result of the `if`;
 * - split into halves, values of the function's top level are fields of the tape.
 */
import { Builder } from "../ir/builder.js";
import { type IfOp, type LoadOp, type Op, type PrimOp, type Region, type StoreOp, Value } from "../ir/ops.js";
import { allRegions, cloneOp, countUses } from "../ir/traverse.js";
import {
  arrayOf,
  BOOL,
  type Field,
  isTypedArray,
  type RecordMemory,
  stackOf,
  type Type,
  typedArray,
} from "../ir/types.js";
import { isExpensive } from "../rules/cost.js";
import { getRule } from "../rules/table.js";
import type { Mirror } from "./adjoint.js";
import { CacheLayout } from "./cache-layout.js";
import { type EnclosingLoop, ForwardSweep } from "./forward-sweep.js";
import { minimumCut } from "./min-cut.js";
import { shareWork } from "./shared-work.js";
import { SnapshotCopies } from "./snapshot-copies.js";
import { isCopyable, TapeFields } from "./tape-fields.js";

export interface Sweeps {
  /** The top regions of the two sweeps, and the mirrors of the forward sweep's regions. */
  readonly forward: Region;
  readonly reverse: Region;
  readonly mirrors: ReadonlyMap<Region, Mirror>;
  /** Whether a read of the forward sweep may be repeated in the reverse sweep. */
  isStable(read: Op): boolean;
  /** Whether a read finds what its array held where the turn of the loop that hands it on began. */
  isOfTurn(read: Op): boolean;
  /** Whether the reverse sweep finds what the forward sweep has stored where it has stored it. */
  isKept(store: StoreOp): boolean;
  /** Whether a reference leads to memory that others may change before the reverse sweep, which gets a copy of it then. */
  needsCopy(ref: Value): boolean;
  /** Whether a value is a parameter that may be left out. */
  isOptional(value: Value): boolean;
  /** Told of every value of the forward sweep that the reverse sweep needs, and how it gets it. */
  observe?(value: Value, op: Op | undefined, fate: Fate): void;
  /** Set where the sweeps are two functions: the tape is the reverse half's parameter, and its type's fields are filled here. */
  readonly tape?: { readonly value: Value; readonly memory: RecordMemory; readonly reusable: boolean };
}

/** How the reverse sweep comes by a value: recomputed, or kept in an array by iteration, on a stack or in the tape. */
export type Fate = "recomputed" | "array" | "stack" | "tape";

/** Returns the forward values that the tape must hold, in the order of its fields. */
export function makeAvailable(sweeps: Sweeps): Value[] {
  return new Availability(sweeps).run();
}

const EQUALITIES: ReadonlySet<string> = new Set(["eq", "ne", "looseEq", "looseNe", "toBoolean"]);

/** Dearer than any cache. */
const FORBIDDEN = 1e15;

/** How much more often a loop's body is assumed to run than what is around it. */
const TRIPS = 100;

class Availability {
  private readonly forward: ForwardSweep;
  private readonly prologues = new Map<Region, Op[]>();
  private readonly available = new Map<Value, Value>();
  private cut = new Set<Value>();
  /** Caches that are stacks. */
  private readonly stacks = new Set<Value>();
  private readonly layouts = new Map<Op, CacheLayout | undefined>();
  private readonly tape: TapeFields;
  /** Where values are kept by the program itself. */
  private readonly keepers: ReadonlyMap<Value, StoreOp>;
  private readonly snapshots: SnapshotCopies;
  /** What the forward sweep uses itself. */
  private readonly used: ReadonlyMap<Value, number>;

  constructor(private readonly sweeps: Sweeps) {
    this.forward = new ForwardSweep(sweeps.forward);
    this.snapshots = new SnapshotCopies(this.forward);
    this.tape = new TapeFields(sweeps, this.forward);
    shareWork(this.forward, sweeps.reverse, sweeps.mirrors);
    this.used = countUses(sweeps.forward);
    this.keepers = this.forward.keepers((store) => sweeps.isKept(store));
  }

  run(): Value[] {
    const needed = this.references();
    this.cut = this.chooseCached(needed);
    this.snapshots.keep((copy) => this.cut.has(copy));
    const map = new Map([...needed].map((value) => [value, this.materialize(value)]));
    const replace = (value: Value): Value => map.get(value) ?? value;
    for (const region of allRegions(this.sweeps.reverse)) {
      for (const op of region.ops) op.operands = op.operands.map(replace);
      region.yields = region.yields.map(replace);
    }
    for (const [region, ops] of this.prologues) region.ops.unshift(...ops);
    if (this.sweeps.tape) (this.sweeps.tape.memory.fields as Field[]).push(...this.tape.fields);
    return this.tape.taped;
  }

  /** The forward values that the reverse sweep refers to and that are not in scope there. */
  private references(): Set<Value> {
    const found = new Set<Value>();
    const refer = (value: Value): void => {
      if (this.forward.has(value) && !this.isOpen(value)) found.add(value);
    };
    for (const region of allRegions(this.sweeps.reverse)) {
      for (const op of region.ops) op.operands.forEach(refer);
      region.yields.forEach(refer);
    }
    return found;
  }

  private mirror(region: Region): Mirror {
    const found = this.sweeps.mirrors.get(region);
    if (!found) throw new Error("a region of the forward sweep has no reverse");
    return found;
  }

  /** In scope wherever the reverse sweep refers to it: both sweeps are one function, and it belongs to the top level. */
  private isOpen(value: Value): boolean {
    return !this.sweeps.tape && this.forward.definition(value).region === this.forward.top;
  }

  private isFree(value: Value): boolean {
    if (this.isOpen(value)) return true;
    const { region, op } = this.forward.definition(value);
    if (op)
      return op.kind === "const" || (op.kind === "global" && op.binding.constant && !this.sweeps.needsCopy(value));
    return this.sweeps.mirrors.get(region)?.values.has(value) ?? false;
  }

  /** What a value can be recomputed from in the reverse sweep. */
  private sources(value: Value): readonly Value[] | undefined {
    const { op } = this.forward.definition(value);
    const isChoice = value.type.kind === "bool" || value.type.kind === "int";
    if (op?.kind === "if" && isChoice) return this.choiceSources(op);
    return op && this.repeatable(value, op)?.operands;
  }

  /** The operation, on values of the forward sweep, that gives the value of `op` once more. */
  private repeatable(value: Value, op: Op): Op | undefined {
    switch (op.kind) {
      case "prim":
        return this.isCheap(op) ? op : this.kept(value);
      case "view":
        return op;
      case "alloc":
        return this.isUntouched(value) ? op : undefined;
      case "load":
        return this.sweeps.isStable(op) ? op : this.fromSnapshot(op);
      case "getField":
      case "length":
        return this.sweeps.isStable(op) ? op : undefined;
      default:
        return undefined;
    }
  }

  private fromSnapshot(read: LoadOp): Op | undefined {
    if (!this.sweeps.isOfTurn(read)) return undefined;
    const [array, index] = read.operands;
    return { ...read, operands: [this.snapshots.of(array), index] };
  }

  private isCheap(op: PrimOp): boolean {
    return isCheap(op, (operand) => this.forward.constant(operand) !== undefined);
  }

  /** Reads a value where the program itself has stored it. */
  private kept(value: Value): Op | undefined {
    const [ref, index] = this.keepers.get(value)?.operands ?? [];
    return ref && { kind: "load", operands: [ref, index], results: [value], regions: [] };
  }

  /** Whether a value can be read where the program has stored it, for no more than an index. */
  private isReadable(value: Value): boolean {
    const isAtHand = (each: Value): boolean => {
      if (this.isFree(each)) return true;
      const { op } = this.forward.definition(each);
      return op?.kind === "prim" && this.isCheap(op) && op.operands.every(isAtHand);
    };
    return this.kept(value)?.operands.every(isAtHand) ?? false;
  }

  /** Whether memory is of no use to the forward sweep, as the shadow of an array that stays in its iteration: the reverse sweep makes it. */
  private isUntouched(memory: Value): boolean {
    return !this.used.has(memory);
  }

  /** What `a && b`, or an index that is one of two, is recomputed from: where all that its branches do could be done again. */
  private choiceSources(op: IfOp): readonly Value[] | undefined {
    const inside = new Set<Value>();
    const outside = new Set(op.operands);
    if (op.results.length !== 1) return undefined;
    for (const region of op.regions) {
      for (const inner of region.ops) {
        const isRepeatable =
          inner.kind === "const" ||
          (inner.regions.length === 0 && inner.results.length === 1 && this.sources(inner.results[0]));
        if (!isRepeatable) return undefined;
        inner.operands.forEach((operand) => outside.add(operand));
        inner.results.forEach((result) => inside.add(result));
      }
      region.yields.forEach((yielded) => outside.add(yielded));
    }
    return [...outside].filter((each) => !inside.has(each));
  }

  private chooseCached(needed: ReadonlySet<Value>): Set<Value> {
    const nodes = new Map<Value, { key: Value; cost: number; from: readonly Value[] | undefined; needed: boolean }>();
    const pending = [...needed];
    for (let value = pending.pop(); value; value = pending.pop()) {
      if (nodes.has(value) || this.isFree(value)) continue;
      const from = this.sources(value);
      nodes.set(value, { key: value, cost: this.price(value), from, needed: needed.has(value) });
      if (from) pending.push(...from);
    }
    return minimumCut([...nodes.values()]);
  }

  private price(value: Value): number {
    // A copy costs as much as a loop over it, and comes before caches in loops.
    if (this.sweeps.needsCopy(value)) return isCopyable(value, this.forward) ? 8 * TRIPS - 1 : FORBIDDEN;
    // That of an array is made element by element.
    const depth = this.forward.loopsAround(this.forward.definition(value).region).length;
    if (this.snapshots.has(value)) return 8 * TRIPS ** (depth + 1);
    // What the program keeps itself costs nothing more. A value that several conditions are computed from is kept rather than the conditions, the length of an array rather than the array.
    const bytes = this.isReadable(value) ? 1 : value.type.kind === "bool" ? 3 : value.type.kind === "ref" ? 9 : 8;
    return bytes * TRIPS ** depth;
  }

  /** A value of the reverse sweep equal to `value`, visible in all of the region that mirrors its own. */
  private materialize(value: Value): Value {
    // What it is recomputed from first, as chains of operations can be thousands long.
    const pending = [value];
    for (let next = pending.at(-1); next; next = pending.at(-1)) {
      const source = this.recomputedFrom(next).find((each) => this.isMissing(each));
      if (source) pending.push(source);
      else this.make(pending.pop()!);
    }
    return this.make(value);
  }

  private isMissing(value: Value): boolean {
    return this.forward.has(value) && !this.isOpen(value) && !this.available.has(value);
  }

  /** What has to be materialized in front of a value. */
  private recomputedFrom(value: Value): readonly Value[] {
    if (!this.isMissing(value)) return [];
    if (this.cut.has(value)) return (this.isReadable(value) && this.kept(value)?.operands) || [];
    const { region, op } = this.forward.definition(value);
    if (!op || this.mirror(region).values.has(value)) return [];
    return this.sources(value) ?? op.operands;
  }

  private make(value: Value): Value {
    if (!this.isMissing(value)) return this.available.get(value) ?? value;
    const { region, op } = this.forward.definition(value);
    const { region: target, values } = this.mirror(region);
    const made =
      values.get(value) ??
      (op && (!this.cut.has(value) || this.isReadable(value))
        ? this.recompute(op, value, target)
        : this.cached(value, region, target));
    this.available.set(value, made);
    return made;
  }

  private prologue(target: Region): Op[] {
    let ops = this.prologues.get(target);
    if (!ops) {
      ops = [];
      this.prologues.set(target, ops);
    }
    return ops;
  }

  /** Emits into the prologue of a region of the reverse sweep. */
  private emit<T>(target: Region, body: (build: Builder) => T): T {
    const build = new Builder({ params: [], ops: this.prologue(target), yields: [] });
    return body(build);
  }

  private recompute(op: Op, value: Value, target: Region): Value {
    if (op.kind === "if" && !this.cut.has(value)) {
      const map = new Map(this.choiceSources(op)!.map((source) => [source, this.materialize(source)]));
      this.sweeps.observe?.(value, op, "recomputed");
      const again = cloneOp(op, map);
      this.prologue(target).push(again);
      return again.results[0];
    }
    this.sweeps.observe?.(value, op, "recomputed");
    const from = (this.cut.has(value) ? this.kept(value) : this.repeatable(value, op)) ?? op;
    const operands = from.operands.map((operand) => this.materialize(operand));
    const result = new Value(value.type, value.name);
    this.prologue(target).push({ ...from, operands, results: [result], regions: [] } as Op);
    return result;
  }

  private cached(value: Value, region: Region, target: Region): Value {
    const loops = this.forward.loopsAround(region);
    // A carried value belongs to its loop.
    const op = this.forward.definition(value).op ?? loops[0]?.op;
    if (loops.length === 0) {
      this.sweeps.observe?.(value, op, "tape");
      return this.atTopLevel(this.forward.escape(value, region), target, value);
    }
    const outermost = loops[loops.length - 1];
    const layout = this.layoutOf(loops);
    this.sweeps.observe?.(value, op, layout ? "array" : "stack");
    return layout
      ? this.inArray(value, region, target, outermost, layout)
      : this.onStack(value, region, target, outermost);
  }

  /** A value of the forward sweep's top level: in scope, or a field of the tape. */
  private atTopLevel(value: Value, target: Region, origin: Value): Value {
    const { tape } = this.sweeps;
    const found = tape ? this.tape.read(value, tape.value, this.prologue(this.sweeps.reverse)) : value;
    // Popping empties a stack, so a pullback that may be called again pops a copy. (Not of a shadow that is a stack: all
    // that refers to it must push and pop the same one, and they leave it empty.)
    const isReusableCache = tape?.reusable && this.stacks.has(origin);
    return isReusableCache ? this.emit(target, (build) => build.copy(found)) : found;
  }

  /** One for each nest of loops, which all values of its iterations share. */
  private layoutOf(loops: readonly EnclosingLoop[]): CacheLayout | undefined {
    const [innermost] = loops;
    if (!this.layouts.has(innermost.op)) {
      this.layouts.set(innermost.op, CacheLayout.of(this.forward, loops, loops[loops.length - 1].region));
    }
    return this.layouts.get(innermost.op);
  }

  private inArray(value: Value, region: Region, target: Region, outermost: EnclosingLoop, layout: CacheLayout): Value {
    const type = cacheType(value.type);
    const cache = this.forward.before(outermost, (build) =>
      build.cache(value, type, layout.size(build, isTypedArray(type)), this.cacheName(value)),
    );
    this.forward.after(value, region, (build) => {
      const stored = value.type.kind === "bool" ? build.select(value, build.const(1), build.const(0)) : value;
      build.store(
        cache,
        layout.position(build, (each) => each),
        stored,
      );
    });
    const read = this.cacheIn(cache);
    const bound = (each: Value): Value => this.materialize(each);
    const table = (each: Value): Value => this.cacheIn(each);
    const position = this.emit(target, (build) => layout.position(build, bound, table));
    return this.emit(target, (build) => {
      const loaded = build.load(read, position, value.name);
      return value.type.kind === "bool" ? build.prim("ne", loaded, build.const(0)) : loaded;
    });
  }

  private onStack(value: Value, region: Region, target: Region, outermost: EnclosingLoop): Value {
    const stack = this.forward.before(outermost, (build) =>
      build.cache(value, stackOf(value.type), undefined, this.cacheName(value)),
    );
    this.stacks.add(stack);
    this.forward.after(value, region, (build) => build.push(stack, value));
    const read = this.cacheIn(stack);
    return this.emit(target, (build) => build.pop(read, value.name));
  }

  private cacheName(value: Value): string {
    return `${this.forward.hint(value)}_cache`;
  }

  /** A cache as the reverse sweep sees it. */
  private cacheIn(cache: Value): Value {
    this.cut.add(cache);
    return this.materialize(cache);
  }
}

/** Whether recomputing costs no more than a store and a load. A test for `undefined` does not survive a cache of numbers. */
function isCheap(op: PrimOp, isNumber: (operand: Value) => boolean): boolean {
  if (isExpensive(op.name)) return false;
  if (op.name === "isNullish") return op.operands[0].type.kind === "ref";
  if (!EQUALITIES.has(op.name) || getRule(op.name).arity === 1) return true;
  // A real may be missing, unless it is compared with one that is not: then it is neither before the cache nor after it.
  // What is a copy after it is another reference.
  const isSame = ({ type }: Value): boolean => type.kind === "int" || type.kind === "bool" || type.kind === "opaque";
  return op.operands.every(isSame) || op.operands.some(isNumber);
}

function cacheType(type: Type): Type {
  // Integers keep their kind, but may be larger than any integer array holds.
  if (type.kind === "f64" || type.kind === "int") return arrayOf(type, "Float64Array");
  return type === BOOL || type.kind === "bool" ? typedArray("Uint8Array") : arrayOf(type);
}
