/** Stores of elements that leave none in front of them unassigned, by how the source is written. */
import ts from "typescript-6";
import { isReassigned } from "./references.js";

/** It is `a[a.length]`; `a[i]` in every turn of a loop that counts from 0; or `a[i]` in one that ends in front of `a.length`. */
export function leavesNoHole(checker: ts.TypeChecker, target: ts.ElementAccessExpression): boolean {
  const { expression: array, argumentExpression: index } = target;
  if (isLengthOf(index, array)) return true;
  const counted = countedBy(checker, index);
  if (!counted) return false;
  const { loop, startsAtZero } = counted;
  const bound = boundOf(checker, loop, index);
  return (startsAtZero && isInEveryTurn(target, loop.statement)) || (bound !== undefined && isLengthOf(bound, array));
}

/**
 * Whether all elements of `const a = new Array(n)` are assigned before anybody asks for them: what comes first of all that mentions the array
 * is a loop over `i < n` or `i < a.length` from 0, with `a[i] = ...` in every turn.
 */
export function isFilledNext(checker: ts.TypeChecker, made: ts.NewExpression | ts.CallExpression): boolean {
  const { parent: declaration } = made;
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return false;
  const { name, parent: list } = declaration;
  if (!ts.isVariableDeclarationList(list)) return false;
  const block = list.parent.parent;
  if (!ts.isVariableStatement(list.parent) || !ts.isBlock(block) || list.declarations.at(-1) !== declaration)
    return false;
  const array = checker.getSymbolAtLocation(name);
  const isArray = (node: ts.Node): boolean => ts.isIdentifier(node) && checker.getSymbolAtLocation(node) === array;
  const later = block.statements.slice(block.statements.indexOf(list.parent) + 1);
  const loop = later.find((each) => contains(each, isArray));
  if (!loop || !ts.isForStatement(loop)) return false;
  const [length] = made.arguments ?? [];
  const isWhole = (bound: ts.Expression): boolean =>
    isLengthOf(bound, name) || (bound.getText() === length.getText() && isSteady(checker, bound));
  const isTarget = (node: ts.Node): boolean => {
    if (!ts.isElementAccessExpression(node) || !isArray(node.expression)) return false;
    const { argumentExpression: index } = node;
    const counted = countedBy(checker, index);
    const bound = counted?.loop === loop && counted.startsAtZero ? boundOf(checker, loop, index) : undefined;
    return bound !== undefined && isWhole(bound) && isInEveryTurn(node, loop.statement);
  };
  const isOther = (node: ts.Node): boolean =>
    ts.isBreakStatement(node) ||
    (isArray(node) && !ts.isElementAccessExpression(node.parent) && !isLengthOf(node.parent, name));
  return contains(loop.statement, isTarget) && !contains(loop.statement, isOther);
}

/** The loop whose counter an index is, which nothing in the body assigns. */
function countedBy(checker: ts.TypeChecker, index: ts.Expression) {
  const symbol = ts.isIdentifier(index) ? checker.getSymbolAtLocation(index) : undefined;
  const counter = symbol?.valueDeclaration;
  if (!counter || !ts.isVariableDeclaration(counter) || !ts.isForStatement(counter.parent.parent)) return undefined;
  const loop = counter.parent.parent;
  const isCounter = (node: ts.Node): boolean => ts.isIdentifier(node) && checker.getSymbolAtLocation(node) === symbol;
  const { incrementor, statement } = loop;
  const isCounted = incrementor && isNext(incrementor, isCounter);
  if (!isCounted || contains(statement, (node) => assigns(node, isCounter))) return undefined;
  const { initializer: first } = counter;
  return { loop, startsAtZero: first !== undefined && ts.isNumericLiteral(first) && first.text === "0" };
}

/** `n` in `i < n` */
function boundOf(checker: ts.TypeChecker, { condition }: ts.ForStatement, index: ts.Expression) {
  if (!condition || !ts.isBinaryExpression(condition)) return undefined;
  const { left, operatorToken, right } = condition;
  const isLess = operatorToken.kind === ts.SyntaxKind.LessThanToken && ts.isIdentifier(left);
  return isLess && checker.getSymbolAtLocation(left) === checker.getSymbolAtLocation(index) ? right : undefined;
}

/** A number that is always the same. */
function isSteady(checker: ts.TypeChecker, node: ts.Expression): boolean {
  if (ts.isNumericLiteral(node)) return true;
  const symbol = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
  return symbol !== undefined && !isReassigned(checker, symbol);
}

function isLengthOf(node: ts.Node, array: ts.Expression): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    node.name.text === "length" &&
    node.expression.getText() === array.getText() &&
    (ts.isIdentifier(array) || array.kind === ts.SyntaxKind.ThisKeyword || ts.isPropertyAccessExpression(array))
  );
}

/** `i++`, `++i` or `i += 1` */
function isNext(node: ts.Expression, isCounter: (node: ts.Node) => boolean): boolean {
  if (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node))
    return node.operator === ts.SyntaxKind.PlusPlusToken && isCounter(node.operand);
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken &&
    isCounter(node.left) &&
    node.right.getText() === "1"
  );
}

/** The store is a statement of the loop's body itself, and nothing in the body ends a turn before its end. */
function isInEveryTurn(target: ts.ElementAccessExpression, body: ts.Statement): boolean {
  const { parent } = target;
  if (!ts.isBinaryExpression(parent) || parent.left !== target || !ts.isExpressionStatement(parent.parent))
    return false;
  const statement = parent.parent;
  const isOwn = statement === body || (statement.parent === body && ts.isBlock(body));
  return isOwn && !contains(body, ts.isContinueStatement);
}

function assigns(node: ts.Node, isCounter: (node: ts.Node) => boolean): boolean {
  if (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) {
    const { operator, operand } = node;
    const changes = operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
    return changes && isCounter(operand);
  }
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  const isAssignment = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
  const isPattern = ts.isArrayLiteralExpression(node.left) || ts.isObjectLiteralExpression(node.left);
  return isAssignment && (isPattern ? contains(node.left, isCounter) : isCounter(node.left));
}

function contains(node: ts.Node, test: (node: ts.Node) => boolean): boolean {
  return test(node) || (ts.forEachChild(node, (child) => contains(child, test)) ?? false);
}
