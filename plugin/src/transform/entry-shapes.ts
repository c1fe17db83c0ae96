/**
 * The shape that a parameter had when the function was called. A function may lengthen and shorten arrays; shadows keep
 * their greatest length, and the gradient has that of the argument.
 */
import type { Aliases } from "../analysis/aliases.js";
import { type Builder, emptyRegion } from "../ir/builder.js";
import { Value } from "../ir/ops.js";
import { INT, isDifferentiable, type Memory, memoryOf, OPAQUE, sameType, type Type } from "../ir/types.js";

/** Whether a parameter has arrays that the function may lengthen or shorten. */
export function mayChangeShape(param: Value, aliases: Aliases): boolean {
  return param.type.kind === "ref" && isDifferentiable(param.type) && aliases.classOf(param).resized;
}

/** What to keep of a zero shadow before the sweep: the length of a list of numbers, otherwise all of it. */
export function noteShape(build: Builder, shadow: Value): Value {
  return isList(shadow.type) ? build.length(shadow) : build.copy(shadow, { deep: true });
}

/** A fresh tangent of type `type` from a shadow, cut to the noted shape. */
export function cutToShape(build: Builder, shadow: Value, shape: Value, type: Type): Value {
  if (shape.type.kind === "int") return build.copy(shadow, { type, deep: true, range: [build.const(0), shape] });
  return new Cut(build).value(shadow, shape, type, []);
}

function isList(type: Type): boolean {
  const memory = memoryOf(type);
  return memory.kind === "array" && memory.element.kind !== "ref";
}

class Cut {
  constructor(private readonly build: Builder) {}

  value(shadow: Value, shape: Value, type: Type, around: readonly Memory[]): Value {
    const { build } = this;
    if (type.kind !== "ref") return shadow;
    const { memory } = type;
    // A recursive type has no end that is known here.
    if (memory.kind === "stack" || around.includes(memory)) return this.whole(shadow, type);
    if (memory.kind === "record") {
      const fields = memory.fields.map((field) => {
        if (field.type === OPAQUE || field.type.kind === "opaque") return build.const(null, OPAQUE);
        const [from, like] = [shadow, shape].map((each) => build.getField(each, field.name));
        return this.value(from, like, field.type, [...around, memory]);
      });
      return build.literal(type, fields);
    }
    if (memory.container !== "Array") return this.whole(shadow, type);
    const length = build.length(shape);
    if (isList(type)) return build.copy(shadow, { type, range: [build.const(0), length] });
    const made = build.alloc(type, length);
    const index = new Value(INT, "i");
    const body = emptyRegion([index]);
    build.within(body, () => {
      const [from, like] = [shadow, shape].map((each) => build.load(each, index));
      build.store(made, index, this.value(from, like, memory.element, [...around, memory]));
    });
    build.for({ start: build.const(0), end: length, step: 1, inclusive: false }, [], body);
    return made;
  }

  private whole(shadow: Value, type: Type): Value {
    return this.build.copy(shadow, { type: sameType(type, shadow.type) ? shadow.type : type, deep: true });
  }
}
