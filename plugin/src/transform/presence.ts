/** Optional parameters and fields, which may not be there. */
import { type Builder, emptyRegion } from "../ir/builder.js";
import type { Func, Value } from "../ir/ops.js";
import { mayBeMissing } from "../ir/traverse.js";
import { memoryOf } from "../ir/types.js";

/** What `body` makes of memory that may be missing, and `otherwise` where it is. */
export function ifPresent(
  build: Builder,
  ref: Value,
  body: () => Value,
  otherwise: null | undefined = undefined,
): Value {
  const present = emptyRegion();
  const made = build.within(present, body);
  present.yields = [made];
  const missing = emptyRegion();
  missing.yields = build.within(missing, () => [build.const(otherwise, made.type)]);
  return build.if(build.prim("isNullish", ref), missing, present, [made.type], [made.name])[0];
}

export function doIfPresent(build: Builder, ref: Value, body: () => void): void {
  const present = emptyRegion();
  build.within(present, body);
  build.if(build.prim("isNullish", ref), emptyRegion(), present, []);
}

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
