/** Optional parameters and fields, which may not be there. */
import type { Builder } from "../ir/builder.js";
import type { Func, Value } from "../ir/ops.js";
import { ifPresent } from "../ir/presence.js";
import { mayBeMissing } from "../ir/traverse.js";
import { isOptional, memoryOf } from "../ir/types.js";

/** The parameters that may be missing where shadows of some come behind all of them: a shadow is missing where its primal is. */
export function withShadows(func: Func, shadowed: readonly Value[]): ReadonlySet<number> {
  const behind = func.body.params.length;
  const missing = shadowed.flatMap((param, k) => (mayBeMissing(func, param) ? [behind + k] : []));
  return new Set([...(func.nullable ?? []), ...missing]);
}

/** Whether a field that holds a number may be missing, as its shadow is then. */
export function mayLack(record: Value, name: string): boolean {
  const memory = memoryOf(record.type);
  const field = memory.kind === "record" ? memory.fields.find((each) => each.name === name) : undefined;
  return field?.optional === true && field.type.kind === "f64";
}

/** Whether elements of an array of numbers may be missing, as their shadows are then. */
export function mayLackElements({ type }: Value): boolean {
  const memory = memoryOf(type);
  return memory.kind === "array" && isOptional(memory) && memory.element.kind === "f64";
}

/** What the function's parameter at this position is given, or a copy of it where that is memory. */
export function argumentCopy(build: Builder, func: Func, position: number, given: Value): Value {
  if (given.type.kind !== "ref") return given;
  const copy = (): Value => build.copy(given, { deep: true });
  return mayBeMissing(func, func.body.params[position]) ? ifPresent(build, given, copy) : copy();
}
