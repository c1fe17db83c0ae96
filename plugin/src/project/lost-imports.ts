/**
 * Imports all of whose uses are replaced: TypeScript and bundlers drop an import that nothing uses, and with it what loading the
 * module does.
 */
import ts from "typescript-6";

export interface LostImport {
  readonly statement: ts.ImportDeclaration;
  readonly specifier: ts.StringLiteral;
}

/** The imports that would be dropped when the given nodes are replaced, and `added` is put behind the file. */
export function lostImports(source: ts.SourceFile, replaced: readonly ts.Node[], added: string): LostImport[] {
  if (!/\.[cm]?tsx?$/.test(source.fileName)) return [];
  const [before, after] = [new Set<string>(), new Set(added.match(/[\w$]+/g))];
  const visit = (node: ts.Node, isReplaced: boolean): void => {
    if (ts.isImportDeclaration(node)) return;
    const isGone = isReplaced || replaced.includes(node);
    if (ts.isIdentifier(node) && !ts.isPartOfTypeNode(node)) (isGone ? before : after).add(node.text);
    ts.forEachChild(node, (child) => visit(child, isGone));
  };
  visit(source, false);
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const specifier = statement.moduleSpecifier;
    const names = valueNames(statement.importClause);
    const isLost = names.some((name) => before.has(name)) && !names.some((name) => after.has(name));
    // Loading the library does nothing.
    return isLost && !/^cotangent(\/|$)/.test(specifier.text) ? [{ statement, specifier }] : [];
  });
}

function valueNames(clause: ts.ImportClause | undefined): string[] {
  if (!clause || clause.isTypeOnly) return [];
  const { name, namedBindings } = clause;
  const names = name ? [name.text] : [];
  if (!namedBindings) return names;
  if (ts.isNamespaceImport(namedBindings)) return [...names, namedBindings.name.text];
  return [...names, ...namedBindings.elements.flatMap((each) => (each.isTypeOnly ? [] : [each.name.text]))];
}
