/** `structuredClone(x)` of numbers, and of plain arrays, typed arrays and objects of them. */
import type ts from "typescript-6";
import { isCollectionMemory, isFunctionMemory, isNumber, mentions, type Type } from "../ir/types.js";
import type { Lowering } from "./lowering.js";
import { type FrontValue, isValue } from "./values.js";

/** Nothing where the call is better carried along: what else there is to clone the compiler does not know. */
export function lowerStructuredClone(l: Lowering, node: ts.CallExpression): FrontValue | undefined {
  if (node.arguments.length !== 1) return undefined;
  const { ops } = l.build.region;
  const { length } = ops;
  const value = l.expression(node.arguments[0]);
  if (isValue(value) && isNumber(value.type)) return value;
  if (isValue(value) && value.type.kind === "ref" && !mentions(value.type, isOther))
    return l.build.copy(value, { deep: true });
  ops.length = length;
  return undefined;
}

function isOther(type: Type): boolean {
  const isInstance = type.kind === "ref" && type.memory.kind === "record" && type.memory.classes !== undefined;
  return (
    type.kind === "opaque" || type.kind === "fn" || isInstance || isFunctionMemory(type) || isCollectionMemory(type)
  );
}
