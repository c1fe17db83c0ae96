/** The program that compiles the rewritten texts and speaks of the user's. */
import type ts from "typescript-6";
import type { Diagnostic } from "../diagnostics/index.js";
import { declareDerivatives } from "../project/declarations.js";
import type { Project } from "../project/project.js";
import { compose, composeInline } from "../project/source-map.js";
import { codeNumber } from "./tsc-codes.js";

type TypeScript = typeof ts;

/** What the builders of incremental and build mode call besides the public interface. */
interface InternalProgram extends ts.Program {
  getBindAndCheckDiagnostics?(source: ts.SourceFile, token?: ts.CancellationToken): readonly ts.Diagnostic[];
  getProgramDiagnostics?(source: ts.SourceFile, token?: ts.CancellationToken): readonly ts.Diagnostic[];
}

export function rewrittenProgram(
  user: TypeScript,
  original: ts.Program,
  host: ts.CompilerHost,
  project: Project,
): ts.Program {
  const texts = new Map<string, string>();
  const refusals = new Map<string, ts.Diagnostic[]>();
  const found = refusalsOf(project, original);
  if (!found) return original;
  for (const refusal of found) {
    const each = whereCalled(original, refusal);
    const source = original.getSourceFile(each.file);
    if (source)
      refusals.set(each.file, [...(refusals.get(each.file) ?? []), asTypeScript(user, each, original, source)]);
  }
  for (const file of project.files()) {
    const code = project.transformFile(file)?.code;
    if (code !== undefined) texts.set(file, code);
  }
  const refused = project.refused();
  if (texts.size === 0 && refusals.size === 0 && refused.size === 0) return original;

  const program: InternalProgram = user.createProgram({
    rootNames: original.getRootFileNames(),
    options: original.getCompilerOptions(),
    projectReferences: original.getProjectReferences(),
    configFileParsingDiagnostics: original.getConfigFileParsingDiagnostics(),
    host: overlay(user, original, host, texts, refused, refusals),
  });
  reportFromOriginal(program, original, refusals);
  emitWithMaps(program, original, host, project);
  return program;
}

/** What is refused in code that only the compiler reads is refused where the user's code calls it. */
function whereCalled(original: ts.Program, found: Diagnostic): Diagnostic {
  if (original.getSourceFile(found.file)) return found;
  const call = found.chain.find(({ span }) => original.getSourceFile(span.file) !== undefined);
  return call ? { ...found, ...call.span, message: `${found.file}: ${found.message}` } : found;
}

/** Code that does not type-check can make the compiler give up; then TypeScript's own errors are what there is to say. */
function refusalsOf(project: Project, original: ts.Program): readonly Diagnostic[] | undefined {
  try {
    return project.diagnostics();
  } catch (error) {
    if (original.getSyntacticDiagnostics().length + original.getSemanticDiagnostics().length === 0) throw error;
    return undefined;
  }
}

/** Shares every source file that keeps its text. A new one has a version, by which builders know what changed. */
function overlay(
  user: TypeScript,
  original: ts.Program,
  host: ts.CompilerHost,
  texts: ReadonlyMap<string, string>,
  refused: ReadonlyMap<string, unknown>,
  refusals: ReadonlyMap<string, readonly ts.Diagnostic[]>,
): ts.CompilerHost {
  const version = (text: string) => user.sys.createHash?.(text) ?? text;
  const source = (
    file: string,
    options: ts.ScriptTarget | ts.CreateSourceFileOptions,
    fallback: () => ts.SourceFile | undefined,
  ) => {
    const kept = original.getSourceFile(file);
    if (!kept) return fallback();
    const text = texts.get(kept.fileName);
    if (text === undefined && !refused.has(kept.fileName)) return kept;
    const made = user.createSourceFile(file, text ?? kept.text, options, true);
    // What is refused depends on other files too, and must be checked again when it changes.
    const found = refusals.get(kept.fileName)?.map(({ start, messageText }) => [start, messageText]);
    return Object.assign(made, { version: version(text ?? `refused ${JSON.stringify(found)} ${kept.text}`) });
  };
  const overlaid: ts.CompilerHost & { onReleaseOldSourceFile?: unknown } = Object.create(host);
  overlaid.getSourceFile = (file, options, ...rest) =>
    source(file, options, () => host.getSourceFile(file, options, ...rest));
  if (host.getSourceFileByPath) {
    const byPath = host.getSourceFileByPath.bind(host);
    overlaid.getSourceFileByPath = (file, path, options, ...rest) =>
      source(file, options, () => byPath(file, path, options, ...rest));
  }
  // The files of this program belong to the original one, which outlives it in the host's cache.
  overlaid.onReleaseOldSourceFile = undefined;
  return overlaid;
}

/** Errors are those of the user's text, together with ours. */
function reportFromOriginal(
  program: InternalProgram,
  original: InternalProgram,
  refusals: ReadonlyMap<string, readonly ts.Diagnostic[]>,
): void {
  const own = (source: ts.SourceFile | undefined) =>
    source ? (refusals.get(source.fileName) ?? []) : [...refusals.values()].flat();
  const theirs = (source: ts.SourceFile | undefined) => source && original.getSourceFile(source.fileName);

  program.getOptionsDiagnostics = (token) => original.getOptionsDiagnostics(token);
  program.getGlobalDiagnostics = (token) => original.getGlobalDiagnostics(token);
  program.getConfigFileParsingDiagnostics = () => original.getConfigFileParsingDiagnostics();
  program.getSyntacticDiagnostics = (source, token) => original.getSyntacticDiagnostics(theirs(source), token);
  program.getDeclarationDiagnostics = (source, token) => original.getDeclarationDiagnostics(theirs(source), token);
  program.getSemanticDiagnostics = (source, token) => [
    ...original.getSemanticDiagnostics(theirs(source), token),
    ...own(source),
  ];
  const { getBindAndCheckDiagnostics, getProgramDiagnostics } = original;
  if (getBindAndCheckDiagnostics) {
    program.getBindAndCheckDiagnostics = (source, token) => [
      ...getBindAndCheckDiagnostics(theirs(source) ?? source, token),
      ...own(source),
    ];
  }
  if (getProgramDiagnostics) {
    program.getProgramDiagnostics = (source, token) => getProgramDiagnostics(theirs(source) ?? source, token);
  }
}

/** JavaScript comes from the rewritten texts, with maps to the user's; declarations come from the user's, and from the marks. */
function emitWithMaps(program: ts.Program, original: ts.Program, host: ts.CompilerHost, project: Project): void {
  const rewritten = (file: string) => project.transformFile(file)?.map;
  const refused = project.refused();
  const emit = program.emit.bind(program) as (...args: unknown[]) => ts.EmitResult;
  const emitOriginal = original.emit.bind(original) as (...args: unknown[]) => ts.EmitResult;

  const emitBoth = (
    target: ts.SourceFile | undefined,
    given: ts.WriteFileCallback | undefined,
    token: ts.CancellationToken | undefined,
    only: unknown,
    ...rest: unknown[]
  ): ts.EmitResult => {
    // Looked up late: a builder may replace it after the program was made.
    const write: ts.WriteFileCallback = given ?? ((...args) => host.writeFile(...args));
    const theirTarget = target && original.getSourceFile(target.fileName);
    const accepted = (sources: readonly ts.SourceFile[] | undefined) =>
      !sources?.some(({ fileName }) => refused.has(fileName));
    const declarations: ts.WriteFileCallback = (name, text, bom, onError, sources, data) => {
      if (!isDeclaration(name) || !accepted(sources)) return;
      write(name, declareDerivatives(project, text, name, sources), bom, onError, sources?.map(inProgram), data);
    };
    const inProgram = (source: ts.SourceFile) => program.getSourceFile(source.fileName) ?? source;
    if (only) return emitOriginal(theirTarget, declarations, token, only, ...rest);

    const wantsDeclarations = original.getCompilerOptions().declaration || original.getCompilerOptions().composite;
    const result = emit(
      target,
      ((name, text, bom, onError, sources, data) => {
        if (isDeclaration(name) || !accepted(sources)) return;
        const mapped = name.endsWith(".map") ? compose(text, rewritten, name) : composeInline(text, rewritten, name);
        write(name, mapped, bom, onError, sources, data);
      }) satisfies ts.WriteFileCallback,
      token,
      only,
      ...rest,
    );
    if (result.emitSkipped || !wantsDeclarations) return result;
    const described = emitOriginal(theirTarget, declarations, token, true, ...rest);
    return { ...result, diagnostics: described.diagnostics };
  };
  program.emit = emitBoth as ts.Program["emit"];
}

function isDeclaration(name: string): boolean {
  return /\.d\.([mc]?ts|[a-z]+\.ts)(\.map)?$/.test(name);
}

function asTypeScript(user: TypeScript, found: Diagnostic, program: ts.Program, file: ts.SourceFile): ts.Diagnostic {
  const relatedInformation = found.chain.flatMap(({ name, span }) => {
    const source = program.getSourceFile(span.file);
    if (!source) return [];
    const { line, character } = source.getLineAndCharacterOfPosition(span.start);
    return [{ name, path: source.fileName, at: `(${line + 1},${character + 1})` }];
  });
  const calls = relatedInformation.map(({ name, path, at }) => `in ${name}, called from ${path}${at}`);
  return {
    category: user.DiagnosticCategory.Error,
    code: codeNumber(found.code),
    file,
    start: found.start,
    length: found.end - found.start,
    messageText: [found.message, ...calls].join("\n  "),
    source: "cotangent",
  };
}
