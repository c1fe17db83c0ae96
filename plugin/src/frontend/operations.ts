/** Unary and binary operators, short-circuit operators, strings. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Constant, Value } from "../ir/ops.js";
import type { PrimitiveName } from "../ir/primitives.js";
import { BOOL, collectionOf, F64, isFunctionMemory, isNumber, OPAQUE, type Type } from "../ir/types.js";
import { withChosen } from "./choices.js";
import { carryExpression, templateOf } from "./extern.js";
import { isGlobal } from "./globals.js";
import type { Lowering } from "./lowering.js";
import { instanceTest } from "./members.js";
import { isMixture } from "./mixtures.js";
import { unwrap } from "./syntax.js";
import { isString } from "./text-operands.js";
import { isNeverTypeof } from "./type-tests.js";
import { isTypedArrayName } from "./types.js";
import { alternativesOf, type CompileTimeValue, type FrontValue, isValue } from "./values.js";

const Kind = ts.SyntaxKind;

const ARITHMETIC: ReadonlyMap<ts.SyntaxKind, PrimitiveName> = new Map([
  [Kind.MinusToken, "sub"],
  [Kind.AsteriskToken, "mul"],
  [Kind.SlashToken, "div"],
  [Kind.PercentToken, "mod"],
  [Kind.AsteriskAsteriskToken, "pow"],
  [Kind.AmpersandToken, "bitAnd"],
  [Kind.BarToken, "bitOr"],
  [Kind.CaretToken, "bitXor"],
  [Kind.LessThanLessThanToken, "shl"],
  [Kind.GreaterThanGreaterThanToken, "shr"],
  [Kind.GreaterThanGreaterThanGreaterThanToken, "ushr"],
]);

const ORDER: ReadonlyMap<ts.SyntaxKind, PrimitiveName> = new Map([
  [Kind.LessThanToken, "lt"],
  [Kind.LessThanEqualsToken, "le"],
  [Kind.GreaterThanToken, "gt"],
  [Kind.GreaterThanEqualsToken, "ge"],
]);

const EQUALITY: ReadonlyMap<ts.SyntaxKind, PrimitiveName> = new Map([
  [Kind.EqualsEqualsEqualsToken, "eq"],
  [Kind.ExclamationEqualsEqualsToken, "ne"],
  [Kind.EqualsEqualsToken, "looseEq"],
  [Kind.ExclamationEqualsToken, "looseNe"],
]);

export function lowerBinary(l: Lowering, node: ts.BinaryExpression): FrontValue {
  const { left, right } = node;
  const operator = node.operatorToken.kind;
  if (operator === Kind.CommaToken) {
    l.expression(left);
    return l.expression(right);
  }
  if (isShortCircuit(operator)) {
    const first = operator === Kind.BarBarToken ? lowerUnlessFalsy(l, left) : l.expression(left);
    return lowerShortCircuit(l, operator, first, () => l.expression(right), node);
  }
  if (EQUALITY.has(operator)) return lowerEquality(l, node, EQUALITY.get(operator)!);
  if (operator === Kind.InstanceOfKeyword) {
    const object = l.expression(left);
    const known = isInstance(l, object, left, right);
    if (known !== undefined) return l.constant(known);
    const tested = l.toValue(object, left);
    const collection = collectionOf(tested.type);
    if (collection) {
      const isIt = ts.isIdentifier(right) && (right.text === collection || right.text === "Object");
      return isIt ? l.build.prim("not", l.isMissing(tested)) : l.constant(false);
    }
    const isContainer = testsContainer(l, tested.type, right);
    if (isContainer !== undefined) return isContainer ? l.build.prim("not", l.isMissing(tested)) : l.constant(false);
    if (l.session.types.instances.hierarchyOf(tested.type)) {
      const type = l.expression(right);
      if (!isValue(type) && type.kind === "class") return instanceTest(l, tested, type, node);
    }
    const type = templateOf(l, right);
    if (!type || type.operands.length > 0) return carryExpression(l, node, "AD2011", { text: excerpt(node.getText()) });
    return l.build.extern(["(", ` instanceof ${type.parts[0]})`], [tested], BOOL, { effect: "reads" });
  }
  const isSum = (): boolean => operator === Kind.PlusToken && !isString(l, left) && !isString(l, right);
  const isArithmetic = ARITHMETIC.has(operator) || ORDER.has(operator) || isSum();
  const operand = (side: ts.Expression): Value => (isArithmetic ? numericOperand(l, side) : l.value(side));
  const a = operand(left);
  return lowerOperation(l, operator, a, operand(right), node);
}

/** An operand that may be a number or a flag counts as the number that it is converted to. */
function numericOperand(l: Lowering, node: ts.Expression): Value {
  const value = l.expression(node);
  const isFlag = (each: FrontValue): boolean => isValue(each) && (isNumber(each.type) || each.type.kind === "bool");
  if (!isMixture(value) || !alternativesOf(value).every(isFlag)) return l.toValue(value, node);
  return l.at(node, () => withChosen(l, value, (chosen) => numeric(l, chosen as Value, node))) as Value;
}

/** What `left instanceof right` is for an object under construction, and for the `this` of a function that was called without one. */
function isInstance(l: Lowering, object: FrontValue, left: ts.Expression, right: ts.Expression): boolean | undefined {
  const isMissing = left.kind === ts.SyntaxKind.ThisKeyword && l.isNullishConstant(object);
  if (!isMissing && (isValue(object) || object.kind !== "construction")) return undefined;
  const type = l.expression(right);
  if (isValue(type) || type.kind !== "class") return undefined;
  return !isValue(object) && object.kind === "construction" && l.session.classes.isSubclass(object.info, type.info);
}

/** Whether what is of a type, unless it is missing, is an instance of a class of arrays; nothing if that is not such a class or the type does not tell. */
function testsContainer(l: Lowering, type: Type, right: ts.Expression): boolean | undefined {
  if (!ts.isIdentifier(right) || !isGlobal(l, right)) return undefined;
  const { text } = right;
  if (text !== "Array" && !isTypedArrayName(text)) return undefined;
  if (isNumber(type) || type.kind === "bool") return false;
  if (type.kind !== "ref" || isFunctionMemory(type)) return undefined;
  const { memory } = type;
  if (memory.kind === "array") return memory.container === text;
  return memory.kind === "record" && memory.tuple && text === "Array";
}

/** An operator that is neither an assignment nor lazy, on evaluated operands. */
export function lowerOperation(
  l: Lowering,
  operator: ts.SyntaxKind,
  a: Value,
  b: Value,
  node: ts.BinaryExpression,
): Value {
  const arithmetic = ARITHMETIC.get(operator);
  if (arithmetic) {
    if (isBigInt(l, a, node.left) || isBigInt(l, b, node.right))
      return foreign(l, ts.tokenToString(operator)!, a, b, node);
    return l.build.prim(arithmetic, numeric(l, a, node.left), numeric(l, b, node.right));
  }
  if (operator === Kind.PlusToken) {
    if (isNumeric(l, a, node.left) && isNumeric(l, b, node.right)) {
      return l.build.prim("add", numeric(l, a, node.left), numeric(l, b, node.right));
    }
    if (isString(l, node.left) || isString(l, node.right)) return concatenate(l, ["(", " + ", ")"], [a, b]);
    const sum = foreign(l, "+", a, b, node);
    // Numbers, until something is known of the operands.
    if ([a, b].some((operand) => l.session.kinds.isHole(operand.type))) sum.type = F64;
    return sum;
  }
  const order = ORDER.get(operator);
  if (order) {
    if (a.type.kind === "opaque" && b.type.kind === "opaque") {
      return l.build.extern(["(", ` ${ts.tokenToString(operator)} `, ")"], [a, b], BOOL, { effect: "none" });
    }
    return l.build.prim(order, numeric(l, a, node.left), numeric(l, b, node.right));
  }
  return foreign(l, ts.tokenToString(operator) ?? "?", a, b, node);
}

function foreign(l: Lowering, operator: string, a: Value, b: Value, node: ts.Expression): Value {
  return l.build.extern(["(", ` ${operator} `, ")"], [a, b], l.session.types.at(node), {
    effect: "reads",
    refusal: l.refusal(node, "AD2011", { text: excerpt(node.getText()) }),
  });
}

function isBigInt(l: Lowering, value: Value, node: ts.Expression): boolean {
  return !isNumber(value.type) && (l.checker.getTypeAtLocation(node).flags & ts.TypeFlags.BigIntLike) !== 0;
}

function isNumeric(l: Lowering, value: Value, node: ts.Expression): boolean {
  // What stands in for a refused number must not hide other errors, so the other operand stays active.
  if (l.isRefused(value)) return true;
  if (value.type.kind !== "opaque") return isNumber(value.type) || value.type.kind === "bool";
  return l.session.types.at(node).kind === "f64" || l.isNullishConstant(value);
}

/** The value as an operand of arithmetic, which converts by itself. */
export function numeric(l: Lowering, value: Value, node: ts.Node): Value {
  if (isNumber(value.type)) return value;
  if (l.isRefused(value)) return l.undefined(F64);
  const text = l.session.provenance.get(value);
  if (text) return fromString(l, ["+", ""], [value], node);
  return l.coerce(value, F64, node);
}

function lowerEquality(l: Lowering, node: ts.BinaryExpression, name: PrimitiveName): Value {
  return equality(l, l.expression(node.left), l.expression(node.right), node, name);
}

function equality(
  l: Lowering,
  left: FrontValue,
  right: FrontValue,
  node: ts.BinaryExpression,
  name: PrimitiveName,
): Value {
  if (!isValue(left) && left.kind === "choice") {
    return withChosen(l, left, (chosen) => equality(l, chosen, right, node, name));
  }
  if (!isValue(right) && right.kind === "choice") {
    return withChosen(l, right, (chosen) => equality(l, left, chosen, node, name));
  }
  if (!isValue(left) || !isValue(right)) {
    const isDifferent = name === "ne" || name === "looseNe";
    // A known function is a function: different from null and undefined.
    if (l.isNullishConstant(left) || l.isNullishConstant(right)) return l.constant(isDifferent);
    const same = areSame(left, right);
    if (same !== undefined) return l.constant(same !== isDifferent);
    if (isFunction(left) || isFunction(right)) return l.refuse(node, "AD2014", { text: excerpt(node.getText()) });
    return l.build.prim(name, l.toValue(left, node.left), l.toValue(right, node.right));
  }
  const isOfNothing = l.isNullishConstant(left) || l.isNullishConstant(right);
  // A function is stored as a record of its own each time.
  if (!isOfNothing && (isFunction(left) || isFunction(right)))
    return l.refuse(node, "AD2014", { text: excerpt(node.getText()) });
  const a = l.constantOf(left);
  const b = l.constantOf(right);
  // What is there is neither undefined nor null.
  if ((l.isNullishConstant(left) && l.isDefinite(right)) || (l.isNullishConstant(right) && l.isDefinite(left)))
    return l.constant(name === "ne" || name === "looseNe");
  if (isNeverTypeof(left, b?.value) || isNeverTypeof(right, a?.value))
    return l.constant(name === "ne" || name === "looseNe");
  if (a && b && (name === "eq" || name === "ne")) return l.constant((a.value === b.value) === (name === "eq"));
  return l.build.prim(name, left, right);
}

function isFunction(value: FrontValue): boolean {
  if (isValue(value)) return isFunctionMemory(value.type);
  return value.kind === "function" || value.kind === "builtin" || value.kind === "bound" || value.kind === "custom";
}

/** Whether two functions or objects are one; nothing where it depends on when they were made. */
function areSame(a: FrontValue, b: FrontValue): boolean | undefined {
  if (a === b) return true;
  if (isValue(a) || isValue(b)) return undefined;
  if (a.kind === "function" && b.kind === "function") {
    if (a.node !== b.node) return false;
    return a.scope === undefined && b.scope === undefined ? true : undefined;
  }
  if (a.kind === "builtin" && b.kind === "builtin") return a.name === b.name;
  return a.kind === b.kind ? undefined : false;
}

export function isShortCircuit(kind: ts.SyntaxKind): boolean {
  return kind === Kind.AmpersandAmpersandToken || kind === Kind.BarBarToken || kind === Kind.QuestionQuestionToken;
}

/** `a && b`, `a || b`, `a ?? b`; `right` is lowered in the arm where it is evaluated. */
export function lowerShortCircuit(
  l: Lowering,
  operator: ts.SyntaxKind,
  left: FrontValue,
  right: () => FrontValue,
  node: ts.Expression,
): FrontValue {
  if (!isValue(left)) return shortCircuitKnown(l, operator, left, right, node);
  const known = l.constantOf(left);
  if (known) return takesRight(operator, known.value) ? right() : left;
  if (operator === Kind.QuestionQuestionToken) {
    return l.isDefinite(left) ? left : l.branch(l.isMissing(left), [right, () => left], node)!;
  }
  const isAnd = operator === Kind.AmpersandAmpersandToken;
  const shortcut = (): Value => (left.type.kind === "bool" ? l.constant(!isAnd) : left);
  return l.branch(l.truth(left), isAnd ? [right, shortcut] : [shortcut, right], node)!;
}

/** As `lowerShortCircuit`, where the left side is a function or an object, or may be none. */
function shortCircuitKnown(
  l: Lowering,
  operator: ts.SyntaxKind,
  left: CompileTimeValue,
  right: () => FrontValue,
  node: ts.Expression,
): FrontValue {
  const isAnd = operator === Kind.AmpersandAmpersandToken;
  if (left.kind !== "choice") return isAnd ? right() : left;
  return withChosen(l, left, (chosen) => lowerShortCircuit(l, operator, chosen, right, node), node);
}

/** An expression whose value nobody reads where it is falsy: `undefined` then stands for what `a && b` has. */
export function lowerUnlessFalsy(l: Lowering, node: ts.Expression): FrontValue {
  const inner = unwrap(node);
  const isAnd = ts.isBinaryExpression(inner) && inner.operatorToken.kind === Kind.AmpersandAmpersandToken;
  const { types } = l.session;
  if (!isAnd || types.at(inner.left).kind === types.at(inner.right).kind) return l.expression(node);
  const left = l.condition(inner.left);
  const right = (): FrontValue => lowerUnlessFalsy(l, inner.right);
  const known = l.constantOf(left);
  if (known) return known.value ? right() : l.undefined();
  return l.at(inner, () => l.branch(left, [right, () => l.undefined()], inner))!;
}

function takesRight(operator: ts.SyntaxKind, left: Constant): boolean {
  if (operator === Kind.QuestionQuestionToken) return left === undefined || left === null;
  return operator === Kind.AmpersandAmpersandToken ? Boolean(left) : !left;
}

export function lowerPrefix(
  l: Lowering,
  node: ts.PrefixUnaryExpression,
  increment: (l: Lowering, node: ts.PrefixUnaryExpression) => Value,
): Value {
  const { operand } = node;
  switch (node.operator) {
    case Kind.PlusPlusToken:
    case Kind.MinusMinusToken:
      return increment(l, node);
    case Kind.ExclamationToken: {
      const truth = l.condition(operand);
      const known = l.constantOf(truth);
      return known ? l.constant(!known.value) : l.build.prim("not", truth);
    }
    case Kind.PlusToken:
      return toNumber(l, l.value(operand), node);
    case Kind.MinusToken: {
      const value = l.value(operand);
      const known = l.constantOf(value);
      if (ts.isNumericLiteral(operand) && typeof known?.value === "number") return l.constant(-known.value);
      if (isBigInt(l, value, operand)) return carryExpression(l, node, "AD2011", { text: excerpt(node.getText()) });
      return l.build.prim("neg", numeric(l, value, operand));
    }
    case Kind.TildeToken:
      return l.build.prim("bitNot", numeric(l, l.value(operand), operand));
  }
}

/** `+x` and `Number(x)`. */
export function toNumber(l: Lowering, value: Value, node: ts.Node): Value {
  if (isNumber(value.type) || value.type.kind === "bool") return l.build.prim("toNumber", value);
  return fromString(l, ["Number(", ")"], [value], node);
}

/** A number made from text: if numbers went into the text, they must not be active. */
export function fromString(l: Lowering, template: readonly string[], operands: Value[], node: ts.Node): Value {
  const sources = operands.flatMap((operand) => l.session.provenance.get(operand) ?? []);
  const refusal = l.refusal(node, "AD4002", { text: excerpt(node.getText()) });
  if (sources.length === 0) return l.build.extern(template, operands, F64, { effect: "none", refusal });
  // The numbers are operands too, so that an active one meets the refusal.
  const [head, ...tail] = template;
  const parts = ["(", ...sources.slice(1).map(() => ", "), `, ${head}`, ...tail];
  parts[parts.length - 1] += ")";
  return l.build.extern(parts, [...sources, ...operands], F64, { effect: "none", refusal });
}

/** A string made of values, with the numbers among them on record. */
export function concatenate(l: Lowering, template: readonly string[], operands: Value[]): Value {
  const result = l.build.extern(template, operands, OPAQUE, { effect: "none" });
  const sources = operands.flatMap((operand) =>
    operand.type.kind === "f64" ? [operand] : (l.session.provenance.get(operand) ?? []),
  );
  l.session.provenance.set(result, [...new Set(sources)]);
  return result;
}

export function lowerTemplate(l: Lowering, node: ts.TemplateExpression): Value {
  const operands: Value[] = [];
  const parts = [`\`${node.head.rawText ?? node.head.text}\${`];
  for (const [index, span] of node.templateSpans.entries()) {
    operands.push(l.value(span.expression));
    const isLast = index === node.templateSpans.length - 1;
    parts.push(`}${span.literal.rawText ?? span.literal.text}${isLast ? "`" : "${"}`);
  }
  return concatenate(l, parts, operands);
}
