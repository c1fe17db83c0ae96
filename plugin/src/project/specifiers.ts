/** How one file of the project imports another: as its author does it. */
import ts from "typescript-6";
import { compareText, relativeTo } from "./paths.js";

type Ending = "js" | "ts" | "none";

/** The specifier that `from` uses for the file `to` already, or a relative one with the endings that the project uses. */
export function specifierFor(program: ts.Program, from: ts.SourceFile, to: string): string {
  const checker = program.getTypeChecker();
  for (const literal of moduleSpecifiers(from)) {
    const module = checker.getSymbolAtLocation(literal)?.valueDeclaration;
    if (module && ts.isSourceFile(module) && module.fileName === to) return literal.text;
  }
  return withEnding(relativeTo(from.fileName, to), endingStyle(program, from));
}

/** The string literals after `from` in a file's top-level imports and exports. */
export function moduleSpecifiers(source: ts.SourceFile): ts.StringLiteral[] {
  return source.statements.flatMap((statement) =>
    (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) &&
    statement.moduleSpecifier &&
    ts.isStringLiteral(statement.moduleSpecifier)
      ? [statement.moduleSpecifier]
      : [],
  );
}

/** What a file imports from a module to be used as values: the names there, and here. */
export function importedNames(source: ts.SourceFile, specifier: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { parent, text } of moduleSpecifiers(source)) {
    const clause = text === specifier && ts.isImportDeclaration(parent) ? parent.importClause : undefined;
    const bindings = clause && clause.phaseModifier === undefined ? clause.namedBindings : undefined;
    if (!bindings || !ts.isNamedImports(bindings)) continue;
    for (const { name, propertyName, isTypeOnly } of bindings.elements)
      if (!isTypeOnly) found.set((propertyName ?? name).text, name.text);
  }
  return found;
}

/** The ending of the JavaScript that a TypeScript file becomes. */
export function outputName(file: string): string {
  return file.replace(/\.([mc]?)tsx?$/, ".$1js").replace(/\.jsx$/, ".js");
}

function withEnding(specifier: string, ending: Ending): string {
  switch (ending) {
    case "js":
      return outputName(specifier);
    case "ts":
      return specifier;
    case "none":
      return specifier.replace(/\.[jt]sx?$/, "");
  }
}

function endingStyle(program: ts.Program, from: ts.SourceFile): Ending {
  const options = program.getCompilerOptions();
  const own = endingIn(from);
  if (own) return own;
  const { moduleResolution = ts.ModuleResolutionKind.Bundler } = options;
  if (moduleResolution === ts.ModuleResolutionKind.Node16 || moduleResolution === ts.ModuleResolutionKind.NodeNext) {
    return options.rewriteRelativeImportExtensions ? "ts" : "js";
  }
  const others = program.getSourceFiles().filter((source) => !source.isDeclarationFile);
  for (const source of others.sort((a, b) => compareText(a.fileName, b.fileName))) {
    const other = endingIn(source);
    if (other) return other;
  }
  return options.allowImportingTsExtensions ? "ts" : "none";
}

function endingIn(source: ts.SourceFile): Ending | undefined {
  for (const { text } of moduleSpecifiers(source)) {
    if (!/^\.\.?\//.test(text)) continue;
    const extension = /\.([a-z]+)$/.exec(text.slice(text.lastIndexOf("/")))?.[1];
    if (!extension) return "none";
    if (/^[mc]?jsx?$/.test(extension)) return "js";
    if (/^[mc]?tsx?$/.test(extension)) return "ts";
  }
  return undefined;
}
