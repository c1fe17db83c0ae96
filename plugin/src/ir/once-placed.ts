/** Results of functions with rules: no memory is in two places of one. */
import type { Builder } from "./builder.js";
import type { Value } from "./ops.js";
import { isDifferentiable, type Type } from "./types.js";

/** Emits the check that the result of a function with a rule has no memory in two places: each place has a cotangent of its own. */
export function expectOncePlaced(build: Builder, rule: string, value: Value): void {
  if (!hasParts(value.type)) return;
  const template = [`expectOncePlaced(${JSON.stringify(rule)}, `, ");"];
  build.externStatement(template, [value], { uses: ["expectOncePlaced"], discreet: true, confined: true });
}

/** Whether there may be several pieces of memory in a value of a type. */
export function hasParts(type: Type): boolean {
  return partsOf(type, new Set()) > 1;
}

/** How many pieces of memory with a derivative there are below a value of a type, as far as that matters. */
function partsOf(type: Type, within: Set<Type>): number {
  if (type.kind !== "ref" || !isDifferentiable(type)) return 0;
  const { memory } = type;
  if (
    within.has(type) ||
    (memory.kind !== "record" && memory.element.kind === "ref" && isDifferentiable(memory.element))
  )
    return 2;
  if (memory.kind !== "record") return 1;
  const inner = new Set(within).add(type);
  return memory.fields.reduce((sum, field) => sum + partsOf(field.type, inner), 1) - (within.size === 0 ? 1 : 0);
}
