/** What names and syntax say of references and assignments, without any knowledge of values. */
import ts from "typescript-6";
import { isAssignmentOperator, unwrap } from "./syntax.js";
import { type Name, THIS } from "./values.js";

/** The identifiers that are assigned in a node, in the functions within it too. */
export function assignedIdentifiers(node: ts.Node): ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const target = (expression: ts.Expression): void => {
    const inner = unwrap(expression);
    if (ts.isIdentifier(inner)) found.push(inner);
    else if (ts.isArrayLiteralExpression(inner)) inner.elements.forEach(target);
    else if (ts.isSpreadElement(inner)) target(inner.expression);
    else if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.EqualsToken) target(inner.left);
    else if (ts.isObjectLiteralExpression(inner)) {
      for (const property of inner.properties) {
        if (ts.isShorthandPropertyAssignment(property)) found.push(property.name);
        else if (ts.isPropertyAssignment(property)) target(property.initializer);
        else if (ts.isSpreadAssignment(property)) target(property.expression);
      }
    }
  };
  const visit = (child: ts.Node): void => {
    if (ts.isBinaryExpression(child) && isAssignmentOperator(child.operatorToken.kind)) target(child.left);
    else if (ts.isPrefixUnaryExpression(child) && isIncrement(child.operator)) target(child.operand);
    else if (ts.isPostfixUnaryExpression(child)) target(child.operand);
    else if (ts.isForOfStatement(child) || ts.isForInStatement(child)) {
      if (!ts.isVariableDeclarationList(child.initializer)) target(child.initializer);
      else if (!(child.initializer.flags & ts.NodeFlags.BlockScoped)) bindingNames(child.initializer, found);
    } else if (ts.isVariableDeclarationList(child) && !(child.flags & ts.NodeFlags.BlockScoped)) {
      // A `var` is declared for the whole function; its initialiser assigns it.
      for (const declaration of child.declarations) if (declaration.initializer) bindingNames(declaration, found);
    }
    ts.forEachChild(child, visit);
  };
  visit(node);
  return found;
}

function bindingNames(node: ts.Node, found: ts.Identifier[]): void {
  if ((ts.isVariableDeclaration(node) || ts.isBindingElement(node)) && ts.isIdentifier(node.name)) {
    found.push(node.name);
  }
  ts.forEachChild(node, (child) => {
    if (ts.isBindingName(child) || ts.isBindingElement(child) || ts.isVariableDeclaration(child)) {
      bindingNames(child, found);
    }
  });
}

/** Whether a variable is assigned anywhere after its declaration. */
export function isReassigned(checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
  const known = reassigned.get(symbol);
  if (known !== undefined) return known;
  const { valueDeclaration } = symbol;
  const isConst =
    valueDeclaration !== undefined && (ts.getCombinedNodeFlags(valueDeclaration) & ts.NodeFlags.Const) !== 0;
  const around =
    valueDeclaration &&
    (ts.findAncestor(valueDeclaration.parent, ts.isFunctionLike) ?? valueDeclaration.getSourceFile());
  const found =
    !isConst &&
    around !== undefined &&
    assignedWithin(around)
      .get(symbol.name)
      ?.some((target) => target.parent !== valueDeclaration && symbolOfReference(checker, target) === symbol) === true;
  reassigned.set(symbol, found);
  return found;
}

const reassigned = new WeakMap<ts.Symbol, boolean>();

/** A variable of a `for` that only its head assigns: each iteration has one of its own, which does not change in it. */
export function isCounter(checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
  const list = symbol.valueDeclaration?.parent;
  const loop = list?.parent;
  if (!list || !loop || !ts.isVariableDeclarationList(list) || !ts.isForStatement(loop)) return false;
  if (!(list.flags & ts.NodeFlags.BlockScoped)) return false;
  const assigned = assignedIdentifiers(loop).filter((target) => symbolOfReference(checker, target) === symbol);
  return assigned.every(
    (target) =>
      ts.findAncestor(target, (node) => node === loop.incrementor || ts.isFunctionLike(node)) === loop.incrementor,
  );
}

/** `assignedIdentifiers` by name, kept for the many questions that are asked of one file. */
function assignedWithin(node: ts.Node): ReadonlyMap<string, readonly ts.Identifier[]> {
  const known = assigned.get(node);
  if (known) return known;
  const found = new Map<string, ts.Identifier[]>();
  for (const target of assignedIdentifiers(node)) found.set(target.text, [...(found.get(target.text) ?? []), target]);
  assigned.set(node, found);
  return found;
}

const assigned = new WeakMap<ts.Node, ReadonlyMap<string, readonly ts.Identifier[]>>();

export function isIncrement(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.PlusPlusToken || kind === ts.SyntaxKind.MinusMinusToken;
}

/** An identifier, `this` or `super`. */
export type Reference = ts.Identifier | ts.ThisExpression | ts.SuperExpression;

/** Calls `visit` for everything in a function or expression that refers to a value; `this` only where it is that of around. */
export function forEachReference(node: ts.Node, visit: (reference: Reference) => void): void {
  const walk = (child: ts.Node, seesThis: boolean): void => {
    const inner = (next: ts.Node): void => walk(next, seesThis);
    if (ts.isTypeNode(child) && !ts.isExpressionWithTypeArguments(child)) return;
    if (ts.isIdentifier(child)) visit(child);
    else if (isThisOrSuper(child)) {
      if (seesThis) visit(child);
    } else if (ts.isPropertyAccessExpression(child)) inner(child.expression);
    else if (ts.isFunctionLike(child)) {
      const sees = seesThis && ts.isArrowFunction(child);
      // Its own name is no reference to it.
      for (const parameter of child.parameters) walk(parameter, sees);
      if ("body" in child && child.body) walk(child.body, sees);
    } else if (ts.isClassLike(child)) {
      child.heritageClauses?.forEach(inner);
      for (const member of child.members) walk(member, false);
    } else ts.forEachChild(child, inner);
  };
  walk(node, true);
}

function isThisOrSuper(node: ts.Node): node is ts.ThisExpression | ts.SuperExpression {
  return node.kind === ts.SyntaxKind.ThisKeyword || node.kind === ts.SyntaxKind.SuperKeyword;
}

/** The variable that a reference stands for: in `{ x }` the value, not the property. */
export function nameOfReference(checker: ts.TypeChecker, node: Reference): Name | undefined {
  return ts.isIdentifier(node) ? symbolOfReference(checker, node) : THIS;
}

export function symbolOfReference(checker: ts.TypeChecker, node: ts.Identifier): ts.Symbol | undefined {
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
  const declaration = symbol?.valueDeclaration;
  if (!declaration || !ts.isFunctionExpression(declaration)) return symbol;
  // While it finds out types, the checker may come to know a function expression by another symbol.
  const first = functionSymbols.get(declaration) ?? symbol;
  functionSymbols.set(declaration, first);
  return first;
}

const functionSymbols = new WeakMap<ts.FunctionExpression, ts.Symbol>();

/** The symbol of a declared name; that of a parameter which is a property as well is the parameter's. */
export function declaredSymbol(checker: ts.TypeChecker, name: ts.Node): ts.Symbol | undefined {
  const { parent } = name;
  if (ts.isParameter(parent) && ts.isIdentifier(name) && ts.isParameterPropertyDeclaration(parent, parent.parent))
    return checker.getSymbolsOfParameterPropertyDeclaration(parent, name.text)[0];
  return checker.getSymbolAtLocation(name);
}
