/** Programs in memory, for tests that need the compiler API. */
import { fileURLToPath } from "node:url";
import ts from "typescript-6";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ["lib.es2022.d.ts"],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  paths: { cotangent: [`${root}/runtime/src/index.ts`] },
};
const cache = new Map<string, ts.SourceFile | undefined>();

/** The folder that the files of a program are in. */
export const FOLDER = `${root}/virtual`;

/** A program of the given files, by name; `main.ts` and the like are in `FOLDER`. `cotangent` is the package's source. */
export function programOf(files: Readonly<Record<string, string>>, overrides: ts.CompilerOptions = {}): ts.Program {
  const host = ts.createCompilerHost({ ...options, ...overrides });
  const given = {
    "ambient.d.ts": "declare var console: Record<'log' | 'warn' | 'assert', (...args: unknown[]) => void>;",
    ...files,
  };
  const own = new Map(Object.entries(given).map(([name, text]) => [`${FOLDER}/${name}`, text]));
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const text = own.get(path);
    if (text !== undefined) return ts.createSourceFile(path, text, languageVersion, true);
    if (!cache.has(path)) cache.set(path, getSourceFile.call(host, path, languageVersion, ...rest));
    return cache.get(path);
  };
  host.fileExists = (path) => own.has(path) || fileExists.call(host, path);
  host.readFile = (path) => own.get(path) ?? readFile.call(host, path);
  host.directoryExists = undefined;
  return ts.createProgram({ rootNames: [...own.keys()], options: { ...options, ...overrides }, host });
}

/** The type errors of a program, as text: a test's source must not have any. */
export function typeErrors(program: ts.Program): string[] {
  return [...program.getSyntacticDiagnostics(), ...program.getSemanticDiagnostics()].map((found) =>
    ts.flattenDiagnosticMessageText(found.messageText, "\n"),
  );
}
