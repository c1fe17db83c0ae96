/** `f.helper`, where a module gives one of its functions a function as a property. */
import ts from "typescript-6";
import { isReassigned } from "./references.js";
import type { Lowering } from "./lowering.js";
import { withoutEffect } from "./module-functions.js";
import type { FrontValue, FunctionValue } from "./values.js";

/** What the property always is, once the module has run; nothing if that is not known. */
export function functionMember(l: Lowering, owner: FunctionValue, name: string): FrontValue | undefined {
  if (owner.scope) return undefined;
  const write = l.session.functionWrites.onlyOnFunctions(name);
  const isOwn = write?.value && isTopLevel(write.value) && namesFunction(l, write.target, owner);
  return isOwn ? withoutEffect(l, write.value!) : undefined;
}

/** Of `f.helper = value;` in the body of a module. */
function isTopLevel({ parent }: ts.Expression): boolean {
  return ts.isExpressionStatement(parent.parent) && ts.isSourceFile(parent.parent.parent);
}

function namesFunction({ checker }: Lowering, target: ts.Expression, { node }: FunctionValue): boolean {
  const symbol = ts.isIdentifier(target) ? checker.getSymbolAtLocation(target) : undefined;
  const declaration = symbol?.valueDeclaration;
  if (!symbol || !declaration || isReassigned(checker, symbol)) return false;
  return declaration === node || (ts.isVariableDeclaration(declaration) && declaration.initializer === node);
}
