/**
 * A stack that a loop in an iteration fills, and another in the same iteration of the reverse sweep empties, is an array for each
 * iteration, where such arrays wait in a cache already: the new ones wait beside them. As they are reused, they cost nothing
 * but an access by the index where a stack has to be checked for room.
 */
import type { AllocOp, ForOp, Func, Op, Region, Value } from "../ir/ops.js";
import { Value as IrValue } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { arrayOf, isTypedArray } from "../ir/types.js";
import { Facts } from "./facts.js";
import type { LoopPairs } from "./loop-pairs.js";
import { isCacheOfArrays } from "./pools.js";
import { become, elementArray, indexOf } from "./unstack.js";

/** Of what is not transformed any more. */
export function shelveStacks(func: Func): void {
  const stacks = allOps(func.body).filter((op): op is AllocOp => op.kind === "alloc" && op.operands.length === 0);
  if (stacks.length === 0) return;
  const loops = new Facts(func).loops();
  const waiting = allOps(func.body)
    .filter(isCacheOfArrays)
    .flatMap((cache) => waitingIn(loops, cache) ?? []);
  for (const stack of stacks) shelve(loops, waiting, stack);
}

/** A cache of arrays: what puts one in, and what takes it out. */
interface Waiting {
  readonly cache: AllocOp;
  readonly put: Op;
  readonly takes: readonly Op[];
}

function waitingIn(loops: LoopPairs, cache: AllocOp): Waiting | undefined {
  const [ref] = cache.results;
  const users = loops.usersOf(ref);
  const puts = users.filter(({ kind, operands }) => kind === "store" && operands[2] !== ref);
  const takes = users.filter(({ kind }) => kind === "load");
  return puts.length === 1 && puts.length + takes.length === users.length && !loops.isYielded(ref)
    ? { cache, put: puts[0], takes }
    : undefined;
}

function shelve(loops: LoopPairs, all: readonly Waiting[], stack: AllocOp): void {
  const [ref] = stack.results;
  const type = elementArray(ref.type);
  const users = loops.usersOf(ref);
  const [push, pop] = [users.find((op) => op.kind === "push"), users.find((op) => op.kind === "pop")];
  if (!type || !stack.cache || users.length !== 2 || !push || !pop || loops.isYielded(ref)) return;
  const [filling, emptying] = [loops.loopAround(push), loops.loopAround(pop)];
  if (filling?.kind !== "for" || emptying?.kind !== "for" || filling === emptying) return;
  const iteration: Iteration = { loops, first: loops.regionOf(filling), second: loops.regionOf(emptying) };
  if (!areTurnsKnown(iteration, filling, emptying)) return;
  for (const { cache, put, takes } of all) {
    const take = takes.find((op) => loops.regionOf(op) === iteration.second);
    if (!take || loops.regionOf(put) !== iteration.first) continue;
    const [at, later] = [put.operands[1], take.operands[1]];
    if (!loops.isAtHand(at, filling) || !loops.isAtHand(later, emptying)) continue;

    const { span, adjoint } = stack;
    const [shelf, array, found] = [
      new IrValue(arrayOf(type), `${ref.name}s`),
      new IrValue(type, ref.name),
      new IrValue(type, ref.name),
    ];
    const base = { results: [], regions: [], span, adjoint };
    const operands = [...cache.operands];
    insert(loops.regionOf(cache), cache, [{ ...cache, operands, results: [shelf], cache: stack.cache }]);
    insert(iteration.first, filling, [
      { ...base, kind: "alloc", operands: [filling.operands[1]], results: [array], cache: stack.cache },
      { ...base, kind: "store", operands: [shelf, at, array] },
    ]);
    insert(iteration.second, emptying, [{ ...base, kind: "load", operands: [shelf, later], results: [found] }]);
    become(loops, push, { ...base, kind: "store", operands: [array, indexOf(filling), push.operands[1]] });
    become(loops, pop, { ...base, kind: "load", operands: [found, indexOf(emptying)], results: pop.results });
    const outer = loops.regionOf(stack);
    outer.ops = outer.ops.filter((op) => op !== stack);
    return;
  }
}

function insert({ ops }: Region, before: Op, added: readonly Op[]): void {
  ops.splice(ops.indexOf(before), 0, ...added);
}

/** What belongs together of the two sweeps: where caches are filled, and where they are read. */
interface Iteration {
  readonly loops: LoopPairs;
  readonly first: Region;
  readonly second: Region;
}

/** Whether one loop runs over the indices of an array, and the other over the same in reverse order. */
function areTurnsKnown(iteration: Iteration, filling: ForOp, emptying: ForOp): boolean {
  const { loops } = iteration;
  const [start, end] = filling.operands;
  const [last, first] = emptying.operands;
  if (filling.step !== 1 || filling.inclusive || emptying.step !== -1 || !emptying.inclusive) return false;
  if (!loops.isZero(start) || !loops.isZero(first) || loops.definition(end)?.kind !== "length") return false;
  const less = loops.definition(last);
  if (less?.kind !== "prim" || less.name !== "sub") return false;
  const one = loops.definition(less.operands[1]);
  return one?.kind === "const" && one.value === 1 && isSame(iteration, end, less.operands[0]);
}

/** Whether a value of the second sweep is what one of the first is in the same iteration, as a cache may tell. */
function isSame(iteration: Iteration, one: Value, other: Value): boolean {
  const { loops, first, second } = iteration;
  if (loops.isSame(one, other)) return true;
  const [known, op] = [loops.definition(one), loops.definition(other)];
  if (known?.kind === "length" && op?.kind === "length")
    return isTypedArray(op.operands[0].type) && isSame(iteration, known.operands[0], op.operands[0]);
  if (op?.kind !== "load" || loops.regionOf(op) !== second) return false;
  const cache = loops.definition(op.operands[0]);
  if (cache?.kind !== "alloc" || !cache.cache || loops.isYielded(op.operands[0])) return false;
  const puts = loops.usersOf(op.operands[0]).filter((user) => user.kind !== "load");
  const [put] = puts;
  return puts.length === 1 && put.kind === "store" && loops.regionOf(put) === first && put.operands[2] === one;
}
