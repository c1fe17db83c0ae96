/**
 * The shape that a parameter had when the function was called. A function may lengthen and shorten arrays; shadows keep
 * their greatest length, and the gradient has that of the argument.
 */
import type { Aliases } from "../analysis/aliases.js";
import type { Builder } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import { isDifferentiable, type Memory, memoryOf, sameType, shadowType, tangentType, type Type } from "../ir/types.js";

/** Whether a parameter has arrays that the function may lengthen or shorten, or its tangent needs the shape otherwise. */
export function mayChangeShape(param: Value, aliases: Aliases): boolean {
  if (param.type.kind !== "ref" || !isDifferentiable(param.type)) return false;
  return aliases.classOf(param).resizes(param.type) || needsShape(param.type);
}

/** Whether a fresh tangent of a shadow needs the shape: of memory that may be shared, where the containers differ. */
export function needsShape(type: Type): boolean {
  return !sameType(tangentType(type), shadowType(type)) && isEntangled(type);
}

/** What to keep of a zero shadow before the sweep: the length of a list of numbers, otherwise a tangent of that shape. */
export function noteShape(build: Builder, shadow: Value, primal: Value): Value {
  if (isList(shadow.type)) return build.length(shadow);
  return build.copy(shadow, { type: tangentType(primal.type), deep: true, like: primal });
}

/** A fresh tangent of type `type` from a shadow, cut to the noted shape. */
export function cutToShape(build: Builder, shadow: Value, shape: Value, type: Type): Value {
  if (shape.type.kind === "int") return build.copy(shadow, { type, deep: true, range: [build.const(0), shape] });
  return build.copy(shadow, { type, deep: true, like: shape });
}

/** The shadow that starts a forward sweep, of a public tangent: where memory is reached along several paths, it is one. */
export function shadowOfTangent(build: Builder, tangent: Value, primal: Value, name: string): Value {
  const options = { type: shadowType(primal.type), deep: true, name };
  return build.copy(tangent, isEntangled(primal.type) ? { ...options, like: primal } : options);
}

function isList(type: Type): boolean {
  const memory = memoryOf(type);
  return memory.kind === "array" && memory.element.kind !== "ref";
}

/** Objects of classes, and types that contain themselves. */
export function isEntangled(type: Type, around: readonly Memory[] = []): boolean {
  if (type.kind !== "ref") return false;
  const { memory } = type;
  if (around.includes(memory) || (memory.kind === "record" && memory.classes)) return true;
  const inner = memory.kind === "record" ? memory.fields.map((field) => field.type) : [memory.element];
  return inner.some((each) => isEntangled(each, [...around, memory]));
}
