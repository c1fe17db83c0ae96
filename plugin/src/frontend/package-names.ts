/** Which names are those of the library, however they were imported. */
import ts from "typescript-6";
import { type OperatorName, operatorNames } from "../ir/operator-names.js";
import { primitiveExported } from "./library-primitives.js";
import { unwrap } from "./syntax.js";
import type { BuiltinValue } from "./values.js";

const PACKAGE = "cotangent";

/** What an alias (import, re-export) stands for. */
export function resolveAlias(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The name under which an entry of the package exports what a symbol refers to, however it was imported or re-exported. */
export function packageExport(
  checker: ts.TypeChecker,
  symbol: ts.Symbol,
  entry = PACKAGE,
  depth = 0,
): string | undefined {
  const node = symbol.declarations?.[0];
  if (!node || depth > 16) return undefined;
  const specifier = ts.isImportSpecifier(node) || ts.isExportSpecifier(node) ? node : undefined;
  if (!specifier) return undefined;
  const declaration = ts.isImportSpecifier(specifier) ? specifier.parent.parent.parent : specifier.parent.parent;
  const name = (specifier.propertyName ?? specifier.name).text;
  const { moduleSpecifier } = declaration;
  if (!moduleSpecifier) {
    // `import { grad } ...; export { grad };`
    const local = ts.isExportSpecifier(specifier) ? checker.getExportSpecifierLocalTargetSymbol(specifier) : undefined;
    return local ? packageExport(checker, local, entry, depth + 1) : undefined;
  }
  if (ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text === entry) return name;
  const exported = exportsOf(checker, moduleSpecifier)?.find((candidate) => candidate.name === name);
  return exported ? packageExport(checker, exported, entry, depth + 1) : undefined;
}

function exportsOf(checker: ts.TypeChecker, specifier: ts.Expression): ts.Symbol[] | undefined {
  const symbol = checker.getSymbolAtLocation(specifier);
  return symbol && [...(symbol.exports?.values() ?? [])];
}

/** The name in `cotangent`, or another entry of it, of an expression such as `grad` or `ct.grad`. */
export function packageName(checker: ts.TypeChecker, node: ts.Expression, entry = PACKAGE): string | undefined {
  const inner = unwrap(node);
  if (ts.isIdentifier(inner)) {
    const symbol = checker.getSymbolAtLocation(inner);
    return symbol && packageExport(checker, symbol, entry);
  }
  if (!ts.isPropertyAccessExpression(inner) || !ts.isIdentifier(inner.expression)) return undefined;
  const namespace = checker.getSymbolAtLocation(inner.expression)?.declarations?.[0];
  const moduleSpecifier = namespace && moduleOf(namespace);
  if (!moduleSpecifier) return undefined;
  if (ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text === entry) return inner.name.text;
  const symbol = exportsOf(checker, moduleSpecifier)?.find((candidate) => candidate.name === inner.name.text);
  return symbol && packageExport(checker, symbol, entry);
}

/** The module that a name stands for as a whole: `import * as ct from "..."`, `import ct = require("...")`. */
function moduleOf(declaration: ts.Declaration): ts.Expression | undefined {
  if (ts.isNamespaceImport(declaration)) return declaration.parent.parent.moduleSpecifier;
  const reference = ts.isImportEqualsDeclaration(declaration) ? declaration.moduleReference : undefined;
  return reference && ts.isExternalModuleReference(reference) ? reference.expression : undefined;
}

const OPERATORS: ReadonlySet<string> = new Set(operatorNames);

export function operatorName(checker: ts.TypeChecker, node: ts.Expression): OperatorName | undefined {
  const name = packageName(checker, node);
  return name !== undefined && OPERATORS.has(name) ? (name as OperatorName) : undefined;
}

/** A function of an entry of the library that is a primitive, by a name or as a member of the imported module. */
export function libraryFunction(checker: ts.TypeChecker, at: ts.Symbol | ts.Expression): BuiltinValue | undefined {
  const entry = `${PACKAGE}/special`;
  const name = "kind" in at ? packageName(checker, at, entry) : packageExport(checker, at, entry);
  return name === undefined ? undefined : primitiveExported(name);
}
