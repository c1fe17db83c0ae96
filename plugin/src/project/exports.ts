/** Under which names a module exports its own bindings. */
import ts from "typescript-6";

/** Local name to exported name. */
export function exportedBindings(source: ts.SourceFile): Map<string, string> {
  const exported = new Map<string, string>();
  const add = (name: ts.BindingName, as?: string): void => {
    if (ts.isIdentifier(name)) exported.set(name.text, as ?? name.text);
    else for (const element of name.elements) if (ts.isBindingElement(element)) add(element.name);
  };
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement)) {
      if (statement.isTypeOnly || statement.moduleSpecifier) continue;
      if (!statement.exportClause || !ts.isNamedExports(statement.exportClause)) continue;
      for (const { isTypeOnly, propertyName, name } of statement.exportClause.elements) {
        if (!isTypeOnly) exported.set((propertyName ?? name).text, name.text);
      }
    } else if (hasModifier(statement, ts.SyntaxKind.ExportKeyword)) {
      const isDefault = hasModifier(statement, ts.SyntaxKind.DefaultKeyword);
      if (ts.isVariableStatement(statement)) {
        for (const declaration of statement.declarationList.declarations) add(declaration.name);
      } else if (isNamedDeclaration(statement) && statement.name) {
        add(statement.name, isDefault ? "default" : undefined);
      }
    }
  }
  return exported;
}

type NamedDeclaration = ts.FunctionDeclaration | ts.ClassDeclaration | ts.EnumDeclaration;

function isNamedDeclaration(node: ts.Node): node is NamedDeclaration {
  return ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isEnumDeclaration(node);
}

function hasModifier(statement: ts.Statement, kind: ts.SyntaxKind): boolean {
  return (
    ts.canHaveModifiers(statement) && (ts.getModifiers(statement)?.some((modifier) => modifier.kind === kind) ?? false)
  );
}
