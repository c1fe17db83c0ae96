/** `Object.freeze(x)`: generated code freezes what stands for `x`, so that writes to it throw there as they do in the program. */
import type ts from "typescript-6";
import { isDifferentiable, type Type } from "../ir/types.js";
import type { Lowering } from "./lowering.js";
import { isSloppy } from "./strict-code.js";
import { type FrontValue, isValue } from "./values.js";

/** Nothing where the call is better carried along, or where the memory is not just the slots that JavaScript freezes. */
export function lowerObjectFreeze(l: Lowering, node: ts.CallExpression): FrontValue | undefined {
  // Sloppy code goes on after such a write, as if there were none.
  if (node.arguments.length !== 1 || isSloppy(node)) return undefined;
  const { ops } = l.build.region;
  const { length } = ops;
  const value = l.expression(node.arguments[0]);
  if (isValue(value) && isDifferentiable(value.type) && isPlain(value.type)) {
    // Others may look at it from now on, as a write would be seen.
    l.build.externStatement(["Object.freeze(", ");"], [value], { confined: true });
    return value;
  }
  ops.length = length;
  return undefined;
}

/** An array or a record: not an object of a class, whose private names stay writable, nor a Map, whose entries do. */
function isPlain(type: Type): boolean {
  if (type.kind !== "ref" || type.memory.kind === "stack") return false;
  return type.memory.kind === "array" || !(type.memory.classes || type.memory.collection);
}
