/** A checker that knows what a name stands for once it has been asked: TypeScript resolves it anew each time. */
import type ts from "typescript-6";

export function rememberingChecker(checker: ts.TypeChecker): ts.TypeChecker {
  const symbols = new Map<ts.Node, ts.Symbol | undefined>();
  const getSymbolAtLocation = (node: ts.Node): ts.Symbol | undefined => {
    const known = symbols.get(node);
    if (known || symbols.has(node)) return known;
    const symbol = checker.getSymbolAtLocation(node);
    symbols.set(node, symbol);
    return symbol;
  };
  return { ...checker, getSymbolAtLocation };
}
