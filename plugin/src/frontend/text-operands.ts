/** Operands that are text: which `+` joins, and which numbers are positions in. */
import ts from "typescript-6";
import { isGlobal } from "./globals.js";
import type { Lowering } from "./lowering.js";

const Kind = ts.SyntaxKind;

export function isString(l: Lowering, node: ts.Expression): boolean {
  if (isPlainNumber(l, node)) return false;
  const type = l.checker.getTypeAtLocation(node);
  const isStringLike = (member: ts.Type): boolean => (member.flags & ts.TypeFlags.StringLike) !== 0;
  return type.isUnion() ? type.types.some(isStringLike) : isStringLike(type);
}

/** Whether it is text for certain. */
function isText(l: Lowering, node: ts.Expression): boolean {
  return (l.checker.getTypeAtLocation(node).flags & ts.TypeFlags.StringLike) !== 0;
}

/** Whether numbers are no more than positions in a text here, or how often to repeat it: there is no derivative by them. */
export function isPartOfText(l: Lowering, node: ts.ElementAccessExpression | ts.CallExpression): boolean {
  if (ts.isElementAccessExpression(node)) return isText(l, node.expression);
  const { expression } = node;
  return (
    ts.isPropertyAccessExpression(expression) &&
    positional.has(expression.name.text) &&
    isText(l, expression.expression)
  );
}

const positional: ReadonlySet<string> = new Set([
  "at",
  "charAt",
  "charCodeAt",
  "codePointAt",
  "endsWith",
  "includes",
  "indexOf",
  "lastIndexOf",
  "padEnd",
  "padStart",
  "repeat",
  "slice",
  "startsWith",
  "substr",
  "substring",
]);

/**
 * Whether it is a number by its form and by declarations. For the type of a name in one place the checker goes through all that was assigned
 * before, so in a long function every question to it counts.
 */
function isPlainNumber(l: Lowering, node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) return isPlainNumber(l, node.expression);
  if (ts.isNumericLiteral(node)) return true;
  if (ts.isPrefixUnaryExpression(node)) return node.operator !== Kind.ExclamationToken;
  if (ts.isBinaryExpression(node)) return isPlainSum(l, node);
  if (ts.isIdentifier(node)) return isNumber(declaredType(l, node));
  if (ts.isElementAccessExpression(node)) {
    const type = ts.isIdentifier(node.expression) ? declaredType(l, node.expression) : undefined;
    return isNumber(type && l.checker.getIndexTypeOfType(type, ts.IndexKind.Number));
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { expression } = node.expression;
  return ts.isIdentifier(expression) && expression.text === "Math" && isGlobal(l, expression);
}

function isPlainSum(l: Lowering, { operatorToken: { kind }, left, right }: ts.BinaryExpression): boolean {
  if (kind === Kind.PlusToken) return isPlainNumber(l, left) && isPlainNumber(l, right);
  return kind === Kind.MinusToken || kind === Kind.AsteriskToken || kind === Kind.SlashToken;
}

/** The type that a name was declared with; no test of it makes text of a number. */
function declaredType(l: Lowering, node: ts.Identifier): ts.Type | undefined {
  const symbol = l.checker.getSymbolAtLocation(node);
  return symbol && l.checker.getTypeOfSymbol(symbol);
}

function isNumber(type: ts.Type | undefined): boolean {
  return type !== undefined && (type.flags & ts.TypeFlags.NumberLike) !== 0;
}
