/** What a rule of the program returns has the lengths of what it is the derivative of, or by. */
import { type Builder, emptyRegion } from "../ir/builder.js";
import type { Func, Value } from "../ir/ops.js";
import { doIfPresent } from "../ir/presence.js";
import { mayBeMissing } from "../ir/traverse.js";
import { isDifferentiable, isTypedArray, type Type } from "../ir/types.js";

export interface Expected {
  /** Something with the lengths that the derivative should have. */
  readonly like: Value;
  /** The parameter that it is the cotangent of; without one it is the tangent of the result. */
  readonly of?: Value;
  /** Lists in `like` may have become longer since. */
  readonly grown?: boolean;
  /** How long the list itself was. */
  readonly length?: Value;
}

/** Emits the check that a derivative has the lengths of what it is the derivative of, or by. */
export function expectRuleShape(build: Builder, rule: Func, derivative: Value, expected: Expected): void {
  const { like, of, grown, length } = expected;
  if (derivative.type.kind !== "ref" || !mayDiffer(like.type, new Set())) return;
  const what = JSON.stringify(`${rule.source}: the ${of ? `cotangent of '${of.name ?? "x"}'` : "tangent"}`);
  const options = { discreet: true, confined: true } as const;
  const areTyped = isTypedArray(derivative.type) && isTypedArray(like.type);
  if (!areTyped) {
    const template = [`expectRuleShape(${what}, `, ", ", grown ? ", true);" : ");"];
    build.externStatement(template, [derivative, like], { ...options, uses: ["expectRuleShape"] });
    if (!length) return;
  }
  // So that it goes where the compiler sees that both lengths are one.
  const compare = (): void => {
    const lengths = [build.length(derivative), length ?? build.length(like)];
    const refused = emptyRegion();
    const template = [`refuseRuleLength(${what}, `, ", ", ");"];
    build.within(refused, () => build.externStatement(template, lengths, { ...options, uses: ["refuseRuleLength"] }));
    build.if(build.prim("ne", lengths[0], lengths[1]), refused, emptyRegion(), []);
  };
  const given = (): void => doIfPresent(build, derivative, compare);
  if (of && mayBeMissing(rule, of)) doIfPresent(build, like, given);
  else given();
}

/** Whether values of a type may become longer. */
export function isList(type: Type): boolean {
  return type.kind === "ref" && type.memory.kind === "array" && !isTypedArray(type);
}

/** Whether two values of a type may have different lengths somewhere. */
function mayDiffer(type: Type, within: Set<Type>): boolean {
  if (type.kind !== "ref" || !isDifferentiable(type) || within.has(type)) return false;
  const { memory } = type;
  if (memory.kind !== "record") return true;
  within.add(type);
  return memory.fields.some((field) => mayDiffer(field.type, within));
}
