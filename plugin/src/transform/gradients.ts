/** What a sweep has found to be the gradient by a parameter, as users see it. */
import type { Value } from "../ir/ops.js";
import { ifPresent } from "../ir/presence.js";
import { isDifferentiable, OPAQUE, sameType, tangentType } from "../ir/types.js";
import { cutToShape } from "./entry-shapes.js";
import type { Position } from "./positions.js";
import type { Joint } from "./reverse.js";
import { slotOf } from "./selection.js";

export function gradientAt(joint: Joint, { at, element }: Position): Value {
  const { adjoint, forward, source } = joint;
  const { build } = adjoint;
  const param = source.body.params[at];
  if (param.type.kind === "f64") return adjoint.get(param);
  if (!isDifferentiable(param.type)) return build.const(null, OPAQUE);
  const shadow = forward.shadow(param);
  const type = tangentType(param.type);
  const shape = forward.entryShape(param);
  const read = (): Value => {
    if (shape) return cutToShape(build, shadow, shape, type);
    return sameType(type, shadow.type) ? shadow : build.copy(shadow, { type, deep: true });
  };
  if (element !== undefined) return slotOf(build, read(), element);
  return source.optional?.has(at) ? ifPresent(build, shadow, read, null) : read();
}
