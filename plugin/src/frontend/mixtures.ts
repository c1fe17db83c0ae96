/** Values that are numbers on some paths and flags or texts on others: `return false` for what cannot be computed. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Value } from "../ir/ops.js";
import { F64, isNumber, OPAQUE, type Type } from "../ir/types.js";
import { throwTypeError, withChosen } from "./choices.js";
import type { Lowering } from "./lowering.js";
import { alternativesOf, type ChoiceValue, type FrontValue, type FunctionNode, isValue } from "./values.js";

/**
 * A choice among values of the IR as one value: where the checker has found that it is a number, one that is none throws;
 * otherwise it is something that has no derivative.
 */
export function oneValue(l: Lowering, choice: ChoiceValue, type: Type, node: ts.Node): Value {
  if (isNumber(type)) return numberOf(l, choice, excerpt(node.getText())) as Value;
  const name = excerpt(node.getText());
  return withChosen(l, choice, (chosen) => l.coerce(chosen as Value, OPAQUE, node, name)) as Value;
}

/** What is a number of a value; anything else throws a TypeError. */
export function numberOf(l: Lowering, value: FrontValue, what: string): FrontValue {
  if (!isValue(value) && value.kind === "choice") return withChosen(l, value, (chosen) => numberOf(l, chosen, what));
  if (isValue(value) && isNumber(value.type)) return value;
  throwTypeError(l, `${what} is not a number`);
  return l.undefined(F64);
}

/** As `numberOf`, of what may be a number or something else. */
export function numberIfMixed(l: Lowering, value: FrontValue, what: string): FrontValue {
  return isMixture(value) && alternativesOf(value).some((each) => isValue(each) && isNumber(each.type))
    ? numberOf(l, value, what)
    : value;
}

/** Whether it may be something else than a number, on some path. */
export function isMixture(value: FrontValue): value is ChoiceValue {
  return !isValue(value) && value.kind === "choice" && alternativesOf(value).every(isValue);
}

/** Whether a function returns numbers on some paths and flags or texts on others. */
export function returnsMixture(checker: ts.TypeChecker, node: FunctionNode): boolean {
  const signature = checker.getSignatureFromDeclaration(node);
  const type = signature && checker.getReturnTypeOfSignature(signature);
  if (!type?.isUnion()) return false;
  const some = (flags: ts.TypeFlags): boolean => type.types.some((member) => (member.flags & flags) !== 0);
  return some(ts.TypeFlags.NumberLike) && some(ts.TypeFlags.BooleanLike | ts.TypeFlags.StringLike);
}
