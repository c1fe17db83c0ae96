/** `typeof`, and what is known of its result and by it. */
import ts from "typescript-6";
import { producerOf } from "../ir/builder.js";
import type { Constant, Value } from "../ir/ops.js";
import { isFunctionMemory, isNumber, OPAQUE } from "../ir/types.js";
import { throwTypeError, withChosen } from "./choices.js";
import type { Lowering } from "./lowering.js";
import { alternativesOf, type FrontValue, isValue } from "./values.js";

const TYPEOF = "(typeof ";

export function lowerTypeof(l: Lowering, node: ts.TypeOfExpression): Value {
  return typeofValue(l, l.expression(node.expression), node);
}

function typeofValue(l: Lowering, value: FrontValue, node: ts.TypeOfExpression): Value {
  if (!isValue(value)) {
    if (value.kind === "choice") return withChosen(l, value, (chosen) => typeofValue(l, chosen, node));
    return l.constant(value.kind === "tuple" || value.kind === "object" ? "object" : "function");
  }
  const known = l.constantOf(value);
  if (known) return l.constant(typeof known.value);
  const name = l.isDefinite(value) ? typeofKind(value) : staticTypeof(l, value, node.expression);
  if (name) return l.constant(name);
  return l.build.extern([TYPEOF, ")"], [value], OPAQUE, { effect: "none", discreet: true });
}

/** The `typeof` of a value whose type leaves no doubt, `undefined` included. */
function staticTypeof(l: Lowering, value: Value, node: ts.Expression): string | undefined {
  const type = l.checker.getTypeAtLocation(node);
  const doubtful =
    ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void;
  const members = type.isUnion() ? type.types : [type];
  if (members.some((member) => member.flags & doubtful || member.isTypeParameter())) return undefined;
  return (
    typeofKind(value) ?? (members.every((member) => member.flags & ts.TypeFlags.StringLike) ? "string" : undefined)
  );
}

function typeofKind(value: Value): string | undefined {
  if (isNumber(value.type)) return "number";
  if (value.type.kind === "bool") return "boolean";
  if (isFunctionMemory(value.type)) return "function";
  return value.type.kind === "ref" ? "object" : undefined;
}

/** Whether a value is what `typeof` says of something that cannot be of that kind, even where it is missing. */
export function isNeverTypeof(value: Value, kind: Constant): boolean {
  const op = producerOf(value);
  if (op?.kind !== "extern" || op.template[0] !== TYPEOF || typeof kind !== "string") return false;
  const known = typeofKind(op.operands[0]);
  return known !== undefined && kind !== known && kind !== "undefined" && kind !== "object";
}

/** A function on one path and data on another, where the checker has found by a test that it is data. */
export function narrowed(l: Lowering, value: FrontValue, node: ts.Expression): FrontValue {
  if (isValue(value) || value.kind !== "choice") return value;
  const kind = l.session.types.at(node).kind;
  if (kind !== "f64" && kind !== "bool" && kind !== "ref") return value;
  // An object with functions in it is one beside others.
  const isObject = (each: FrontValue): boolean => kind === "ref" && !isValue(each) && each.kind === "object";
  const isData = alternativesOf(value).map((each) => isObject(each) || (isValue(each) && !l.isNullishConstant(each)));
  if (!isData.includes(true) || !isData.includes(false)) return value;
  const data = (chosen: FrontValue): FrontValue => {
    if (isValue(chosen) || isObject(chosen)) return chosen;
    if (chosen.kind === "choice") return withChosen(l, chosen, data);
    return throwTypeError(l, `${node.getText()} is a function`);
  };
  return withChosen(l, value, data, node);
}
