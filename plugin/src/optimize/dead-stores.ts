/**
 * Drops stores that a later store in the same block overwrites before anybody can read them, as where a reverse sweep
 * clears an adjoint and then accumulates into it.
 */
import type { Func, Op, Region, Value } from "../ir/ops.js";
import { allOps, allRegions } from "../ir/traverse.js";
import { memoryOf } from "../ir/types.js";
import { MemoryModel } from "./memory.js";

export function dropDeadStores(func: Func, model = () => new MemoryModel(func)): boolean {
  const memory = model();
  const constants = new Map<Value, unknown>();
  for (const op of allOps(func.body)) if (op.kind === "const") constants.set(op.results[0], op.value);
  let changed = false;
  for (const region of allRegions(func.body)) {
    const dead = overwritten(region, memory, constants);
    if (dead.size === 0) continue;
    region.ops = region.ops.filter((op) => !dead.has(op));
    changed = true;
  }
  return changed;
}

function overwritten(region: Region, memory: MemoryModel, constants: ReadonlyMap<Value, unknown>): Set<Op> {
  const dead = new Set<Op>();
  /** Stores that nothing has read yet, by place, and the places by the memory keys through which they can be read. */
  const unread = new Map<string, Op>();
  const places = new Map<string, Set<string>>();
  for (const op of region.ops) {
    const accesses = memory.of(op);
    if (accesses.readsAll) unread.clear();
    for (const key of accesses.reads) {
      for (const place of places.get(key) ?? []) unread.delete(place);
      places.delete(key);
    }
    const place = placeOf(op, memory, constants);
    if (place === undefined) continue;
    const earlier = unread.get(place);
    if (earlier) dead.add(earlier);
    unread.set(place, op);
    for (const key of accesses.writes) {
      const known = places.get(key);
      if (known) known.add(place);
      else places.set(key, new Set([place]));
    }
  }
  return dead;
}

/** The slot that a store writes; undefined where storing does more, or an exception might let others see it. */
function placeOf(op: Op, memory: MemoryModel, constants: ReadonlyMap<Value, unknown>): string | undefined {
  if (op.kind !== "store" && op.kind !== "setField") return undefined;
  const [ref, index] = op.operands;
  if (!memory.isFresh(ref) && !op.adjoint) return undefined;
  if (op.kind === "setField") return `${ref.id} .${op.field}`;
  const array = memoryOf(ref.type);
  // A store to an Array may lengthen it.
  if (array.kind !== "array" || array.container === "Array") return undefined;
  return `${ref.id} ${constants.has(index) ? `#${constants.get(index)}` : index.id}`;
}
