/** What TypeScript itself finds wrong with a program, in the stages in which `tsc` reports it. */
import ts from "typescript-6";

export interface TypeScriptErrors {
  readonly diagnostics: readonly ts.Diagnostic[];
  /** Files that do not parse. */
  readonly broken: ReadonlySet<string>;
}

export function typescriptErrors(program: ts.Program): TypeScriptErrors {
  const syntactic = program.getSyntacticDiagnostics();
  const broken = new Set(syntactic.map(({ file }) => file.fileName));
  const stages: (() => readonly ts.Diagnostic[])[] = [
    () => [...program.getConfigFileParsingDiagnostics(), ...syntactic],
    () => [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()],
    () => program.getSemanticDiagnostics(),
  ];
  for (const stage of stages) {
    const found = stage().filter(({ category }) => category === ts.DiagnosticCategory.Error);
    if (found.length > 0) return { diagnostics: ts.sortAndDeduplicateDiagnostics(found), broken };
  }
  return { diagnostics: [], broken };
}
