/**
 * Dead code: what neither the results nor anything observable depends on. Liveness starts from effects and results and
 * spreads to what they need; carried values that only feed themselves, stores to memory that nobody reads, and calls
 * and counted loops without effects go away with the rest. A `while` stays: it might not end.
 */
import { effectOf, type Func, type Op, type Region, Value } from "../ir/ops.js";
import { memoryOf, isTypedArray } from "../ir/types.js";
import { Facts } from "./facts.js";
import type { MemoryModel } from "./memory.js";

export function dce(func: Func, facts = new Facts(func)): boolean | "values" {
  const liveness = new Liveness(func, facts.model(), facts.ops());
  liveness.run();
  const dropped = new Dropped();
  sweep(func.body, liveness, dropped);
  return dropped.memory || (dropped.numbers && "values");
}

/** What has been dropped: numbers and the arithmetic that gives them, and anything else. */
class Dropped {
  numbers = false;
  memory = false;

  op(op: Op): void {
    if (effectOf(op) === "pure") this.numbers = true;
    else this.memory = true;
  }

  slot({ type }: Value): void {
    if (type.kind === "ref") this.memory = true;
    else this.numbers = true;
  }
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
    private readonly all: readonly Op[],
  ) {
    this.index(func.body, undefined);
  }

  run(): void {
    for (const value of this.func.body.yields) this.need(value);
    for (const op of this.all) if (this.isRoot(op)) this.keep(op);
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

function sweep(region: Region, live: Liveness, dropped: Dropped): void {
  if (!region.ops.every((op) => live.ops.has(op)))
    region.ops = region.ops.filter((op) => {
      const isLive = live.ops.has(op);
      if (!isLive) dropped.op(op);
      return isLive;
    });
  for (const op of region.ops) {
    if (op.regions.length === 0) continue;
    dropSlots(op, live, dropped);
    for (const inner of op.regions) sweep(inner, live, dropped);
  }
}

/** Removes the results, parameters and yields of a control operation that nothing needs. */
function dropSlots(op: Op, live: Liveness, dropped: Dropped): void {
  const kept = <T>(items: T[], flags: readonly boolean[]): T[] => items.filter((_, index) => flags[index]);
  const needed = (value: Value): boolean => live.values.has(value);
  const drop = (values: readonly Value[], flags: readonly boolean[]): boolean => {
    values.forEach((value, index) => {
      if (!flags[index]) dropped.slot(value);
    });
    return !flags.every(Boolean);
  };
  switch (op.kind) {
    case "if": {
      const flags = op.results.map(needed);
      if (!drop(op.results, flags)) return;
      for (const arm of op.regions) arm.yields = kept(arm.yields, flags);
      op.results = kept(op.results, flags);
      return;
    }
    case "for": {
      const [body] = op.regions;
      const flags = op.results.map((result, index) => needed(result) || needed(body.params[index + 1]));
      if (!drop(op.results, flags)) return;
      op.operands = kept(op.operands, [true, true, ...flags]);
      body.params = kept(body.params, [true, ...flags]);
      body.yields = kept(body.yields, flags);
      op.results = kept(op.results, flags);
      return;
    }
    case "while": {
      const [before, after] = op.regions;
      const carried = before.params.map(needed);
      const forwarded = after.params.map((param, index) => needed(param) || needed(op.results[index]));
      if (![drop(before.params, carried), drop(after.params, forwarded)].includes(true)) return;
      op.operands = kept(op.operands, carried);
      before.params = kept(before.params, carried);
      after.yields = kept(after.yields, carried);
      before.yields = kept(before.yields, [true, ...forwarded]);
      after.params = kept(after.params, forwarded);
      op.results = kept(op.results, forwarded);
      return;
    }
    default:
      return;
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
