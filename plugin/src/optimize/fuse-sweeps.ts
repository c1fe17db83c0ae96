/**
 * Runs the adjoint of an iteration right behind the iteration where that comes to the same: then nothing has to be kept from one
 * sweep to the other. (Tapenade calls such loops parallel, and this II-LOOP.)
 *
 * It does where the backward loop only adds to memory and to carried values, where what it needs besides is known in front of the
 * forward loop, and where nothing between its old and its new place touches what it touches. Caches may be touched: what an
 * iteration of the backward loop finds there is what the same iteration of the forward loop has left.
 */
import { type Access, meet } from "../analysis/accesses.js";
import { isSum } from "../analysis/sums.js";
import type { AllocOp, ForOp, Func, Op, Region, Value } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { isCleanBetween } from "./clean-scratch.js";
import { contract } from "./contract-caches.js";
import { Facts } from "./facts.js";
import { fuseAll } from "./fuse-all.js";
import type { LoopPairs } from "./loop-pairs.js";
import { mirrors } from "./mirrors.js";

export function fuseSweeps(func: Func, facts = new Facts(func)): boolean {
  const directions = new Set(facts.ops().map((op) => (op.kind === "for" ? Math.sign(op.step) : 0)));
  return directions.has(1) && directions.has(-1) && fuseAll(func, fusePair, facts);
}

function fusePair(loops: LoopPairs, region: Region, forward: ForOp, backward: ForOp): boolean {
  const [body] = backward.regions;
  if (!mirrors(loops, forward, backward) || !belong(loops, forward, backward)) return false;
  const carried = body.params.slice(1);
  if (!carried.every((param, k) => isSum(body, param, body.yields[k], loops.uses))) return false;
  const between = region.ops.slice(region.ops.indexOf(forward) + 1, region.ops.indexOf(backward));
  const needed = loops.neededBefore(forward, backward, between);
  if (!needed || !isIndependent(loops, forward, backward, between, needed)) return false;
  const caches = cachesBetween(loops, forward, backward);
  loops.merge(region, forward, backward, needed);
  forward.fused = true;
  for (const cache of caches) contract(loops, cache, forward);
  return true;
}

function cachesBetween(loops: LoopPairs, forward: ForOp, backward: ForOp): AllocOp[] {
  const refs = new Set(allOps(backward.regions[0]).map(({ operands }) => operands[0]));
  return [...refs].flatMap((ref) =>
    ref && isCacheBetween(loops, ref, forward, backward) ? [loops.definition(ref) as AllocOp] : [],
  );
}

/** Whether one is the adjoint of the other: they come from one loop of the source, or a cache leads from one to the other. */
function belong(loops: LoopPairs, forward: ForOp, backward: ForOp): boolean {
  const { span } = forward;
  if (span && backward.span && span.file === backward.span.file && span.start === backward.span.start) return true;
  return [...loops.usedIn(backward)].some((ref) => isCacheBetween(loops, ref, forward, backward));
}

/** A cache that nothing else than the two loops touches. */
function isCacheBetween(loops: LoopPairs, value: Value, forward: Op, backward: Op): boolean {
  const op = loops.definition(value);
  if (op?.kind !== "alloc" || !op.cache || loops.isYielded(value)) return false;
  return loops.usersOf(value).every((user) => loops.isIn(user, forward) || loops.isIn(user, backward));
}

function isIndependent(
  loops: LoopPairs,
  forward: ForOp,
  backward: ForOp,
  between: readonly Op[],
  needed: ReadonlySet<Op>,
): boolean {
  const inLoop = allOps(backward.regions[0]);
  if (inLoop.some((op) => op.kind === "throw" || (op.kind === "extern" && op.effect !== "none"))) return false;
  const own = loops.privateClasses(forward, backward, (value) => isCacheBetween(loops, value, forward, backward));
  for (const op of inLoop)
    if (op.kind === "store" && isCleanBetween(loops, op.operands[0], backward))
      own.add(loops.memory.aliases.classOf(op.operands[0]));
  const { sums, others } = loops.memory.of(backward, loops.memory.isSum);
  const isShared = (access: Access): boolean => !own.has(access.class);
  const apart = [...others].filter(isShared);
  const all = [...apart, ...[...sums].filter(isShared)];
  // Iterations of the loop itself may only meet where they add.
  if (apart.some((access) => all.some((other) => meet(access, other)))) return false;
  return loops.memory.changePlaces(
    [forward, ...between.filter((op) => !needed.has(op))],
    backward,
    own,
    loops.memory.isSum,
  );
}
