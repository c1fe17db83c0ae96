/** Argument lists of functions with a rest parameter, as users see them: `[w, ...a]` where the IR has `[w, a]`. */
import type { Builder } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import { OPAQUE, type RecordMemory, type Type } from "../ir/types.js";

/** The tuple that a type is, if it or a tuple in it is one that users see otherwise. */
function listOf(type: Type): RecordMemory | undefined {
  if (type.kind !== "ref" || type.memory.kind !== "record" || !type.memory.tuple) return undefined;
  return type.memory.spread || type.memory.fields.some((field) => listOf(field.type)) ? type.memory : undefined;
}

/** What users see where the IR has a value of this type. */
export function publicType(type: Type): Type {
  const list = listOf(type);
  if (!list) return type;
  const slots = list.fields.map((field) => publicType(field.type));
  return { kind: "opaque", tuple: { slots, spread: list.spread === true } };
}

/** The IR's form of what a user gave for a value of this type. */
export function fromPublic(build: Builder, given: Value, type: Type): Value {
  const list = listOf(type);
  if (!list) return given;
  const slots = list.fields.map((field, k) => {
    if (field.type.kind === "opaque") return build.const(null, OPAQUE);
    const isRest = list.spread && k === list.fields.length - 1;
    const template = isRest ? ["argumentsFrom(", `, ${k})`] : ["", `[${k}]`];
    const uses = isRest ? ["argumentsFrom"] : undefined;
    const slot = build.extern(template, [given], publicType(field.type), { effect: "reads", uses });
    return isRest ? slot : fromPublic(build, slot, field.type);
  });
  return build.literal(type, slots);
}

export function toPublic(build: Builder, value: Value): Value {
  const list = listOf(value.type);
  if (!list) return value;
  const slots = list.fields.map((field) => toPublic(build, build.getField(value, field.name)));
  const last = slots.length - 1;
  const template = slots.map((_, k) => `${k === 0 ? "[" : ", "}${list.spread && k === last ? "..." : ""}`);
  return build.extern([...template, "]"], slots, publicType(value.type), { effect: "reads" });
}
