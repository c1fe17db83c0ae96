/** What is done with memory that may not be there. */
import { type Builder, emptyRegion } from "./builder.js";
import type { Value } from "./ops.js";

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

/** As `doIfPresent`, or at once where nothing is missing. */
export function doUnlessMissing(build: Builder, mayMiss: boolean, ref: Value, body: () => void): void {
  if (mayMiss) doIfPresent(build, ref, body);
  else body();
}

export function doIfPresent(build: Builder, ref: Value, body: () => void): void {
  const present = emptyRegion();
  build.within(present, body);
  build.if(build.prim("isNullish", ref), emptyRegion(), present, []);
}
