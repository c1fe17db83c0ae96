/** Refusals as bundlers show them: not all of them print the location of an error, so the text says it too. */
import path from "node:path";
import type ts from "typescript-6";
import type { Diagnostic } from "../diagnostics/index.js";
import { slashes } from "../project/paths.js";

export interface Location {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 0. */
  readonly column: number;
}

export function locationOf(program: ts.Program, { file, start }: { file: string; start: number }): Location {
  const position = program.getSourceFile(file)?.getLineAndCharacterOfPosition(start);
  return { file, line: (position?.line ?? 0) + 1, column: position?.character ?? 0 };
}

/** `src/model.ts:3:5: error AD2001: text`, one after the other, each with the calls that led there. */
export function messageOf(program: ts.Program, found: readonly Diagnostic[]): string {
  const at = (range: { file: string; start: number }): string => {
    const { file, line, column } = locationOf(program, range);
    return `${slashes(path.relative(process.cwd(), file))}:${line}:${column + 1}`;
  };
  return found
    .map((diagnostic) => {
      const calls = diagnostic.chain.map(({ name, span }) => `  in ${name}, called from ${at(span)}`);
      return [`${at(diagnostic)}: error ${diagnostic.code}: ${diagnostic.message}`, ...calls].join("\n");
    })
    .join("\n");
}
