/** Partial derivatives by cases, of which only the one that holds is evaluated. */
import { type Builder, emptyRegion } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import { F64 } from "../ir/types.js";

/** `condition ? whenTrue : otherwise()`, where `otherwise` is only evaluated when it is wanted. */
export function choose(build: Builder, condition: Value, whenTrue: Value, otherwise: () => Value): Value {
  const then = { ...emptyRegion(), yields: [whenTrue] };
  const rest = emptyRegion();
  rest.yields = [build.within(rest, otherwise)];
  return build.if(condition, then, rest, [F64])[0];
}
