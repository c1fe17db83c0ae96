/** Calls of packages that have nothing to do with numbers: they run as they stand, whatever they are made of. */
import ts from "typescript-6";
import type { Lowering } from "./lowering.js";
import { isInstalled } from "./syntax.js";
import { type FrontValue, isValue } from "./values.js";

/** Whether the declared types say that no number goes into a call of a package's function, nor memory of numbers out of it. */
export function isInertCall(l: Lowering, callee: FrontValue, node: ts.CallExpression): boolean {
  if (isValue(callee) || callee.kind !== "function" || callee.scope || !isInstalled(callee.node)) return false;
  if (isInstalled(node) || node.getSourceFile() !== l.file) return false;
  const result = l.session.types.at(node);
  if (result.kind === "ref" || result.kind === "fn") return false;
  return node.arguments.every(
    (argument) => !ts.isSpreadElement(argument) && isPlain(l.checker.getTypeAtLocation(argument)),
  );
}

/** Strings and booleans; numbers and objects may carry derivatives. */
function isPlain(type: ts.Type): boolean {
  const plain = ts.TypeFlags.StringLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.Null | ts.TypeFlags.Undefined;
  const members = type.isUnion() ? type.types : [type];
  return members.every((member) => (member.flags & plain) !== 0);
}
