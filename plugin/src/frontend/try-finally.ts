/**
 * `try ... finally` without a `catch`. What leaves the block by its end, a jump or a `throw` runs the `finally` block on its
 * way. Exceptions of the code that the block calls do not come by here; so where there may be any, the `finally` block must
 * not do anything that could be noticed after them.
 */
import type ts from "typescript-6";
import { effectOf, type Op } from "../ir/ops.js";
import { allOps, reachable } from "../ir/traverse.js";
import { activationOf, withinActivation } from "./activations.js";
import { NORMAL } from "./exits.js";
import { throwOperand } from "./foreign.js";
import type { RunSteps } from "./loops.js";
import type { Finalizer, Lowering } from "./lowering.js";
import { jumpsOut } from "./outcome.js";

/** Returns whether the statement is of this kind. */
export function lowerTryFinally(l: Lowering, node: ts.TryStatement, run: RunSteps): boolean {
  const { tryBlock, catchClause, finallyBlock } = node;
  if (catchClause || !finallyBlock) return false;
  // A jump out of it would swallow exceptions.
  if (jumpsOut(finallyBlock.statements)) {
    l.session.report(node, "AD2001", {});
    return true;
  }
  const { region } = l.build;
  const { finalizers } = l;
  const activation = activationOf(l);
  const finalizer: Finalizer = {
    run: () => withinActivation(l, activation, () => run(l, [finallyBlock])),
    served: new Set(),
  };
  const start = region.ops.length;
  l.finalizers = [...finalizers, finalizer];
  run(l, [tryBlock]);
  l.finalizers = finalizers;
  const { exit } = l;
  if (exit.kind === "never") return true;
  const isInterrupted = mayThrow(l, region.ops.slice(start), finalizer);
  const end = region.ops.length;
  l.exit = NORMAL;
  finalizer.run();
  if (isInterrupted && isNoticed(region.ops.slice(end))) l.session.report(node, "AD2001", {});
  if (l.exit.kind !== "never") l.exit = exit;
  return true;
}

/** A `throw` runs the `finally` blocks around it, innermost first. */
export function lowerThrow(l: Lowering, node: ts.ThrowStatement): void {
  const error = throwOperand(l, node.expression);
  const { finalizers } = l;
  for (let index = finalizers.length - 1; index >= 0; index--) {
    l.finalizers = finalizers.slice(0, index);
    finalizers[index].run();
  }
  l.finalizers = finalizers;
  l.build.throw(error);
  const thrown = l.build.region.ops.at(-1);
  for (const finalizer of finalizers) if (thrown) finalizer.served.add(thrown);
  l.never();
}

function mayThrow(l: Lowering, ops: readonly Op[], finalizer: Finalizer): boolean {
  const all = [...allOps({ params: [], ops: [...ops], yields: [] })];
  const throws = (op: Op): boolean =>
    (op.kind === "throw" && !finalizer.served.has(op)) || (op.kind === "extern" && op.effect === "writes");
  if (all.some(throws)) return true;
  const called = reachable(all.flatMap((op) => (op.kind === "call" ? [op.callee] : [])));
  return called.some((func) => l.session.stateOf(func) === "unfinished" || [...allOps(func.body)].some(throws));
}

/** Whether operations do more than compute. */
function isNoticed(ops: readonly Op[]): boolean {
  const all = [...allOps({ params: [], ops: [...ops], yields: [] })];
  return all.some((op) => effectOf(op) === "writes" || op.kind === "call");
}
