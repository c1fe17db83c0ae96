/** Constructors that call themselves by `new` where they were called without. */
import ts from "typescript-6";

/** `if (!(this instanceof C)) return new C(...);` does nothing where `new` is there. */
export function isNewGuard(node: ts.Statement): boolean {
  if (!ts.isIfStatement(node) || node.elseStatement) return false;
  return /^!\(this instanceof [\w$.]+\)$/.test(node.expression.getText());
}
