/**
 * Drops stores that a later store in the same block overwrites before anybody can read them, as where a reverse sweep
 * clears an adjoint and then accumulates into it; and zeros that fill an array which has just been made of them, or that nobody looks into any more.
 */
import type { Func, Op, Region, Value } from "../ir/ops.js";
import { touches } from "../ir/traverse.js";
import { memoryOf } from "../ir/types.js";
import { Facts } from "./facts.js";
import type { MemoryModel } from "./memory.js";

export function dropDeadStores(func: Func, facts = new Facts(func)): boolean {
  const memory = facts.model();
  const { constants } = facts;
  let changed = false;
  for (const region of facts.regions()) {
    if (!region.ops.some(isStore)) continue;
    const dead = overwritten(region, memory, constants);
    for (const fill of needlessFills(region, memory, constants)) dead.add(fill);
    if (dead.size === 0) continue;
    region.ops = region.ops.filter((op) => !dead.has(op));
    changed = true;
  }
  return changed;
}

function isStore({ kind }: Op): boolean {
  return kind === "store" || kind === "setField" || kind === "fill";
}

function overwritten(region: Region, memory: MemoryModel, constants: () => ReadonlyMap<Value, unknown>): Set<Op> {
  const dead = new Set<Op>();
  /** Stores that nothing has read yet, by place, and the places by the memory keys through which they can be read. */
  const unread = new Map<string, Op>();
  const places = new Map<string, Set<string>>();
  for (const op of region.ops) {
    if (op.kind === "prim" || op.kind === "const") continue;
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

function needlessFills(
  { ops, yields }: Region,
  memory: MemoryModel,
  constants: () => ReadonlyMap<Value, unknown>,
): Op[] {
  return ops.filter((op, at) => {
    if (op.kind !== "fill" || op.operands.length !== 2) return false;
    const [array, value] = op.operands;
    const made = ops.findIndex((each) => each.results.includes(array));
    const maker = ops[made];
    if (maker?.kind !== "alloc" || maker.cache) return false;
    const isUntouched = (from: number, to: number): boolean =>
      !ops.slice(from, to).some((each) => touches(each, array));
    const isZero = Object.is(constants().get(value), 0);
    const isLast = memory.isLocal(array) && !yields.includes(array) && isUntouched(at + 1, ops.length);
    return isLast || (isZero && isOfNumbers(array) && isUntouched(made + 1, at));
  });
}

function isOfNumbers({ type }: Value): boolean {
  const memory = memoryOf(type);
  return memory.kind === "array" && (memory.element.kind === "f64" || memory.element.kind === "int");
}

/** The slot that a store writes; undefined where storing does more, or an exception might let others see it. */
function placeOf(op: Op, memory: MemoryModel, constants: () => ReadonlyMap<Value, unknown>): string | undefined {
  if (op.kind !== "store" && op.kind !== "setField") return undefined;
  const [ref, index] = op.operands;
  if (!memory.isFresh(ref) && !op.adjoint) return undefined;
  if (op.kind === "setField") return `${ref.id} .${op.field}`;
  const array = memoryOf(ref.type);
  // A store to an Array may lengthen it.
  if (array.kind !== "array" || array.container === "Array") return undefined;
  return `${ref.id} ${constants().has(index) ? `#${constants().get(index)}` : index.id}`;
}
