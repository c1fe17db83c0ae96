/** What TypeScript itself finds wrong with a program, in the stages in which `tsc` reports it. */
import ts from "typescript-6";
import type { Diagnostic } from "../diagnostics/index.js";
import type { Project } from "./project.js";

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

export interface ProjectErrors extends TypeScriptErrors {
  readonly refusals: readonly Diagnostic[];
  /** The compiler gave up, which code that does not type-check can make it do. */
  readonly failed: boolean;
}

/** Both kinds. Refusals in files that do not parse would only repeat that. */
export function allErrors(project: Project): ProjectErrors {
  const found = typescriptErrors(project.program);
  try {
    const refusals = project.diagnostics().filter(({ file }) => !found.broken.has(file));
    if (refusals.length === 0 || found.diagnostics.length === 0) return { ...found, refusals, failed: false };
    // Errors of types are not shown where others come first, but what follows from them is still theirs.
    return { ...found, refusals: withoutEchoes(refusals, project.program.getSemanticDiagnostics()), failed: false };
  } catch (error) {
    if (found.diagnostics.length === 0) throw error;
    return { ...found, refusals: [], failed: true };
  }
}

/** An error of ours where TypeScript's begins, or inside an expression that it rejects, says the same thing twice. */
export function withoutEchoes(cotangent: readonly Diagnostic[], typescript: readonly ts.Diagnostic[]): Diagnostic[] {
  return cotangent.filter(
    (own) =>
      !typescript.some(
        ({ file, start = 0, length = 0 }) =>
          file?.fileName === own.file && (start === own.start || (start < own.start && own.end <= start + length)),
      ),
  );
}
