/** Operator calls inside ordinary functions: what they refer to there, as variables of unknown value. */
import ts from "typescript-6";
import { Value } from "../ir/ops.js";
import { forEachReference, symbolOfReference } from "./references.js";
import type { Lowering } from "./lowering.js";
import { withoutEffect } from "./module-functions.js";
import { functionName, isFunctionNode, isModuleLevel, mathMember } from "./modules.js";
import { operatorName } from "./package-names.js";
import { unwrap } from "./syntax.js";
import { type FrontValue, isValue, THIS, Variable } from "./values.js";

/** Declares every local of the surrounding functions that a node refers to, also through local functions. */
export function declareEnclosing(l: Lowering, node: ts.Node): void {
  forEachReference(node, (reference) => {
    if (reference.kind === ts.SyntaxKind.ThisKeyword && !isWithinOwn(reference, node)) return declareThis(l, reference);
    const symbol = ts.isIdentifier(reference) ? symbolOfReference(l.checker, reference) : undefined;
    if (symbol && !l.scope.lookup(symbol)) declareLocal(l, symbol, node);
  });
}

/** The object whose method the operator call stands in. */
function declareThis(l: Lowering, node: ts.Node): void {
  if (l.scope.lookup(THIS)) return;
  const type = l.session.types.at(node);
  if (type.kind === "ref") l.env.set(l.scope.declare(THIS, new Variable("this", type)), new Value(type, "self"));
}

/** Whether a method or function between the two has a `this` of its own. */
function isWithinOwn(reference: ts.Node, node: ts.Node): boolean {
  const owner = ts.findAncestor(
    reference,
    (child) => child === node || (ts.isFunctionLike(child) && !ts.isArrowFunction(child)),
  );
  return owner !== node;
}

function declareLocal(l: Lowering, symbol: ts.Symbol, use: ts.Node): void {
  const node = symbol.valueDeclaration;
  if (!node || isModuleLevel(l, symbol) || isWithin(node, use) || node.getSourceFile() !== use.getSourceFile()) return;
  if (ts.isFunctionDeclaration(node)) {
    const variable = l.scope.declare(symbol, new Variable(symbol.name, l.session.types.at(node)));
    l.env.set(variable, { kind: "function", node, scope: l.scope, name: functionName(node) });
    return declareEnclosing(l, node);
  }
  if (!ts.isVariableDeclaration(node) && !ts.isParameter(node) && !ts.isBindingElement(node)) return;
  const type = l.session.types.at(node.name);
  const variable = l.scope.declare(symbol, new Variable(symbol.name, type));
  const isConst = ts.isVariableDeclaration(node) && (ts.getCombinedNodeFlags(node) & ts.NodeFlags.Constant) !== 0;
  const initializer = isConst && node.initializer && unwrap(node.initializer);
  if (initializer && isFunctionNode(initializer)) {
    l.env.set(variable, { kind: "function", node: initializer, scope: l.scope, name: symbol.name });
    declareEnclosing(l, initializer);
  } else if (initializer && ts.isCallExpression(initializer) && operatorName(l.checker, initializer.expression)) {
    declareEnclosing(l, initializer);
    l.env.set(variable, l.expression(initializer));
  } else if (initializer && isTableOfFunctions(l, initializer)) {
    declareEnclosing(l, initializer);
    l.env.set(variable, l.expression(initializer));
  } else if (type.kind === "fn") {
    const known = ts.isBindingElement(node) ? mathMember(l, node) : initializer && namedOrMade(l, initializer);
    const unknown = {
      kind: "conflict",
      variable: symbol.name,
      first: "an unknown function",
      second: "another",
    } as const;
    l.env.set(variable, known || unknown);
  } else l.env.set(variable, new Value(type, symbol.name));
}

/** A literal of functions only, which nothing gives others. */
function isTableOfFunctions(l: Lowering, node: ts.Expression): boolean {
  const isFunction = (each: ts.Node): boolean =>
    ts.isExpression(each) ? l.session.types.at(each).kind === "fn" : ts.isMethodDeclaration(each);
  if (ts.isArrayLiteralExpression(node)) {
    return node.elements.length > 0 && node.elements.every(isFunction) && !l.session.functionWrites.mayChangeArrays();
  }
  if (!ts.isObjectLiteralExpression(node)) return false;
  return node.properties.every(
    (property) =>
      property.name !== undefined &&
      ts.isIdentifier(property.name) &&
      isFunction(ts.isPropertyAssignment(property) ? property.initializer : property) &&
      !l.session.functionWrites.mayAssign(property.name.text),
  );
}

function namedOrMade(l: Lowering, initializer: ts.Expression): FrontValue | undefined {
  if (!ts.isCallExpression(initializer)) return aliasedFunction(l, initializer);
  declareEnclosing(l, initializer);
  const value = withoutEffect(l, initializer);
  return isValue(value) ? undefined : value;
}

/** What `const g = f` and `const g = Math.sin` name, if that is known. */
function aliasedFunction(l: Lowering, initializer: ts.Expression): FrontValue | undefined {
  if (!ts.isIdentifier(initializer) && !ts.isPropertyAccessExpression(initializer)) return undefined;
  if (l.session.types.at(initializer).kind !== "fn" || operatorName(l.checker, initializer)) return undefined;
  declareEnclosing(l, initializer);
  const value = l.expression(initializer);
  return isValue(value) ? undefined : value;
}

function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.getSourceFile() === outer.getSourceFile() && node.pos >= outer.pos && node.end <= outer.end;
}
