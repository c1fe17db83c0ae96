/** Classes that are declared inside functions. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import { OPAQUE } from "../ir/types.js";
import type { Lowering } from "./lowering.js";
import { variablesAround } from "./parts.js";
import { type FrontValue, THIS, Variable } from "./values.js";

export function localClass(l: Lowering, node: ts.ClassLikeDeclaration): FrontValue {
  const info = l.session.classes.ofNode(node);
  const hasState = node.members.some(
    (member) => ts.isClassStaticBlockDeclaration(member) || (ts.isPropertyDeclaration(member) && isStatic(member)),
  );
  if (!info || hasState || differsByIteration(l, node))
    return l.refuse(node, "AD2004", { text: excerpt(node.getText()) });
  const value: FrontValue = { kind: "class", info, scope: l.scope };
  // Its members are found by the class of an object, whatever the class is called here.
  l.env.set(l.scope.declare(info.symbol, new Variable(info.name, OPAQUE)), value);
  return value;
}

/** Whether a class refers to what each iteration has of its own: objects of an earlier one would be taken for those of the current. */
function differsByIteration(l: Lowering, node: ts.ClassLikeDeclaration): boolean {
  return variablesAround(l.checker, node, l.scope).some(({ symbol }) => {
    const declaration = symbol === THIS ? undefined : (symbol as ts.Symbol).valueDeclaration;
    return declaration && ts.findAncestor(declaration, (around) => isRepeated(around) && contains(around, node));
  });
}

function isRepeated(node: ts.Node): boolean {
  if (ts.isIterationStatement(node, false)) return true;
  const { parent } = node;
  const isCallback = ts.isArrowFunction(node) || ts.isFunctionExpression(node);
  return isCallback && ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression);
}

function contains(around: ts.Node, node: ts.Node): boolean {
  return ts.findAncestor(node, (each) => each === around) !== undefined;
}

function isStatic(node: ts.PropertyDeclaration): boolean {
  return (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Static) !== 0;
}

export function declareClass(l: Lowering, node: ts.ClassDeclaration): void {
  localClass(l, node);
}
