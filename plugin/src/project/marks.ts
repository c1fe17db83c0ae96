/** Marks that only the compiler reads. */
import ts from "typescript-6";

/** `@differentiable` on members: most bundlers and some engines do not take decorators, and it does nothing at run time. */
export function decoratorsToErase(source: ts.SourceFile): ts.Decorator[] {
  const names = localNames(source, "differentiable");
  if (names.size === 0) return [];
  const found: ts.Decorator[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isDecorator(node) && ts.isIdentifier(node.expression) && names.has(node.expression.text)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What the file calls something that it imports from `cotangent`. */
function localNames(source: ts.SourceFile, imported: string): Set<string> {
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    if (!ts.isStringLiteral(statement.moduleSpecifier) || statement.moduleSpecifier.text !== "cotangent") continue;
    const bindings = statement.importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) continue;
    for (const { propertyName, name } of bindings.elements) {
      if ((propertyName ?? name).text === imported) names.add(name.text);
    }
  }
  return names;
}
