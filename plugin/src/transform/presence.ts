/** Memory of optional parameters, which may not be there. */
import { type Builder, emptyRegion } from "../ir/builder.js";
import type { Region, Value } from "../ir/ops.js";
import type { Type } from "../ir/types.js";

/** What `body` makes of memory that may be missing; `undefined` where it is. */
export function ifPresent(build: Builder, ref: Value, body: () => Value): Value {
  const present = emptyRegion();
  const made = build.within(present, body);
  present.yields = [made];
  return choose(build, ref, present, [made.type], made.name)[0];
}

export function doIfPresent(build: Builder, ref: Value, body: () => void): void {
  const present = emptyRegion();
  build.within(present, body);
  choose(build, ref, present, []);
}

function choose(build: Builder, ref: Value, present: Region, types: readonly Type[], name?: string): Value[] {
  const missing = emptyRegion();
  missing.yields = build.within(missing, () => types.map((type) => build.const(undefined, type)));
  return build.if(build.prim("isNullish", ref), missing, present, types, [name]);
}
