/** What names of the language mean. */
import type ts from "typescript-6";
import type { Lowering } from "./lowering.js";

/** The name of the language's own object, not a local or module binding of that name. */
export function isGlobal(l: Lowering, node: ts.Identifier): boolean {
  const symbol = l.checker.getSymbolAtLocation(node);
  if (!symbol) return true;
  if (l.scope.lookup(symbol)) return false;
  // Packages of types (as @types/node) extend the language's own objects.
  const { declarations = [] } = symbol;
  return (
    declarations.length === 0 ||
    declarations.some((declared) => l.session.program.isSourceFileDefaultLibrary(declared.getSourceFile()))
  );
}
