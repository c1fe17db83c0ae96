/** Stores of elements that leave none in front of them unassigned, by how the source is written. */
import ts from "typescript-6";

/** It is `a[a.length]`; `a[i]` in every turn of a loop that counts from 0; or `a[i]` in one that ends in front of `a.length`. */
export function leavesNoHole(checker: ts.TypeChecker, target: ts.ElementAccessExpression): boolean {
  const { expression: array, argumentExpression: index } = target;
  if (isLengthOf(index, array)) return true;
  const symbol = ts.isIdentifier(index) ? checker.getSymbolAtLocation(index) : undefined;
  const counter = symbol?.valueDeclaration;
  if (!counter || !ts.isVariableDeclaration(counter) || !ts.isForStatement(counter.parent.parent)) return false;
  const isCounter = (node: ts.Node): boolean => ts.isIdentifier(node) && checker.getSymbolAtLocation(node) === symbol;
  const { condition, incrementor, statement } = counter.parent.parent;
  if (!incrementor || !isNext(incrementor, isCounter) || contains(statement, (node) => assigns(node, isCounter)))
    return false;
  const startsAtZero =
    counter.initializer && ts.isNumericLiteral(counter.initializer) && counter.initializer.text === "0";
  if (startsAtZero && isInEveryTurn(target, statement)) return true;
  return (
    condition !== undefined &&
    ts.isBinaryExpression(condition) &&
    condition.operatorToken.kind === ts.SyntaxKind.LessThanToken &&
    isCounter(condition.left) &&
    isLengthOf(condition.right, array)
  );
}

function isLengthOf(node: ts.Expression, array: ts.Expression): boolean {
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
