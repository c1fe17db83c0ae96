/** Which files belong together and how they are compiled: `tsconfig.json`, or defaults where there is none. */
import { createRequire } from "node:module";
import path from "node:path";
import ts from "typescript-6";
import { normalize, slashes } from "./paths.js";

export interface ProjectConfig {
  /** Absent for files compiled without a `tsconfig.json`. */
  readonly configFile?: string;
  readonly rootNames: readonly string[];
  readonly options: ts.CompilerOptions;
  readonly references: readonly ts.ProjectReference[];
  /** What is wrong with the `tsconfig.json` itself. */
  readonly errors: readonly ts.Diagnostic[];
}

/** The nearest `tsconfig.json` in `directory` or above it. */
export function findConfig(directory: string): string | undefined {
  return ts.findConfigFile(slashes(directory), ts.sys.fileExists);
}

/** The program is there to be analysed; what is written, and where, is decided elsewhere and need not be checked here. */
const analysisOnly: ts.CompilerOptions = { noEmit: true, emitDeclarationOnly: undefined };

/** Reads a `tsconfig.json` (or the one in a folder, as `tsc -p` does). */
export function readConfig(file: string): ProjectConfig {
  const resolved = normalize(ts.sys.directoryExists(file) ? path.join(file, "tsconfig.json") : file);
  const errors: ts.Diagnostic[] = [];
  // Options that TypeScript 6 has deprecated are the user's choice, and may be those of an older TypeScript.
  const parsed = ts.getParsedCommandLineOfConfigFile(
    resolved,
    { ignoreDeprecations: "6.0" },
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => errors.push(diagnostic),
    },
  );
  return {
    configFile: resolved,
    rootNames: parsed?.fileNames ?? [],
    options: { ...defaultsOfInstalled(resolved), ...parsed?.options, ...analysisOnly },
    references: parsed?.projectReferences ?? [],
    errors: [...errors, ...(parsed?.errors ?? [])],
  };
}

/** A `tsconfig.json` and those that it refers to: some projects keep only references in the one that editors find. */
export function* withReferences(file: string, seen = new Set<string>()): Generator<ProjectConfig> {
  const config = readConfig(file);
  if (!config.configFile || seen.has(config.configFile)) return;
  seen.add(config.configFile);
  yield config;
  for (const reference of config.references) yield* withReferences(reference.path, seen);
}

/** For files that no `tsconfig.json` is near: what a strict ES module project would say. */
export function defaultConfig(files: readonly string[]): ProjectConfig {
  return {
    rootNames: files.map(normalize),
    options: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      moduleDetection: ts.ModuleDetectionKind.Force,
      allowImportingTsExtensions: true,
      allowJs: true,
      strict: true,
      skipLibCheck: true,
      noEmit: true,
      types: [],
    },
    references: [],
    errors: [],
  };
}

/** What an option that is not set means in the TypeScript that the project has, where TypeScript 6 means something else. */
function defaultsOfInstalled(configFile: string): ts.CompilerOptions {
  try {
    const { version } = createRequire(configFile)("typescript/package.json") as { version: string };
    if (Number.parseInt(version, 10) >= 6) return {};
    return { strict: false, types: ["*"], noUncheckedSideEffectImports: false };
  } catch {
    return {};
  }
}
