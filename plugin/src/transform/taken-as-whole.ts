/**
 * Memory whose shadows the reverse sweep takes as it finds them, whatever they lead to: they must refer to one another then as when the
 * operation was run.
 */
import type { Activity } from "../analysis/activity.js";
import type { AliasClass, Aliases } from "../analysis/aliases.js";
import { type Func, hasDerivative, type Op, type Region, type Value } from "../ir/ops.js";
import { allOps, isAllocation, reachable } from "../ir/traverse.js";
import { type Rearrangement, rearrangementsIn } from "../analysis/outside-writes.js";

export interface TakenAsWhole {
  readonly classes: ReadonlySet<AliasClass>;
  /** Memory that a loop with checkpoints works on, and in which references change behind it, or outside of what is made here. */
  readonly ofChain: Value | undefined;
  /** The same of what a function with a rule or a checkpoint is given or returns. */
  readonly ofRule: Value | undefined;
}

/** `isMade`: whether memory is what this function or one around it has made; a call may then change references in it itself. */
export function takenAsWhole(
  body: Region,
  aliases: Aliases,
  activity: Activity,
  isChain: (callee: Func) => boolean,
  isMade: (memory: Value) => boolean,
): TakenAsWhole {
  const ops = allOps(body);
  const taking = (takes: (callee: Func) => boolean): Op[] =>
    ops.filter((op) => op.kind === "call" && activity.isRelevant(op) && reachable([op.callee]).some(takes));
  const chained = taking((callee) => callee.scheduled === true || isChain(callee));
  const ruled = taking((callee) => (callee.rule && hasDerivative(callee.rule)) || callee.checkpoint === true);
  const deep = ops.filter((op) => (op.kind === "copy" && op.deep) || op.kind === "accumulate" || op.kind === "clear");
  const classesOf = ({ operands, results }: Op): AliasClass[] =>
    [...operands, ...results].filter(({ type }) => type.kind === "ref").map((value) => aliases.classOf(value));

  const changes = chained.length + ruled.length > 0 ? rearrangementsIn(body) : [];
  const order = new Map(ops.map((op, k) => [op, k]));
  const makers = new Map(ops.filter(isAllocation).map((op) => [op.results[0], op]));
  const loops = loopsAround(body);
  /** Whether it may run behind a call, on memory that the call has seen. */
  const isLater = ({ op, memory }: Rearrangement, call: Op): boolean => {
    if (op === call) return false;
    const maker = makers.get(memory);
    // What a cache holds waits there for the reverse sweep of the same iteration.
    if (maker?.kind === "alloc" && (maker.cache || maker.operands.length === 0)) return false;
    // What an iteration makes itself is other memory in the next one.
    const around = loops.get(call)!.find((loop) => !maker || !loops.get(maker)!.includes(loop));
    if (maker && !around && order.get(maker)! > order.get(call)!) return false;
    return order.get(op)! > order.get(around ?? call)!;
  };
  const changedAround = (calls: readonly Op[]): Value | undefined => {
    for (const call of calls) {
      const classes = new Set(classesOf(call));
      const found = changes.find(
        (change) =>
          classes.has(aliases.classOf(change.memory)) &&
          ((change.isOutside && !(change.op === call && isMade(change.memory))) || isLater(change, call)),
      );
      if (found) return found.memory;
    }
    return undefined;
  };
  return {
    classes: new Set([...chained, ...ruled, ...deep].flatMap(classesOf)),
    ofChain: changedAround(chained),
    ofRule: changedAround(ruled),
  };
}

/** The loops around every operation, outermost first. */
function loopsAround(body: Region): Map<Op, readonly Op[]> {
  const found = new Map<Op, readonly Op[]>();
  const visit = (region: Region, around: readonly Op[]): void => {
    for (const op of region.ops) {
      found.set(op, around);
      const inside = op.kind === "for" || op.kind === "while" ? [...around, op] : around;
      for (const inner of op.regions) visit(inner, inside);
    }
  };
  visit(body, []);
  return found;
}
