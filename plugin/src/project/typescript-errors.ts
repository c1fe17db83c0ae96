/** What TypeScript itself finds wrong with a program, in the stages in which `tsc` reports it. */
import ts from "typescript-6";

/** The `rootDir` that this error asks for is worked out here. */
const ROOT_DIR_NEEDED = 5011;

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
    const found = stage().filter(
      ({ code, category }) => code !== ROOT_DIR_NEEDED && category === ts.DiagnosticCategory.Error,
    );
    if (found.length > 0) return { diagnostics: ts.sortAndDeduplicateDiagnostics(found), broken };
  }
  return { diagnostics: [], broken };
}
