/** Errors as `tsc` prints them, TypeScript's and the compiler's own in one list. */
import path from "node:path";
import pc from "picocolors";
import ts from "typescript-6";
import type { Diagnostic } from "../diagnostics/index.js";
import { formatDiagnostic, type LineMap } from "../diagnostics/index.js";
import { compareText, slashes } from "../project/paths.js";
import type { Project } from "../project/project.js";
import { withoutEchoes } from "../project/typescript-errors.js";
import type { Terminal } from "./terminal.js";

export interface Report {
  readonly typescript: readonly ts.Diagnostic[];
  readonly cotangent: readonly Diagnostic[];
}

/** One text per error, by file and position; those without a file come first. */
function formatReport(program: ts.Program, { typescript, cotangent }: Report, directory: string): string[] {
  const lines = lineMap(program, directory);
  const host: ts.FormatDiagnosticsHost = {
    getCurrentDirectory: () => directory,
    getCanonicalFileName: (file) => (ts.sys.useCaseSensitiveFileNames ? file : file.toLowerCase()),
    getNewLine: () => "\n",
  };
  const all = [
    ...typescript.map((found) => ({
      file: found.file?.fileName ?? "",
      start: found.start ?? 0,
      text: ts.formatDiagnostic(found, host).trimEnd(),
    })),
    ...withoutEchoes(cotangent, typescript).map((found) => ({
      file: found.file,
      start: found.start,
      text: formatDiagnostic(found, lines),
    })),
  ];
  return all.sort((a, b) => compareText(a.file, b.file) || a.start - b.start).map(({ text }) => text);
}

function lineMap(program: ts.Program, directory: string): LineMap {
  return {
    locate(file, offset) {
      const { line, character } = program.getSourceFile(file)?.getLineAndCharacterOfPosition(offset) ?? {
        line: 0,
        character: 0,
      };
      return { path: slashes(path.relative(directory, file)), line: line + 1, column: character + 1 };
    },
  };
}

/** Positions of refusals may be in code of packages; code that does not type-check is not analyzed. */
export function printReport(project: Project, report: Report, { directory, color, out }: Terminal): void {
  const program = report.cotangent.length > 0 ? project.analyzed : project.program;
  for (const text of formatReport(program, report, directory)) out(`${color ? colored(text) : text}\n`);
}

const paint = pc.createColors(true);

function colored(text: string): string {
  return text.replace(
    /^(.*?)\((\d+),(\d+)\): (error) ([A-Z]+\d+)/gm,
    (_, file: string, line: string, column: string, error: string, code: string) =>
      `${paint.cyan(file)}(${paint.yellow(line)},${paint.yellow(column)}): ${paint.red(error)} ${paint.gray(code)}`,
  );
}
