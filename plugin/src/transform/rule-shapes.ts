/** What a rule of the program returns has the lengths of what it is the derivative of, or by. */
import { type Builder, emptyRegion } from "../ir/builder.js";
import type { Func, Value } from "../ir/ops.js";
import { doIfPresent } from "../ir/presence.js";
import { mayBeMissing } from "../ir/traverse.js";
import { isDifferentiable, isTypedArray, type Type } from "../ir/types.js";

/**
 * Emits the check that a derivative has the lengths of what it is the derivative of, or by. `of`: the parameter that it is the cotangent
 * of; without one it is the tangent of the result.
 */
export function expectRuleShape(build: Builder, rule: Func, derivative: Value, like: Value, of?: Value): void {
  if (derivative.type.kind !== "ref" || !mayDiffer(like.type, new Set())) return;
  const what = JSON.stringify(`${rule.source}: the ${of ? `cotangent of '${of.name ?? "x"}'` : "tangent"}`);
  const options = { discreet: true, confined: true } as const;
  if (!isTypedArray(derivative.type) || !isTypedArray(like.type)) {
    const uses = ["expectRuleShape"];
    build.externStatement([`expectRuleShape(${what}, `, ", ", ");"], [derivative, like], { ...options, uses });
    return;
  }
  // So that it goes where the compiler sees that both lengths are one.
  const compare = (): void => {
    const lengths = [derivative, like].map((ref) => build.length(ref));
    const refused = emptyRegion();
    const uses = ["refuseRuleLength"];
    build.within(refused, () =>
      build.externStatement([`refuseRuleLength(${what}, `, ", ", ");"], lengths, { ...options, uses }),
    );
    build.if(build.prim("ne", lengths[0], lengths[1]), refused, emptyRegion(), []);
  };
  const given = (): void => doIfPresent(build, derivative, compare);
  if (of && mayBeMissing(rule, of)) doIfPresent(build, like, given);
  else given();
}

/** Whether two values of a type may have different lengths somewhere. */
function mayDiffer(type: Type, within: Set<Type>): boolean {
  if (type.kind !== "ref" || !isDifferentiable(type) || within.has(type)) return false;
  const { memory } = type;
  if (memory.kind !== "record") return true;
  within.add(type);
  return memory.fields.some((field) => mayDiffer(field.type, within));
}
