/**
 * All that a shadow led to when it was made. The program may put other references in its place since, or take them from a stack, and
 * a pullback that is called again has to find what was there at first as zero as it was.
 */
import { type Aliases, slot } from "../analysis/aliases.js";
import type { Builder } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import { doIfPresent, ifPresent } from "../ir/presence.js";
import { arrayOf, type Field, type Memory, memoryOf, type RecordMemory, recordOf, type Type } from "../ir/types.js";

/** Whether references in the memory of a value are replaced somewhere in the function. */
export function losesParts(value: Value, aliases: Aliases): boolean {
  const { writes } = aliases.classOf(value);
  return memoryOf(value.type).kind === "stack" || referenceSlots(value.type).some((each) => writes.has(each));
}

/** The kinds of slots with references that are reachable from a value. */
export function referenceSlots(type: Type, seen = new Set<Memory>()): string[] {
  if (type.kind !== "ref" || seen.has(type.memory)) return [];
  const { memory } = type;
  seen.add(memory);
  if (memory.kind !== "record") {
    const own = memory.element.kind === "ref" ? [slot(memory)] : [];
    return [...own, ...referenceSlots(memory.element, seen)];
  }
  return memory.fields.flatMap((field) => {
    const own = field.type.kind === "ref" ? [slot(memory, field.name)] : [];
    return [...own, ...referenceSlots(field.type, seen)];
  });
}

/**
 * The parts of a shadow as they are arranged now; memory that holds numbers only is the shadow's own. Undefined where the type has no end
 * that is known here.
 */
export function holdWhole(build: Builder, shadow: Value): Value | undefined {
  const type = wholeType(shadow.type);
  return type && hold(build, shadow, type);
}

/** That of what `holdWhole` gives: records of references beside each record, arrays of these. */
export function wholeType(type: Type, around: readonly Memory[] = []): Type | undefined {
  const memory = memoryOf(type);
  if (around.includes(memory)) return undefined;
  const inner = [...around, memory];
  if (memory.kind === "stack" || (memory.kind === "array" && memory.element.kind !== "ref")) return type;
  if (memory.kind === "array") {
    const element = wholeType(memory.element, inner);
    return element && arrayOf(element);
  }
  const fields: Field[] = [{ name: "self", type }];
  for (const { name, type: of } of references(memory)) {
    const found = wholeType(of, inner);
    if (!found) return undefined;
    fields.push({ name: partName(name), type: found, optional: true });
  }
  return recordOf(fields);
}

export function partName(field: string): string {
  return `to_${field}`;
}

function references(memory: RecordMemory): Field[] {
  return memory.fields.filter((field) => field.type.kind === "ref");
}

function hold(build: Builder, shadow: Value, type: Type): Value {
  const memory = memoryOf(shadow.type);
  const target = memoryOf(type);
  const ifThere = (part: Value, of: Type): Value => ifPresent(build, part, () => hold(build, part, of));
  if (memory.kind === "stack") return build.copy(shadow);
  if (memory.kind === "array" && memory.element.kind === "ref" && target.kind === "array") {
    const length = build.length(shadow);
    const made = build.alloc(type, length);
    build.each(length, (index) => build.store(made, index, ifThere(build.load(shadow, index), target.element)));
    return made;
  }
  if (memory.kind !== "record" || target.kind !== "record") return shadow;
  const parts = references(memory).map(({ name }, k) =>
    ifThere(build.getField(shadow, name), target.fields[k + 1].type),
  );
  return build.literal(type, [shadow, ...parts]);
}

/** Sets all of `held`, which stands for a shadow of type `type`, to zero. */
export function clearWhole(build: Builder, held: Value, type: Type): void {
  const memory = memoryOf(type);
  const ifThere = (part: Value, of: Type): void => doIfPresent(build, part, () => clearWhole(build, part, of));
  if (memory.kind === "array" && memory.element.kind === "ref") {
    const { element } = memory;
    build.each(build.length(held), (index) => ifThere(build.load(held, index), element));
  } else if (memory.kind === "record") {
    const self = build.getField(held, "self");
    for (const field of memory.fields) {
      const zero = (): void => build.setField(self, field.name, build.const(0));
      if (field.type.kind === "ref") ifThere(build.getField(held, partName(field.name)), field.type);
      else if (field.type.kind === "f64" && (field.optional || memory.partial || memory.classes))
        doIfPresent(build, build.getField(self, field.name), zero);
      else if (field.type.kind === "f64") zero();
    }
  } else build.clear(held);
}
