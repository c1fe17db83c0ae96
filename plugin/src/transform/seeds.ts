/**
 * Where a pullback puts the cotangent of memory. The reverse sweep puts references in the shadows of parameters back to
 * where they were at first, so a pullback that is called again needs to know how the result's shadow was arranged in the end.
 */
import type { Aliases } from "../analysis/aliases.js";
import { type Builder, emptyRegion } from "../ir/builder.js";
import { Value } from "../ir/ops.js";
import { arrayOf, type Field, INT, type Memory, memoryOf, recordOf, type Type } from "../ir/types.js";
import { referenceSlots } from "./whole-shadows.js";

/** Whether a result's shadow may be arranged otherwise, or be longer, than the result is when the function returns. */
export function mayBeRearranged(result: Value, aliases: Aliases): boolean {
  const group = aliases.classOf(result);
  return group.resized || (group.params.size > 0 && group.writes.size > 0);
}

/** Whether a result is arranged in a way that a pullback cannot know when it is called again. */
export function losesArrangement(result: Value, aliases: Aliases): boolean {
  if (!mayBeRearranged(result, aliases) || arrangementType(result.type, [])) return false;
  const { params, writes } = aliases.classOf(result);
  // Only what can be reached from a parameter is put back.
  return params.size > 0 && referenceSlots(result.type).some((each) => writes.has(each));
}

/** The references of a shadow as they are now; memory that holds numbers only is the shadow's own. */
export function arrangement(build: Builder, shadow: Value): Value {
  const type = arrangementType(shadow.type, []);
  return type ? arrange(build, shadow, type) : shadow;
}

/** Adds a cotangent to the shadow that `held` is the arrangement of, which had type `type`. */
export function seedArranged(build: Builder, held: Value, cotangent: Value, type: Type): void {
  if (arrangementType(type, [])) seed(build, held, cotangent, type);
  else build.accumulate(held, cotangent);
}

/** Nothing for a recursive type: its memory has no end that is known here. */
function arrangementType(type: Type, around: readonly Memory[]): Type | undefined {
  const memory = memoryOf(type);
  if (around.includes(memory) || (memory.kind === "record" && memory.partial)) return undefined;
  const inner = [...around, memory];
  if (memory.kind === "stack") return type;
  if (memory.kind === "array") {
    if (memory.element.kind !== "ref") return type;
    const element = arrangementType(memory.element, inner);
    return element && arrayOf(element);
  }
  const fields: Field[] = [{ name: "self", type }];
  for (const field of memory.fields) {
    if (field.type.kind !== "ref") continue;
    const found = arrangementType(field.type, inner);
    if (!found) return undefined;
    fields.push({ name: slotName(field.name), type: found });
  }
  return recordOf(fields);
}

function slotName(field: string): string {
  return `to_${field}`;
}

function arrange(build: Builder, shadow: Value, type: Type): Value {
  const memory = memoryOf(shadow.type);
  const target = memoryOf(type);
  if (memory.kind === "array" && memory.element.kind === "ref" && target.kind === "array") {
    const length = build.length(shadow);
    const made = build.alloc(type, length);
    each(build, length, (index) => build.store(made, index, arrange(build, build.load(shadow, index), target.element)));
    return made;
  }
  if (memory.kind !== "record" || target.kind !== "record") return shadow;
  const slots = memory.fields.filter((field) => field.type.kind === "ref");
  const inner = slots.map(({ name }, k) => arrange(build, build.getField(shadow, name), target.fields[k + 1].type));
  return build.literal(type, [shadow, ...inner]);
}

function seed(build: Builder, held: Value, cotangent: Value, type: Type): void {
  const memory = memoryOf(type);
  if (memory.kind === "array" && memory.container === "Array") {
    // The shadow may be longer: arrays that were shortened keep their greatest length.
    each(build, build.length(cotangent), (index) => {
      const [to, from] = [build.load(held, index), build.load(cotangent, index)];
      if (memory.element.kind === "ref") seed(build, to, from, memory.element);
      else if (memory.element.kind === "f64") build.store(held, index, build.prim("add", to, from));
    });
  } else if (memory.kind === "record") {
    const self = build.getField(held, "self");
    for (const field of memory.fields) {
      const from = build.getField(cotangent, field.name);
      if (field.type.kind === "ref") seed(build, build.getField(held, slotName(field.name)), from, field.type);
      else if (field.type.kind === "f64")
        build.setField(self, field.name, build.prim("add", build.getField(self, field.name), from));
    }
  } else build.accumulate(held, cotangent);
}

function each(build: Builder, length: Value, body: (index: Value) => void): void {
  const index = new Value(INT, "i");
  const region = emptyRegion([index]);
  build.within(region, () => body(index));
  build.for({ start: build.const(0), end: length, step: 1, inclusive: false }, [], region);
}
