/** Optional parameters and fields, which may not be there. */
import type { Func, Value } from "../ir/ops.js";
import { mayBeMissing } from "../ir/traverse.js";
import { memoryOf } from "../ir/types.js";

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
