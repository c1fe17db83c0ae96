/**
 * Tangents at which what is linear in them is differentiated. Any would do, but for rules that take a short cut where a tangent is zero,
 * and then say nothing of others.
 */
import type { Builder } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import { F64, tangentType, tupleOf } from "../ir/types.js";
import { zeroTangent } from "./selection.js";

const SOME = 0.7390851332151607;

/** Fills a tangent or shadow in memory, or takes another number. */
export function filledWithSome(build: Builder, tangent: Value): Value {
  if (tangent.type.kind === "f64") return build.const(SOME, F64);
  if (tangent.type.kind !== "ref") return tangent;
  build.externStatement(["someTangent(", ");"], [tangent], { uses: ["someTangent"], discreet: true, confined: true });
  return tangent;
}

/** A list of tangents of values. */
export function someTangents(build: Builder, values: readonly Value[]): Value {
  const tangents = values.map((value) => filledWithSome(build, zeroTangent(build, value)));
  return build.literal(tupleOf(values.map(({ type }) => tangentType(type))), tangents);
}
