/**
 * The complex step: forward mode with tangents as imaginary parts, by the analytic continuations of primitives in place of their
 * derivatives. Where the parts are so small that their squares vanish the result is the derivative, to the last digits (J. N. Lyness
 * and C. B. Moler, Numerical differentiation of analytic functions, 1967).
 */
import { type ActivityAnalysis, maskKey } from "../analysis/activity.js";
import { emptyRegion } from "../ir/builder.js";
import type { Func, Op, Value } from "../ir/ops.js";
import { allOps, cloneRegion, derivedName, reachable } from "../ir/traverse.js";
import { getRule } from "../rules/table.js";
import { ForwardPass } from "./forward.js";

export class ComplexStepPass extends ForwardPass {
  protected override tangent(result: Value, operands: readonly Value[], op: Op): void {
    const { imaginary } = op.kind === "prim" ? getRule(op.name) : {};
    if (!imaginary) return;
    const args = operands.map((operand) => this.primal(operand));
    const parts = operands.map((operand) => (this.flows(operand) ? this.shadow(operand) : undefined));
    this.setShadow(result, imaginary({ build: this.build, args, parts }));
  }
}

/**
 * The function as it computes its value, whatever rules of the program's own say of it and of what it calls. Nothing where that may be by
 * iterations: a rule stands in for their limit, from which their own derivative may be far (that of a bisection is zero).
 */
export function withoutRules(func: Func): Func | undefined {
  const ruled = reachable([func]).filter(({ rule }) => rule);
  if (ruled.length === 0) return func;
  if (reachable(ruled).some(mayIterate)) return undefined;
  const made = new Map<Func, Func>();
  const copy = (each: Func): Func => {
    const known = made.get(each);
    if (known) return known;
    const plain: Func = { ...each, name: derivedName(each, "plain"), rule: undefined, body: emptyRegion() };
    made.set(each, plain);
    plain.body = cloneRegion(each.body, new Map());
    for (const op of allOps(plain.body)) if (op.kind === "call" || op.kind === "closure") op.callee = copy(op.callee);
    return plain;
  };
  return copy(func);
}

function mayIterate(func: Func): boolean {
  const ops = allOps(func.body);
  const callees = ops.flatMap((op) => (op.kind === "call" || op.kind === "closure" ? [op.callee] : []));
  return ops.some(({ kind }) => kind === "for" || kind === "while") || reachable(callees).includes(func);
}

/** Whether all through which derivatives flow has a continuation, and none of it is code that is carried along. */
export function isAnalytic(analysis: ActivityAnalysis, func: Func, mask: readonly boolean[]): boolean {
  if (analysis.conflicts(func, mask).length > 0) return false;
  const seen = new Map<Func, Set<string>>();
  const visit = (each: Func, active: readonly boolean[]): boolean => {
    const activity = analysis.of(each, active);
    const keys = seen.get(each) ?? new Set();
    seen.set(each, keys);
    const key = maskKey(activity.params);
    if (keys.has(key)) return true;
    keys.add(key);
    return allOps(each.body).every((op) => {
      if (op.kind === "prim") {
        const { partial, imaginary } = getRule(op.name);
        return !partial || imaginary !== undefined || !activity.isActive(op.results[0]);
      }
      const given = op.operands.map((operand) => activity.isActive(operand));
      return op.kind !== "call" || !given.includes(true) || visit(op.callee, given);
    });
  };
  return visit(func, mask);
}
