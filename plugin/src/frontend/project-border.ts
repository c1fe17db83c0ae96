/** Functions of projects that this one refers to: the program has their declarations only. */
import path from "node:path";
import ts from "typescript-6";
import type { Lowering } from "./lowering.js";
import { resolveAlias } from "./package-names.js";

/** The `tsconfig.json` of the referenced project that declares what a name stands for, as this project would write it. */
export function otherProject(l: Lowering, node: ts.Expression): string | undefined {
  const symbol = l.checker.getSymbolAtLocation(node);
  const file = symbol && resolveAlias(l.checker, symbol).declarations?.[0]?.getSourceFile();
  if (!file?.isDeclarationFile) return undefined;
  const { program } = l.session;
  const owner = references(program.getResolvedProjectReferences()).find(({ commandLine }) =>
    commandLine.fileNames.some((name) => isOutputOf(commandLine, name, file.fileName)),
  );
  if (!owner) return undefined;
  const { configFilePath } = program.getCompilerOptions();
  const from = typeof configFilePath === "string" ? path.posix.dirname(configFilePath) : program.getCurrentDirectory();
  return path.posix.relative(from, owner.sourceFile.fileName);
}

function references(
  direct: readonly (ts.ResolvedProjectReference | undefined)[] | undefined,
  found = new Set<ts.ResolvedProjectReference>(),
): ts.ResolvedProjectReference[] {
  for (const reference of direct ?? []) {
    if (!reference || found.has(reference)) continue;
    found.add(reference);
    references(reference.references, found);
  }
  return [...found];
}

function isOutputOf(commandLine: ts.ParsedCommandLine, source: string, output: string): boolean {
  if (/\.d\.[cm]?ts$|\.json$/.test(source)) return false;
  return ts.getOutputFileNames(commandLine, source, !ts.sys.useCaseSensitiveFileNames).includes(output);
}
