/** Which properties of a type are data. */
import ts from "typescript-6";

export function isData(property: ts.Symbol): boolean {
  const { declarations = [] } = property;
  if (property.flags & (ts.SymbolFlags.Method | ts.SymbolFlags.Accessor)) return false;
  // A name like `__@iterator` is a symbol's.
  return !property.name.startsWith("__@") && !declarations.some((node) => ts.isMethodSignature(node));
}
