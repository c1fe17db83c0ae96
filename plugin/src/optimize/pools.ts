/**
 * Arrays that iterations make for themselves and that wait in a cache for the reverse sweep are made once, too: where the cache is
 * kept from one call to the next, so is what it refers to, and an iteration takes the array that it finds at its place.
 *
 * The last array at a place is nobody's any more when the next is asked for: it has been reached through the cache alone, and
 * what was read from there is used up before anything is put there again.
 */
import { isBase } from "../analysis/confined.js";
import type { AllocOp, Func, LoadOp, Op, Region, StoreOp, Value } from "../ir/ops.js";
import { clearsAll } from "./clean-scratch.js";
import { Facts } from "./facts.js";
import { isOverwritten } from "./hoist-workspaces.js";
import type { LoopPairs } from "./loop-pairs.js";
import { clearsInParts } from "./parts.js";

/** What makes an array that waits in a cache, and what puts it there. */
interface Pool {
  readonly made: AllocOp;
  readonly put: StoreOp;
}

/** Marks what can be reused; `keepWorkspaces` sees to it when the function is printed. It is not transformed any more. */
export function findPools(func: Func, facts = new Facts(func)): void {
  const caches = facts.ops().filter(isCacheOfArrays);
  if (caches.length === 0) return;
  const loops = facts.loops();
  for (const cache of caches) {
    const pool = poolOf(loops, cache);
    if (!pool) continue;
    const { made, put } = pool;
    const isWritten =
      made.cache || isOverwritten(made.results[0], made.operands[0], loops.regionOf(made), loops.definitions, put);
    cache.pool = true;
    made.reuse = isWritten ? "anything" : "cleared";
    put.shelves = true;
  }
}

/**
 * Marks arrays that the turn of a loop, or a call, makes for itself and leaves all zeros, as most adjoints are when they have been passed on.
 * It is not transformed any more.
 */
export function findClean(func: Func, facts = new Facts(func)): void {
  const arrays = facts
    .ops()
    .filter(
      (op): op is AllocOp =>
        op.kind === "alloc" && op.operands.length === 1 && !op.cache && isFloat64Array(op.results[0].type),
    );
  if (arrays.length === 0) return;
  const loops = facts.loops();
  for (const made of arrays) {
    const [array] = made.results;
    if (isLookedInto(loops, array) && endsCleanIn(loops, loops.regionOf(made), array, made.operands[0]))
      made.endsClean = true;
  }
}

/** Whether the last that is done to an array of `size` in a region is to set all of it to zero. */
function endsCleanIn(loops: LoopPairs, { ops }: Region, array: Value, size: Value): boolean {
  const user = loops.usersOf(array).at(-1);
  const last = user && ops.find((op) => op === user || loops.isIn(user, op));
  const isCleared = last?.kind === "for" && clearsAll(loops, last, array, size);
  return isCleared || clearsInParts(ops, array, size, loops.definitions);
}

export function isCacheOfArrays(op: Op): op is AllocOp {
  return op.kind === "alloc" && op.cache !== undefined && isListOfArrays(op);
}

export function isListOfArrays({ operands, results: [{ type }] }: AllocOp): boolean {
  if (operands.length !== 1) return false;
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
  return takes.every(isOver) ? { made, put } : undefined;
}

function isLookedInto(loops: LoopPairs, array: Value, except?: Op): boolean {
  if (loops.isYielded(array)) return false;
  return loops
    .usersOf(array)
    .every((op) => op === except || op.operands.every((operand, index) => operand !== array || isBase(op, index)));
}
