/**
 * Memory whose shadows the reverse sweep takes as it finds them, whatever they lead to: they must refer to one another then as when the
 * operation was run.
 */
import type { AliasClass, Aliases } from "../analysis/aliases.js";
import type { Func, Op, Region, Value } from "../ir/ops.js";
import { allOps, reachable } from "../ir/traverse.js";
import { rearrangedIn } from "./outside-writes.js";

export interface TakenAsWhole {
  readonly classes: ReadonlySet<AliasClass>;
  /** Memory in which references change, that a loop with checkpoints works on. */
  readonly ofChain: Value | undefined;
  /** The same of what a function with a rule or a checkpoint is given or returns. */
  readonly ofRule: Value | undefined;
}

export function takenAsWhole(body: Region, aliases: Aliases, isChain: (callee: Func) => boolean): TakenAsWhole {
  const classesOf = (isTaken: (op: Op) => boolean): ReadonlySet<AliasClass> => {
    const values = allOps(body).flatMap((op) => (isTaken(op) ? [...op.operands, ...op.results] : []));
    return new Set(values.filter(({ type }) => type.kind === "ref").map((value) => aliases.classOf(value)));
  };
  const ofCalls = (takes: (callee: Func) => boolean) =>
    classesOf((op) => op.kind === "call" && reachable([op.callee]).some(takes));
  const chained = ofCalls((callee) => callee.scheduled === true || isChain(callee));
  const ruled = ofCalls((callee) => callee.rule !== undefined || callee.checkpoint === true);
  const deep = classesOf((op) => (op.kind === "copy" && op.deep) || op.kind === "accumulate" || op.kind === "clear");
  const changed = chained.size + ruled.size > 0 ? rearrangedIn(body) : [];
  const changedIn = (classes: ReadonlySet<AliasClass>) => changed.find((value) => classes.has(aliases.classOf(value)));
  return {
    classes: new Set([...chained, ...ruled, ...deep]),
    ofChain: changedIn(chained),
    ofRule: changedIn(ruled),
  };
}
