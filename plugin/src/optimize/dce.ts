/**
 * Dead code: what neither the results nor anything observable depends on. Liveness starts from effects and results and
 * spreads to what they need; carried values that only feed themselves, stores to memory that nobody reads, and calls
 * and counted loops without effects go away with the rest. A `while` stays: it might not end.
 */
import { type Func, type Op, type Region, Value } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { memoryOf, isTypedArray } from "../ir/types.js";
import { MemoryModel } from "./memory.js";

export function dce(func: Func, model = () => new MemoryModel(func)): boolean {
  const liveness = new Liveness(func, model());
  liveness.run();
  return sweep(func.body, liveness);
}

class Liveness {
  readonly ops = new Set<Op>();
  readonly values = new Set<Value>();
  private readonly parents = new Map<Op, Op>();
  /** The operations that values are results of, or parameters of the regions of. */
  private readonly origins = new Map<Value, Op>();
  /** Operations on local memory that matter only if somebody reads it. */
  private readonly writers = new Map<Value, Op[]>();
  private readonly read = new Set<Value>();
  private readonly pending: (Op | Value)[] = [];

  constructor(
    private readonly func: Func,
    private readonly memory: MemoryModel,
  ) {
    this.index(func.body, undefined);
  }

  run(): void {
    for (const value of this.func.body.yields) this.need(value);
    for (const op of allOps(this.func.body)) if (this.isRoot(op)) this.keep(op);
    for (let next = this.pending.pop(); next; next = this.pending.pop()) {
      if (next instanceof Value) this.follow(next);
      else this.supply(next);
    }
  }

  private index(region: Region, parent: Op | undefined): void {
    for (const op of region.ops) {
      if (parent) this.parents.set(op, parent);
      for (const result of op.results) this.origins.set(result, op);
      for (const inner of op.regions) {
        for (const param of inner.params) this.origins.set(param, op);
        this.index(inner, op);
      }
    }
  }

  private isRoot(op: Op): boolean {
    const accesses = this.memory.of(op);
    switch (op.kind) {
      case "if":
      case "for":
        return false;
      case "store":
      case "setField":
      case "push":
      case "pop":
      case "fill":
      case "accumulate":
      case "clear": {
        const [target] = op.operands;
        if (!this.memory.isLocal(target) || isDeep(op)) return true;
        // The next call looks into it.
        if (op.kind === "store" && op.shelves) return true;
        const writers = this.writers.get(target);
        if (writers) writers.push(op);
        else this.writers.set(target, [op]);
        return this.read.has(target);
      }
      default:
        return accesses.observable || accesses.writes.size > 0;
    }
  }

  private need(value: Value): void {
    if (this.values.has(value)) return;
    this.values.add(value);
    this.pending.push(value);
  }

  private keep(op: Op): void {
    if (this.ops.has(op)) return;
    this.ops.add(op);
    this.pending.push(op);
  }

  /** What a needed value comes from: its operation, and what flows into a result or a parameter of a control operation. */
  private follow(value: Value): void {
    const op = this.origins.get(value);
    if (!op) return;
    this.keep(op);
    if (op.regions.length === 0) return;
    const index = op.results.indexOf(value);
    switch (op.kind) {
      case "if":
        for (const arm of op.regions) this.need(arm.yields[index]);
        return;
      case "for": {
        const [body] = op.regions;
        const slot = index < 0 ? body.params.indexOf(value) - 1 : index;
        if (slot < 0) return;
        this.need(op.operands[slot + 2]);
        this.need(body.yields[slot]);
        return;
      }
      case "while": {
        const [before, after] = op.regions;
        const carried = before.params.indexOf(value);
        if (carried >= 0) {
          this.need(op.operands[carried]);
          this.need(after.yields[carried]);
        } else {
          this.need(before.yields[(index < 0 ? after.params.indexOf(value) : index) + 1]);
        }
        return;
      }
      default:
        return;
    }
  }

  /** What a live operation needs. */
  private supply(op: Op): void {
    const parent = this.parents.get(op);
    if (parent) this.keep(parent);
    switch (op.kind) {
      case "if":
        this.need(op.operands[0]);
        return;
      case "for":
        this.need(op.operands[0]);
        this.need(op.operands[1]);
        return;
      case "while":
        this.need(op.regions[0].yields[0]);
        return;
      default:
        for (const operand of op.operands) this.need(operand);
        this.reads(op);
    }
  }

  /** Local memory that a live operation reads keeps alive all that was written to it. */
  private reads(op: Op): void {
    for (const ref of readBy(op)) {
      if (this.read.has(ref)) continue;
      this.read.add(ref);
      for (const writer of this.writers.get(ref) ?? []) this.keep(writer);
    }
  }
}

/** The references whose content an operation looks at. */
function readBy(op: Op): Value[] {
  const [ref] = op.operands;
  switch (op.kind) {
    case "load":
    case "getField":
    case "pop":
    case "zeros":
      return [ref];
    case "copy":
      return op.like ? op.operands : [ref];
    case "length":
      return isTypedArray(ref.type) ? [] : [ref];
    case "accumulate":
      return [op.operands[1]];
    default:
      return [];
  }
}

function sweep(region: Region, live: Liveness): boolean {
  let changed = false;
  const ops = region.ops.filter((op) => live.ops.has(op));
  if (ops.length < region.ops.length) {
    region.ops = ops;
    changed = true;
  }
  for (const op of ops) {
    if (op.regions.length > 0 && dropSlots(op, live)) changed = true;
    for (const inner of op.regions) if (sweep(inner, live)) changed = true;
  }
  return changed;
}

/** Removes the results, parameters and yields of a control operation that nothing needs. */
function dropSlots(op: Op, live: Liveness): boolean {
  const kept = <T>(items: T[], flags: readonly boolean[]): T[] => items.filter((_, index) => flags[index]);
  const needed = (value: Value): boolean => live.values.has(value);
  switch (op.kind) {
    case "if": {
      const flags = op.results.map(needed);
      if (flags.every(Boolean)) return false;
      for (const arm of op.regions) arm.yields = kept(arm.yields, flags);
      op.results = kept(op.results, flags);
      return true;
    }
    case "for": {
      const [body] = op.regions;
      const flags = op.results.map((result, index) => needed(result) || needed(body.params[index + 1]));
      if (flags.every(Boolean)) return false;
      op.operands = kept(op.operands, [true, true, ...flags]);
      body.params = kept(body.params, [true, ...flags]);
      body.yields = kept(body.yields, flags);
      op.results = kept(op.results, flags);
      return true;
    }
    case "while": {
      const [before, after] = op.regions;
      const carried = before.params.map(needed);
      const forwarded = after.params.map((param, index) => needed(param) || needed(op.results[index]));
      if (carried.every(Boolean) && forwarded.every(Boolean)) return false;
      op.operands = kept(op.operands, carried);
      before.params = kept(before.params, carried);
      after.yields = kept(after.yields, carried);
      before.yields = kept(before.yields, [true, ...forwarded]);
      after.params = kept(after.params, forwarded);
      op.results = kept(op.results, forwarded);
      return true;
    }
    default:
      return false;
  }
}

/** Whether an operation writes to what the memory refers to, too. */
function isDeep({ kind, operands: [target] }: Op): boolean {
  if (kind !== "accumulate" && kind !== "clear") return false;
  const memory = memoryOf(target.type);
  return memory.kind === "record"
    ? memory.fields.some((field) => field.type.kind === "ref")
    : memory.element.kind === "ref";
}
