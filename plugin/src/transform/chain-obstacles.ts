/** Why a loop cannot be run again from a checkpoint, if it cannot, and what it may not leave in traces. */
import type { AliasClass, Aliases } from "../analysis/aliases.js";
import { type CallOp, type Func, hasSideEffects, type Op, type Region, type Value } from "../ir/ops.js";
import { allOps, reachable } from "../ir/traverse.js";
import { mentions, sameType } from "../ir/types.js";
import type { Chain } from "./chains.js";
import { edgesOf, isWrite, memoryMadeIn, rearranges, storedBy } from "../analysis/outside-writes.js";

export function obstacleOf({ func, untraced, loop }: Chain, aliases: Aliases): string | undefined {
  const all = reachable([func]).flatMap(({ body }) => allOps(body));
  if (all.some(hasSideEffects)) return "it has side effects";
  // Where the language itself keeps keys there is nothing to take a copy of.
  if (all.some((op) => op.kind === "extern" && op.effect === "writes"))
    return "it changes a Map, a Set or a dictionary";
  if ([...aliases.classes()].some((group) => group.global && group.writes.size > 0))
    return "it writes to memory of the module";
  if (loop.kind === "while" && !isQuiet(loop.regions[0])) return "its condition writes to memory or may throw";
  if (rearranges(untraced.body)) return "it changes references in memory from outside of it";
  if (handsOnViews(func.body, loop)) return "its iterations hand on parts of typed arrays as other arrays";
  return undefined;
}

/** Whether what the loop carries may be, or lead to, a view that it has made: copies of that would not overlap what it is a part of. */
function handsOnViews(body: Region, loop: Op): boolean {
  const hasViews = ({ body: inner }: Func): boolean => allOps(inner).some(({ kind }) => kind === "view");
  const views = new Set<Value>();
  const add = (values: readonly Value[]): void => {
    for (const value of values) if (value.type.kind === "ref") views.add(value);
  };
  const ops = allOps(body);
  for (let before = -1; before < views.size; ) {
    before = views.size;
    for (const op of ops) {
      const isTaken = op.operands.some((operand) => views.has(operand));
      if (op.kind === "view" || (isTaken && (op.kind === "literal" || op.kind === "call"))) add(op.results);
      else if (op.kind === "call" && reachable([op.callee]).some(hasViews)) add(op.results);
      for (const { from, to } of edgesOf(op)) if (from.some((value) => views.has(value))) add(to);
    }
  }
  const isView = (value: Value | undefined): boolean => value !== undefined && views.has(value);
  return loop.regions.some(({ yields }) => yields.some(isView)) || ops.some((op) => isView(storedBy(op)));
}

function isQuiet(region: Region): boolean {
  const ops = allOps(region);
  const callees = ops.filter((op): op is CallOp => op.kind === "call").map(({ callee }) => callee);
  const all = [...ops, ...reachable(callees).flatMap(({ body }) => allOps(body))];
  return !all.some((op) => op.kind === "throw" || isWrite(op));
}

/**
 * Whether no step reaches a trace in another way, or writes to memory that an earlier one has left there. `aliases` are those without what is
 * left in traces, `ofStep` those of a step.
 */
export function areApart(chain: Chain, aliases: Aliases, ofStep: Aliases): boolean {
  const { traces, step, untraced, carried, outers } = chain;
  const body = untraced.body.ops[0].regions.at(-1)!;
  const made = memoryMadeIn(body);
  const writes = allOps(body).filter((op) => isWrite(op) || op.kind === "call");
  const mayWriteTo = (group: AliasClass): boolean =>
    writes.some((op) => {
      const isOther = (value: Value): boolean =>
        value.type.kind === "ref" && !made.has(value) && aliases.classOf(value) === group;
      return op.operands.some(isOther) && aliases.writesOf(op).some((write) => write.class.find() === group);
    });
  const handedOn = step.body.yields.slice(0, carried.length).filter(({ type }) => type.kind === "ref");
  return traces.every(({ array, left }, k) => {
    const { params, global } = aliases.classOf(array);
    const isAlone = params.size === 1 && !global;
    if (!isAlone && [...carried, ...outers].some(({ type }) => mentions(type, (part) => sameType(part, array.type))))
      return false;
    if (left.type.kind !== "ref") return true;
    const group = ofStep.classOf(step.body.yields[carried.length + 2 * k + 1]);
    const isNew =
      group.params.size === 0 && !group.global && handedOn.every((value) => ofStep.classOf(value) !== group);
    return isNew || !mayWriteTo(aliases.classOf(left));
  });
}
