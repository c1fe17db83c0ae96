/** Whether a function is linear in its active inputs, but for constants that are added. */
import type { Func, Op } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { getRule } from "../rules/table.js";
import type { ActivityAnalysis } from "./activity.js";

/** An operation in which the function is not linear, if there is one. */
export function nonlinearity(
  func: Func,
  mask: readonly boolean[],
  analysis: ActivityAnalysis,
  around: readonly Func[] = [],
): Op | undefined {
  if (around.includes(func)) return undefined;
  const activity = analysis.of(func, mask);
  return allOps(func.body).find((op) => {
    const isActive = op.operands.map((operand) => activity.isActive(operand));
    if (!isActive.includes(true)) return false;
    if (op.kind === "call") return nonlinearity(op.callee, isActive, analysis, [...around, func]) !== undefined;
    if (op.kind !== "prim" || op.name === "isNullish") return false;
    const { linear, partial } = getRule(op.name);
    if (linear === "all") return false;
    const active = isActive.flatMap((each, k) => (each ? [k] : []));
    return !partial || active.length > 1 || !linear?.includes(active[0]);
  });
}
