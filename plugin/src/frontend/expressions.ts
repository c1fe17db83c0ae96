/** Expressions: the dispatch on their syntax, names, literals and conditionals. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import { FN, OPAQUE } from "../ir/types.js";
import { lowerArrayLiteral, lowerNew } from "./arrays.js";
import { symbolOfReference } from "./references.js";
import { lowerAssignment, lowerIncrement } from "./assignment.js";
import { lowerCall } from "./calls.js";
import { isNullish } from "./choices.js";
import { lowerConstruction } from "./construction.js";
import { lowerDictionaryLiteral } from "./dictionary-literals.js";
import { carryExpression } from "./extern.js";
import { lowerYield } from "./generators.js";
import { localClass } from "./local-classes.js";
import type { Lowering } from "./lowering.js";
import { thisValue } from "./members.js";
import { isDeclaredOnce } from "./module-scope.js";
import { functionName, isLocal, resolveOuter } from "./modules.js";
import { operatorName } from "./package-names.js";
import { lowerBinary, lowerPrefix, lowerTemplate } from "./operations.js";
import { lowerObjectLiteral } from "./object-literals.js";
import { lowerElementAccess, lowerPropertyAccess } from "./properties.js";
import { lowerDelete, lowerIn } from "./record-keys.js";
import { isAssignmentOperator } from "./syntax.js";
import { lowerTypeof, narrowed } from "./type-tests.js";
import { type FrontValue, isValue, Scope, Variable } from "./values.js";

export function lowerExpression(l: Lowering, node: ts.Expression): FrontValue {
  const pinned = l.pinned.get(node);
  if (pinned) return pinned;
  if (ts.isOptionalChain(node)) {
    const base = optionalBase(l, node);
    if (base) return lowerOptionalChain(l, node, base);
  }
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) return l.expression(node.expression);
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isTypeAssertionExpression(node)) {
    return lowerAssertion(l, node);
  }
  if (ts.isExpressionWithTypeArguments(node)) return l.expression(node.expression);
  if (ts.isNumericLiteral(node)) return l.constant(Number(node.text));
  if (ts.isStringLiteralLike(node)) return l.constant(node.text);
  if (ts.isIdentifier(node)) return lowerName(l, node);
  if (ts.isPropertyAccessExpression(node)) return lowerPropertyAccess(l, node);
  if (ts.isElementAccessExpression(node)) return lowerElementAccess(l, node);
  if (ts.isCallExpression(node)) return lowerCall(l, node);
  if (ts.isNewExpression(node)) return lowerConstruction(l, node) ?? lowerNew(l, node);
  if (ts.isBinaryExpression(node)) {
    if (node.operatorToken.kind === ts.SyntaxKind.InKeyword) return lowerIn(l, node);
    return isAssignmentOperator(node.operatorToken.kind) ? lowerAssignment(l, node) : lowerBinary(l, node);
  }
  if (ts.isPrefixUnaryExpression(node)) return lowerPrefix(l, node, lowerIncrement);
  if (ts.isPostfixUnaryExpression(node)) return lowerIncrement(l, node);
  if (ts.isConditionalExpression(node)) return lowerConditional(l, node);
  if (ts.isArrayLiteralExpression(node)) return lowerArrayLiteral(l, node);
  if (ts.isObjectLiteralExpression(node)) return lowerDictionaryLiteral(l, node) ?? lowerObjectLiteral(l, node);
  if (ts.isFunctionExpression(node) && node.name) return lowerNamedFunction(l, node, node.name);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
    return { kind: "function", node, scope: l.scope, name: functionName(node) };
  }
  if (ts.isTemplateExpression(node)) return lowerTemplate(l, node);
  if (ts.isTypeOfExpression(node)) return lowerTypeof(l, node);
  if (ts.isVoidExpression(node)) {
    l.expression(node.expression);
    return l.undefined();
  }
  return lowerKeyword(l, node);
}

/** A function expression knows itself by its name. */
function lowerNamedFunction(l: Lowering, node: ts.FunctionExpression, name: ts.Identifier): FrontValue {
  const scope = new Scope(l.scope);
  const value: FrontValue = { kind: "function", node, scope, name: name.text };
  const symbol = symbolOfReference(l.checker, name);
  if (symbol) l.env.set(scope.declare(symbol, new Variable(name.text, FN)), value);
  return value;
}

function lowerKeyword(l: Lowering, node: ts.Expression): FrontValue {
  const text = excerpt(node.getText());
  switch (node.kind) {
    case ts.SyntaxKind.TrueKeyword:
      return l.constant(true);
    case ts.SyntaxKind.FalseKeyword:
      return l.constant(false);
    case ts.SyntaxKind.NullKeyword:
      return l.constant(null);
    case ts.SyntaxKind.OmittedExpression:
      return l.undefined();
    case ts.SyntaxKind.ThisKeyword:
      return thisValue(l, node);
    case ts.SyntaxKind.SuperKeyword:
      return l.refuse(node, "AD2007", {});
    case ts.SyntaxKind.AwaitExpression:
      return l.refuse(node, "AD2003", { construct: "`await`" });
    case ts.SyntaxKind.YieldExpression:
      if (!ts.isExpressionStatement(node.parent)) return l.refuse(node, "AD2003", { construct: "`yield` as a value" });
      lowerYield(l, node as ts.YieldExpression);
      return l.undefined();
    case ts.SyntaxKind.ClassExpression:
      return localClass(l, node as ts.ClassExpression);
    case ts.SyntaxKind.DeleteExpression:
      return lowerDelete(l, node as ts.DeleteExpression);
    default:
      return carryExpression(l, node, "AD2011", { text });
  }
}

function lowerAssertion(l: Lowering, node: ts.AssertionExpression | ts.SatisfiesExpression): FrontValue {
  const value = l.expression(node.expression);
  if (!isValue(value) || value.type.kind !== "opaque") return value;
  const type = l.session.types.at(node);
  return type.kind === "opaque" || type.kind === "fn" ? value : l.coerce(value, type, node);
}

function lowerName(l: Lowering, node: ts.Identifier): FrontValue {
  const { text } = node;
  const symbol = symbolOfReference(l.checker, node);
  const variable = symbol && l.scope.lookup(symbol);
  if (variable && l.env.has(variable)) return narrowed(l, l.read(variable), node);
  if (text === "undefined") return l.undefined();
  if (text === "NaN") return l.constant(Number.NaN);
  if (text === "Infinity") return l.constant(Number.POSITIVE_INFINITY);
  if (text === "arguments") return l.refuse(node, "AD2006", {});
  const operator = operatorName(l.checker, node);
  if (operator) return l.refuse(node, "AD1007", { operator });
  const outer = symbol && resolveOuter(l, symbol);
  if (outer) return outer;
  if (symbol?.valueDeclaration && isDeclaredOnce(symbol.valueDeclaration))
    return l.refuse(node, "AD3006", { variable: text });
  // A variable of an activation that has ended, or of an arm that was not joined.
  if (symbol && isLocal(symbol)) return l.refuse(node, "AD2013", { text });
  const type = l.session.types.at(node);
  return l.build.extern([text], [], type.kind === "fn" ? OPAQUE : type, { effect: "reads" });
}

function lowerConditional(l: Lowering, node: ts.ConditionalExpression): FrontValue {
  const condition = l.condition(node.condition);
  const known = l.constantOf(condition);
  if (known) return l.expression(known.value ? node.whenTrue : node.whenFalse);
  return l.branch(condition, [() => l.expression(node.whenTrue), () => l.expression(node.whenFalse)], node)!;
}

/** The innermost operand of a `?.` of the chain that has not been tested yet. */
function optionalBase(l: Lowering, node: ts.Expression): ts.Expression | undefined {
  if (!ts.isOptionalChain(node)) return undefined;
  const { expression } = node;
  if (l.pinned.has(expression)) return undefined;
  return optionalBase(l, expression) ?? ("questionDotToken" in node && node.questionDotToken ? expression : undefined);
}

function lowerOptionalChain(l: Lowering, node: ts.Expression, base: ts.Expression): FrontValue {
  const value = l.expression(base);
  l.pinned.set(base, value);
  try {
    const missing = isNullish(l, value);
    const known = l.constantOf(missing);
    if (known) return known.value ? l.undefined() : lowerExpression(l, node);
    return l.branch(missing, [() => l.undefined(), () => lowerExpression(l, node)], node)!;
  } finally {
    l.pinned.delete(base);
  }
}
