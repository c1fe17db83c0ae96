/**
 * What one loop puts into an array for another one to read at its counter, as `d[i]` of `d[i] = x[i] - m[i]`, the other one computes again
 * where that is cheap. Then there is no array and none for its adjoint, and the reverse sweep finds the same in `x` and `m`.
 */
import type { ForOp, Func, LoadOp, Op, StoreOp, Value } from "../ir/ops.js";
import { cloneOp, substitute } from "../ir/traverse.js";
import { memoryOf } from "../ir/types.js";
import { isExpensive } from "../rules/cost.js";
import { Facts } from "./facts.js";
import { lazily } from "./lazily.js";
import type { LoopPairs } from "./loop-pairs.js";
import { intersects, type MemoryModel } from "./memory.js";

/** More than this costs more than an element that is stored and read. */
const most = { loads: 2, primitives: 6, readers: 2 };

export function computeAgain(func: Func, facts = new Facts(func)): boolean {
  const isOfReals = ({ kind, results: [array] }: Op): boolean => {
    const memory = kind === "alloc" ? memoryOf(array.type) : undefined;
    return memory?.kind === "array" && memory.container === "Float64Array";
  };
  const once = (known: Facts): boolean => {
    const search = lazily(() => new Search(func, known));
    return known.ops().some((op) => isOfReals(op) && search().replace(op.results[0]));
  };
  if (!once(facts)) return false;
  while (once(new Facts(func)));
  return true;
}

class Search {
  private readonly memory: MemoryModel;
  private readonly loops: LoopPairs;

  constructor(
    private readonly func: Func,
    private readonly facts: Facts,
  ) {
    this.memory = facts.model();
    this.loops = facts.loops();
  }

  /** Returns whether the array is gone. */
  replace(array: Value): boolean {
    const { loops } = this;
    if (!this.memory.isLocal(array) || loops.isYielded(array)) return false;
    const users = loops.usersOf(array);
    const stores = users.filter((op): op is StoreOp => op.kind === "store" && op.operands[0] === array);
    const loads = users.filter((op): op is LoadOp => op.kind === "load");
    if (stores.length !== 1 || loads.length === 0 || loads.length > most.readers) return false;
    if (users.length !== 1 + loads.length) return false;
    const [store] = stores;
    const producer = this.loopOf(store);
    const steps = producer && this.stepsOf(store, producer);
    if (!steps || !loads.every((load) => this.isRepeatable(load, producer, steps))) return false;
    const ranges = this.facts.ranges();
    if (!ranges.isInRange(store)) return false;
    for (const load of loads) this.copy(store, producer, steps, load);
    const { regions } = producer;
    regions[0].ops = regions[0].ops.filter((op) => op !== store);
    return true;
  }

  /** The loop in whose turns, each of them, an operation uses the element at its counter. */
  private loopOf(op: LoadOp | StoreOp): ForOp | undefined {
    const loop = this.loops.loopOfIndex(op.operands[1]);
    return loop?.step === 1 && this.loops.regionOf(op) === loop.regions[0] ? loop : undefined;
  }

  /** What computes the element in its turn, if it takes nothing but arithmetic and elements of arrays. */
  private stepsOf(store: StoreOp, { regions: [body] }: ForOp): Op[] | undefined {
    const needed = new Set<Op>();
    const pending = [store.operands[2]];
    const [, ...carried] = body.params;
    for (let value = pending.pop(); value; value = pending.pop()) {
      if (carried.includes(value)) return undefined;
      const op = this.loops.definition(value);
      if (!op || this.loops.regionOf(op) !== body || needed.has(op)) continue;
      const isStep = op.kind === "const" || op.kind === "load" || (op.kind === "prim" && !isExpensive(op.name));
      if (!isStep) return undefined;
      needed.add(op);
      pending.push(...op.operands);
    }
    const count = (kind: Op["kind"]): number => [...needed].filter((op) => op.kind === kind).length;
    if (count("load") > most.loads || count("prim") > most.primitives) return undefined;
    // An element that is not there is no number before it is stored.
    return this.loops.definition(store.operands[2])?.kind === "prim"
      ? body.ops.filter((op) => needed.has(op))
      : undefined;
  }

  /** Whether a load in a loop behind the producer finds what the producer computes from what there still is. */
  private isRepeatable(load: LoadOp, producer: ForOp, steps: readonly Op[]): boolean {
    const { loops, memory } = this;
    const reader = this.loopOf(load);
    const { ops } = loops.regionOf(producer);
    if (!reader || reader === producer || loops.regionOf(reader) !== loops.regionOf(producer)) return false;
    const [from, to] = [ops.indexOf(producer), ops.indexOf(reader)];
    if (from > to || reader.inclusive !== producer.inclusive) return false;
    if (![0, 1].every((k) => loops.isSame(reader.operands[k], producer.operands[k]))) return false;
    const between = ops.slice(from, to + 1);
    return steps.every((step) => {
      const { reads } = memory.of(step);
      return reads.size === 0 || !between.some((op) => intersects(memory.of(op).writes, reads));
    });
  }

  private copy(store: StoreOp, producer: ForOp, steps: readonly Op[], load: LoadOp): void {
    const map = new Map([[producer.regions[0].params[0], load.operands[1]]]);
    const copies = steps.map((step) => cloneOp(step, map));
    const { ops } = this.loops.regionOf(load);
    ops.splice(ops.indexOf(load), 1, ...copies);
    const value = map.get(store.operands[2]) ?? store.operands[2];
    value.name ??= load.results[0].name;
    substitute(this.func.body, new Map([[load.results[0], value]]));
  }
}
