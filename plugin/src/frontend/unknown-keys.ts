/** Parameters in which there are dictionaries with numbers: a gradient would have nothing in their place. */
import ts from "typescript-6";
import { isDifferentiable } from "../ir/types.js";
import { dictionaryElement } from "./collection-types.js";
import type { Lowering } from "./lowering.js";

/** Objects nest deeper than this only where a type refers to itself. */
const MAX_DEPTH = 4;

export function hasUnknownKeys(l: Lowering, operand: ts.Expression, index: number): boolean {
  const [signature] = l.checker.getTypeAtLocation(operand).getCallSignatures();
  const symbol = signature?.parameters[index];
  return symbol !== undefined && holdsDictionary(l, l.checker.getTypeOfSymbolAtLocation(symbol, operand), 0);
}

function holdsDictionary(l: Lowering, type: ts.Type, depth: number): boolean {
  const { checker, session } = l;
  const isObject = (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Union | ts.TypeFlags.Intersection)) !== 0;
  if (!isObject || depth > MAX_DEPTH || type.getCallSignatures().length > 0) return false;
  if (type.isUnion()) return type.types.some((member) => holdsDictionary(l, member, depth));
  const held = dictionaryElement(checker, type);
  if (held) return isDifferentiable(session.types.of(held)) || holdsDictionary(l, held, depth + 1);
  if (checker.isArrayType(type) || checker.isTupleType(type))
    return checker.getTypeArguments(type as ts.TypeReference).some((each) => holdsDictionary(l, each, depth + 1));
  return checker
    .getPropertiesOfType(type)
    .some((property) => holdsDictionary(l, checker.getTypeOfSymbol(property), depth + 1));
}
