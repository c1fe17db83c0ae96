/**
 * Arrays that iterations make for themselves and that wait in a cache for the reverse sweep are made once, too: where the cache is
 * kept from one call to the next, so is what it refers to, and an iteration takes the array that it finds at its place.
 *
 * The last array at a place is nobody's any more when the next is asked for: it has been reached through the cache alone, and
 * what was read from there is used up before anything is put there again.
 */
import { isBase } from "../analysis/confined.js";
import type { AllocOp, ForOp, Func, LoadOp, Op, StoreOp, Value } from "../ir/ops.js";
import { allOps, touches } from "../ir/traverse.js";
import { clearsAll } from "./clean-scratch.js";
import { isOverwritten } from "./hoist-workspaces.js";
import { LoopPairs } from "./loop-pairs.js";

/** What is known of an array from before that takes the place of a new one. */
export type Reuse = NonNullable<AllocOp["reuse"]>;

/** A cache of arrays: what puts one in, at the end of making it, and what takes it out. */
export interface Pool {
  readonly cache: AllocOp;
  readonly made: AllocOp;
  readonly put: StoreOp;
  readonly takes: readonly LoadOp[];
}

/** Marks what can be reused; `keepWorkspaces` sees to it when the function is printed. It is not transformed any more. */
export function findPools(func: Func): void {
  if (!allOps(func.body).some(isCacheOfArrays)) return;
  const loops = new LoopPairs(func);
  for (const pool of poolsOf(loops, func)) {
    pool.cache.pool = true;
    pool.made.reuse = reuseOf(loops, pool);
    pool.put.shelves = true;
  }
}

export function poolsOf(loops: LoopPairs, func: Func): Pool[] {
  return allOps(func.body)
    .filter(isCacheOfArrays)
    .flatMap((cache) => poolOf(loops, cache) ?? []);
}

export function isCacheOfArrays(op: Op): op is AllocOp {
  if (op.kind !== "alloc" || !op.cache || op.operands.length !== 1) return false;
  const [{ type }] = op.results;
  return type.kind === "ref" && type.memory.kind === "array" && isFloat64Array(type.memory.element);
}

export function isFloat64Array(type: Value["type"]): boolean {
  return type.kind === "ref" && type.memory.kind === "array" && type.memory.container === "Float64Array";
}

function poolOf(loops: LoopPairs, cache: AllocOp): Pool | undefined {
  const [ref] = cache.results;
  const users = loops.usersOf(ref);
  const puts = users.filter((op) => op.kind === "store");
  const takes = users.filter((op) => op.kind === "load");
  const [put] = puts;
  if (puts.length !== 1 || puts.length + takes.length < users.length || loops.isYielded(ref)) return undefined;
  const [, , array] = put.operands;
  const made = loops.definition(array);
  if (made?.kind !== "alloc" || made.operands.length !== 1 || !isFloat64Array(array.type)) return undefined;
  if (loops.regionOf(made) !== loops.regionOf(put) || !loops.isAtHand(put.operands[1], made)) return undefined;
  // It is reached through the cache and by those who have just made or taken it, and in no other way.
  if (!isLookedInto(loops, array, put) || !takes.every((take) => isLookedInto(loops, take.results[0])))
    return undefined;
  const isOver = (take: LoadOp): boolean => {
    const { ops } = loops.regionOf(take);
    return !ops.slice(ops.indexOf(take)).some((op) => op === made || loops.isIn(made, op));
  };
  return takes.every(isOver) ? { cache, made, put, takes } : undefined;
}

function isLookedInto(loops: LoopPairs, array: Value, except?: Op): boolean {
  if (loops.isYielded(array)) return false;
  return loops
    .usersOf(array)
    .every((op) => op === except || op.operands.every((operand, index) => operand !== array || isBase(op, index)));
}

function reuseOf(loops: LoopPairs, pool: Pool): Reuse {
  const { made, put } = pool;
  const [array] = made.results;
  if (made.cache || isOverwritten(array, made.operands[0], loops.regionOf(made), put)) return "anything";
  return isLeftClean(loops, pool) ? "zeros" : "cleared";
}

/** Whether the iteration that takes the array leaves it all zeros. */
function isLeftClean(loops: LoopPairs, { made, takes }: Pool): boolean {
  const [take] = takes;
  if (takes.length !== 1 || !areMirrored(loops, made, take)) return false;
  const [taken] = take.results;
  const last = loops
    .regionOf(take)
    .ops.filter((op) => touches(op, taken))
    .at(-1);
  return last?.kind === "for" && clearsAll(loops, last, taken, made.operands[0]);
}

/** Whether as many iterations come to one operation as to another, later one, in loops that mirror one another. */
function areMirrored(loops: LoopPairs, one: Op, other: Op): boolean {
  const [before, after] = [loops.around(one), loops.around(other)];
  const shared = before.filter((op) => after.includes(op));
  const [own, others] = [before, after].map((list) => list.filter((op) => !shared.includes(op)));
  const isLoop = (op: Op): op is ForOp => op.kind === "for";
  return (
    own.length === others.length &&
    own.every((loop, k) => isLoop(loop) && isLoop(others[k]) && loops.mirrors(loop, others[k] as ForOp))
  );
}
