/**
 * Makes one loop of two over the same range where the second needs of the first only what the same iteration has left: of
 * `xs.map(f).reduce(g, 0)` no array remains.
 */
import { OUTSIDE, type Place } from "../analysis/accesses.js";
import type { ForOp, Func, Op, Region, Value } from "../ir/ops.js";
import { Facts } from "./facts.js";
import { fuseAll } from "./fuse-all.js";
import type { LoopPairs } from "./loop-pairs.js";
import { elementsAhead, elementsBehind } from "./turns.js";

export function fuseLoops(func: Func, facts = new Facts(func)): boolean {
  return fuseAll(func, fusePair, facts);
}

/**
 * As `fuseLoops`, of a function that is to be differentiated: only where the second loop reads nothing but the elements of its own turn.
 * What it reads of earlier ones would have to be kept for the reverse sweep, turn by turn, as the array is still being written to.
 */
export function fuseElementwise(func: Func, facts = new Facts(func)): boolean {
  return fuseAll(func, (loops, ...pair) => fusePair(loops, ...pair, true), facts);
}

function fusePair(loops: LoopPairs, region: Region, first: ForOp, second: ForOp, isElementwise = false): boolean {
  return runAlike(loops, first, second) && fuseAlike(loops, region, first, second, isElementwise);
}

/** Whether two loops run over the same range, the second with nothing that the first leaves but in memory. */
function runAlike(loops: LoopPairs, first: ForOp, second: ForOp): boolean {
  if (first.step !== second.step || first.inclusive !== second.inclusive) return false;
  return (
    loops.isSame(boundOf(loops, first, 0), boundOf(loops, second, 0)) &&
    loops.isSame(boundOf(loops, first, 1), boundOf(loops, second, 1)) &&
    !second.operands.some((operand) => first.results.includes(operand))
  );
}

/** Where a loop begins or ends; to `max(n, 0)`, the length of what a loop to `n` fills, there are as many turns as to `n`. */
function boundOf(loops: LoopPairs, { step, inclusive, operands }: ForOp, k: 0 | 1): Value {
  const isUpFromZero = step === 1 && !inclusive && loops.isZero(operands[0]);
  const op = k === 1 && isUpFromZero ? loops.definition(operands[1]) : undefined;
  const isPositivePart = op?.kind === "prim" && op.name === "max" && loops.isZero(op.operands[1]);
  return isPositivePart ? op.operands[0] : operands[k];
}

function fuseAlike(loops: LoopPairs, region: Region, first: ForOp, second: ForOp, isElementwise: boolean): boolean {
  const passed = passedElements(loops, first, second);
  // Loops that have nothing to do with one another, or add to the same at most, stay as they are written.
  if (passed.size === 0 || ![...passed].some((array) => isRead(loops, array, second))) return false;
  if (isElementwise && ![...passed].every((array) => readsOwnElements(loops, array, second))) return false;
  const between = region.ops.slice(region.ops.indexOf(first) + 1, region.ops.indexOf(second));
  const needed = loops.neededBefore(first, second, between);
  if (!needed) return false;
  const rest = between.filter((op) => !needed.has(op));
  if (!keepsOrderOfEffects(loops, [first, ...rest], second)) return false;
  const own = loops.privateClasses(first, second, (value) => passed.has(value));
  if (!loops.memory.changePlaces([first, ...rest], second, own, loops.memory.isAdjointSum)) return false;
  const elsewhere: readonly Place[] = [...passed].map((value) => loops.memory.aliases.classOf(value));
  if (rest.some((op) => [...loops.memory.of(op).others].some((access) => elsewhere.includes(access.class))))
    return false;
  loops.merge(region, first, second, needed);
  return true;
}

/**
 * Arrays made here that the second loop reads from the first, where each iteration of the second finds in them what it would find behind
 * the first: the first only touches elements whose turn is to come, the second only those whose turn has been.
 */
function passedElements(loops: LoopPairs, first: ForOp, second: ForOp): Set<Value> {
  const found = new Set<Value>();
  for (const array of loops.filledIn(first)) {
    if (loops.isRenamed(array) || !loops.usedIn(second).has(array)) continue;
    const users = loops.usersOf(array);
    const late = users.filter((op) => loops.isIn(op, second));
    if (!late.some((op) => op.kind === "load")) continue;
    const early = users.filter((op) => loops.isIn(op, first));
    if (![...early, ...late].every((op) => isOfElement(op, array))) continue;
    const isInOrder =
      late.every((op) => elementsBehind(loops, op.operands[1], second) >= 0) &&
      early.every(
        (op) => elementsAhead(loops, op.operands[1], first) >= 0 || !late.some((other) => mayDiffer(op, other)),
      );
    if (isInOrder) found.add(array);
  }
  return found;
}

/** Whether a loop reads elements for more than to add to them. */
function isRead(loops: LoopPairs, array: Value, loop: ForOp): boolean {
  return loops.usersOf(array).some((op) => op.kind === "load" && loops.isIn(op, loop) && !loops.memory.sums.has(op));
}

function readsOwnElements(loops: LoopPairs, array: Value, loop: ForOp): boolean {
  const [own] = loop.regions[0].params;
  return loops.usersOf(array).every((op) => op.kind !== "load" || !loops.isIn(op, loop) || op.operands[1] === own);
}

function isOfElement(op: Op, array: Value): boolean {
  return (op.kind === "load" || op.kind === "store") && op.operands[2] !== array;
}

/** Whether it matters which of two accesses comes first. */
function mayDiffer(a: Op, b: Op): boolean {
  return a.kind === "store" || b.kind === "store";
}

/** Where one loop may end the function, the others must not have done what is seen then. */
function keepsOrderOfEffects(loops: LoopPairs, before: readonly Op[], second: Op): boolean {
  const isObservable = (op: Op): boolean => loops.model.of(op).observable;
  const isSeen = (op: Op): boolean =>
    [...loops.memory.of(op).others].some(
      ({ writes, class: written }) => writes && written !== OUTSIDE && (written.global || written.params.size > 0),
    );
  const [early, late] = [before.some(isObservable), isObservable(second)];
  return !(early && (late || isSeen(second))) && !(late && before.some(isSeen));
}
