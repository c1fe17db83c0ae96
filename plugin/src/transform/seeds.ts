/**
 * Where a pullback puts the cotangent of memory. The reverse sweep puts references in the shadows of parameters back to
 * where they were at first, so a pullback that is called again needs to know how the result's shadow was arranged in the end.
 */
import type { Aliases } from "../analysis/aliases.js";
import type { Builder } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import { doIfPresent, doUnlessMissing } from "../ir/presence.js";
import { memoryOf, type Type } from "../ir/types.js";
import { holdWhole, partName, referenceSlots, wholeType } from "./whole-shadows.js";

/** Whether a result's shadow may be arranged otherwise, or be longer, than the result is when the function returns. */
export function mayBeRearranged(result: Value, aliases: Aliases): boolean {
  const group = aliases.classOf(result);
  return group.resizes(result.type) || (group.params.size > 0 && group.writes.size > 0);
}

/** Whether a result is arranged in a way that a pullback cannot know when it is called again. */
export function losesArrangement(result: Value, aliases: Aliases): boolean {
  if (!mayBeRearranged(result, aliases) || isArranged(result.type)) return false;
  const { params, writes } = aliases.classOf(result);
  // Only what can be reached from a parameter is put back.
  return params.size > 0 && referenceSlots(result.type).some((each) => writes.has(each));
}

/** The references of a shadow as they are now; memory that holds numbers only is the shadow's own. */
export function arrangement(build: Builder, shadow: Value): Value {
  return isArranged(shadow.type) ? holdWhole(build, shadow)! : shadow;
}

/** Adds a cotangent to the shadow that `held` is the arrangement of, which had type `type`. */
export function seedArranged(build: Builder, held: Value, cotangent: Value, type: Type): void {
  if (isArranged(type)) seed(build, held, cotangent, type);
  else build.accumulate(held, cotangent);
}

/** Not of a recursive type, whose memory has no end that is known here. */
function isArranged(type: Type): boolean {
  return wholeType(type) !== undefined;
}

function seed(build: Builder, held: Value, cotangent: Value, type: Type): void {
  const memory = memoryOf(type);
  const inner = (to: Value, from: Value, of: Type): void => doIfPresent(build, to, () => seed(build, to, from, of));
  if (memory.kind === "array" && memory.container === "Array") {
    // The shadow may be longer: arrays that were shortened keep their greatest length.
    build.each(build.length(cotangent), (index) => {
      const [to, from] = [build.load(held, index), build.load(cotangent, index)];
      if (memory.element.kind === "ref") inner(to, from, memory.element);
      else if (memory.element.kind === "f64") build.store(held, index, build.prim("add", to, from));
    });
  } else if (memory.kind === "record") {
    const self = build.getField(held, "self");
    for (const field of memory.fields) {
      const from = build.getField(cotangent, field.name);
      if (field.type.kind === "ref") inner(build.getField(held, partName(field.name)), from, field.type);
      else if (field.type.kind === "f64") {
        // Of several classes an object has the fields of its own.
        const add = (): void =>
          build.setField(self, field.name, build.prim("add", build.getField(self, field.name), from));
        doUnlessMissing(build, memory.partial === true, from, add);
      }
    }
  } else build.accumulate(held, cotangent);
}
