/** Whether code is strict: what differs is `arguments`, and writes to what is frozen. */
import ts from "typescript-6";

/** Scripts and CommonJS without "use strict"; modules and the bodies of classes are strict. */
export function isSloppy(node: ts.Node): boolean {
  const file = node.getSourceFile();
  const isStrict = (statements: readonly ts.Statement[]): boolean => {
    const [first] = statements;
    return first !== undefined && /^["']use strict["']/.test(first.getText());
  };
  if (isStrict(file.statements) || file.statements.some(isModuleSyntax)) return false;
  return !ts.findAncestor(
    node,
    (around) =>
      ts.isClassLike(around) ||
      (ts.isFunctionLike(around) && "body" in around && around.body && ts.isBlock(around.body)
        ? isStrict(around.body.statements)
        : false),
  );
}

function isModuleSyntax(node: ts.Statement): boolean {
  return (
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isExportAssignment(node) ||
    (ts.canHaveModifiers(node) &&
      (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword))
  );
}
