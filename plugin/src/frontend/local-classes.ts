/** Classes that are declared inside functions. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import { OPAQUE } from "../ir/types.js";
import type { Lowering } from "./lowering.js";
import { type FrontValue, Variable } from "./values.js";

export function localClass(l: Lowering, node: ts.ClassLikeDeclaration): FrontValue {
  const info = l.session.classes.ofNode(node);
  const hasState = node.members.some(
    (member) => ts.isClassStaticBlockDeclaration(member) || (ts.isPropertyDeclaration(member) && isStatic(member)),
  );
  if (!info || hasState) return l.refuse(node, "AD2004", { text: excerpt(node.getText()) });
  const value: FrontValue = { kind: "class", info, scope: l.scope };
  // Its members are found by the class of an object, whatever the class is called here.
  l.env.set(l.scope.declare(info.symbol, new Variable(info.name, OPAQUE)), value);
  return value;
}

function isStatic(node: ts.PropertyDeclaration): boolean {
  return (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Static) !== 0;
}

export function declareClass(l: Lowering, node: ts.ClassDeclaration): void {
  localClass(l, node);
}
