/**
 * Writes a project as ES modules that `node` runs. TypeScript compiles the rewritten texts; declarations come from the
 * user's own, which say all that is public.
 */
import path from "node:path";
import ts from "typescript-6";
import type { ProjectConfig } from "./config.js";
import { declareDerivatives } from "./declarations.js";
import { ownFiles } from "./demand.js";
import { emitPackages } from "./emit-packages.js";
import { isPackageCode, isPackageFile } from "./package-resolution.js";
import { commonDirectory, isInside, normalize, relativeTo, slashes } from "./paths.js";
import type { Project } from "./project.js";
import { createResolver } from "./resolution.js";
import { compose, composeInline } from "./source-map.js";
import { outputName } from "./specifiers.js";
import { planVendoring, type Vendoring } from "./vendor.js";

export interface OutputFile {
  readonly name: string;
  readonly text: string;
}

export interface Emission {
  readonly files: readonly OutputFile[];
  /** Files that are copied as they are. */
  readonly copies: readonly { readonly from: string; readonly to: string }[];
  /** Folders that stand for other ones. */
  readonly links: readonly { readonly at: string; readonly to: string }[];
  /** Errors that only writing declarations finds. */
  readonly diagnostics: readonly ts.Diagnostic[];
}

/** `skip`: files that nothing is written for, besides those that the project refuses. */
export function emitProject(project: Project, outDir: string, skip: ReadonlySet<string>): Emission {
  const layout = { outDir, rootDir: rootDirOf(project) };
  const wanted = (source: ts.SourceFile) => !skip.has(source.fileName) && !project.refused().has(source.fileName);
  const files: OutputFile[] = [];
  const diagnostics: ts.Diagnostic[] = [];

  const scripts = scriptProgram(project, layout);
  const vendoring = planVendoring(project, outDir);
  const transformers = { after: [runnableSpecifiers(project, layout, vendoring)] };
  const rewritten = (file: string) => project.transformFile(file)?.map;
  for (const source of scripts.getSourceFiles()) {
    if (source.isDeclarationFile || !wanted(source) || isPackageFile(source.fileName)) continue;
    scripts.emit(
      source,
      (name, text) =>
        files.push({
          name,
          text: name.endsWith(".map") ? compose(text, rewritten, name) : composeInline(text, rewritten, name),
        }),
      undefined,
      false,
      transformers,
    );
  }

  if (project.config.options.declaration || project.config.options.composite) {
    const declarations = declarationProgram(project, layout);
    for (const source of ownFiles(declarations).filter(wanted)) {
      const result = declarations.emit(
        source,
        (name, text, _bom, _onError, sources) =>
          files.push({ name, text: declareDerivatives(project, text, name, sources) }),
        undefined,
        true,
      );
      diagnostics.push(...result.diagnostics);
    }
  }
  const { texts, copies } = emitPackages(project, { ...vendoring, place: (file) => placeOf(file, layout, vendoring) });
  return { files: [...files, ...texts], copies, links: vendoring.links, diagnostics };
}

/** As `tsc` lays files out by `rootDir`. Where none is given: `src`, if all files are in it, or else their common folder. */
function rootDirOf(project: Project): string {
  const { options, configFile } = project.config;
  if (options.rootDir) return options.rootDir;
  const files = ownFiles(project.program).map((source) => source.fileName);
  const base = configFile ? path.posix.dirname(configFile) : normalize(".");
  const src = `${base}/src`;
  return files.every((file) => isInside(src, file)) ? src : (commonDirectory(files) ?? base);
}

/** Where a file that code of a package refers to is in the output. */
function placeOf(file: string, { outDir, rootDir }: Layout, vendoring: Vendoring): string {
  if (isPackageFile(file)) return vendoring.place(file);
  return outputName(path.posix.join(outDir, slashes(path.relative(rootDir, file))));
}

interface Layout {
  readonly outDir: string;
  readonly rootDir: string;
}

/** Nothing of these stands in the way of writing: they say how the user's own `tsc` is run. */
const neutral: ts.CompilerOptions = {
  noEmit: false,
  emitDeclarationOnly: false,
  noEmitOnError: false,
  composite: false,
  incremental: false,
  tsBuildInfoFile: undefined,
  outFile: undefined,
};

function scriptProgram(project: Project, layout: Layout): ts.Program {
  const { options } = project.config;
  const nodeModules =
    options.module !== undefined && options.module >= ts.ModuleKind.Node16 && options.module <= ts.ModuleKind.NodeNext;
  return derivedProgram(
    project,
    {
      ...options,
      ...neutral,
      ...layout,
      declaration: false,
      declarationMap: false,
      // The user's text has been checked; generated code is no business of the user's settings.
      noCheck: true,
      // Else TypeScript asks of every element access whether it names a member of a constant enumeration.
      isolatedModules: !hasConstEnums(project.program) || options.isolatedModules,
      // ES modules, whatever the project's own tools make of it.
      module: nodeModules || isEsModuleKind(options.module) ? options.module : ts.ModuleKind.ESNext,
      moduleDetection: options.moduleDetection ?? (nodeModules ? ts.ModuleDetectionKind.Force : undefined),
    },
    (file) => project.transformFile(file)?.code,
  );
}

function hasConstEnums(program: ts.Program): boolean {
  return program.getSourceFiles().some(({ text }) => /\bconst\s+enum\b/.test(text));
}

function isEsModuleKind(kind: ts.ModuleKind | undefined): boolean {
  return (
    kind === undefined ||
    (kind >= ts.ModuleKind.ES2015 && kind <= ts.ModuleKind.ESNext) ||
    kind === ts.ModuleKind.Preserve
  );
}

function declarationProgram(project: Project, layout: Layout): ts.Program {
  const { options } = project.config;
  const { declarationDir } = options;
  return derivedProgram(project, { ...options, ...neutral, ...layout, declarationDir, emitDeclarationOnly: true });
}

/** A program of the same files under other options; files that keep their text are not parsed again. */
function derivedProgram(
  project: Project,
  options: ts.CompilerOptions,
  textOf: (file: string) => string | undefined = () => undefined,
): ts.Program {
  const { program } = project;
  const host = ts.createCompilerHost(options, true);
  Object.assign(host, createResolver(project.config.options, host, host.getCurrentDirectory()).hooks);
  host.getSourceFile = (file, settings) => {
    const original = program.getSourceFile(file);
    const text = textOf(file) ?? original?.text ?? ts.sys.readFile(file);
    if (text === undefined) return undefined;
    const isScript = original !== undefined && !original.isDeclarationFile && !/\.[cm][jt]s$/.test(file);
    const commonJs = typeof settings === "object" && settings.impliedNodeFormat === ts.ModuleKind.CommonJS;
    if (original && text === original.text && !(isScript && commonJs)) return original;
    const forced =
      typeof settings === "object" && isScript
        ? { ...settings, impliedNodeFormat: ts.ModuleKind.ESNext as const }
        : settings;
    return ts.createSourceFile(file, text, commonJs ? forced : settings, true);
  };
  return ts.createProgram({
    rootNames: project.config.rootNames,
    options,
    projectReferences: project.config.references,
    host,
  });
}

/** Imports of the project's own files get the path and ending of what is written, where they do not have it already. */
function runnableSpecifiers(
  project: Project,
  { outDir, rootDir }: Layout,
  vendoring: Vendoring,
): ts.TransformerFactory<ts.SourceFile> {
  const { program, config } = project;
  const resolver = createResolver(config.options, ts.sys, program.getCurrentDirectory());
  const runnable = (from: string, specifier: string): string => {
    const meant = /^\.\.?\//.test(specifier) ? path.join(path.dirname(from), specifier) : specifier;
    // Only generated imports name the file of a package.
    if (isPackageCode(meant)) {
      return outputName(relativeTo(`${outDir}/${path.relative(rootDir, from)}`, vendoring.place(meant)));
    }
    const resolved = resolver.resolve(specifier, from)?.resolvedFileName;
    if (!resolved || !project.owns(resolved) || keepsWorking(config, specifier)) return specifier;
    const written = outputName(relativeTo(slashes(from), slashes(resolved)));
    return path.posix.normalize(specifier) === path.posix.normalize(written) ? specifier : written;
  };
  return (context) => (file) => {
    const { factory } = context;
    const literal = (node: ts.Expression): ts.Expression => {
      if (!ts.isStringLiteralLike(node)) return node;
      const text = runnable(file.fileName, node.text);
      return text === node.text ? node : factory.createStringLiteral(text);
    };
    const visit = (node: ts.Node): ts.Node => {
      if (ts.isImportDeclaration(node)) {
        const { modifiers, importClause, moduleSpecifier, attributes } = node;
        return factory.updateImportDeclaration(node, modifiers, importClause, literal(moduleSpecifier), attributes);
      }
      if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
        const { modifiers, isTypeOnly, exportClause, moduleSpecifier, attributes } = node;
        return factory.updateExportDeclaration(
          node,
          modifiers,
          isTypeOnly,
          exportClause,
          literal(moduleSpecifier),
          attributes,
        );
      }
      if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
        const [specifier, ...rest] = node.arguments;
        return factory.updateCallExpression(node, node.expression, node.typeArguments, [literal(specifier), ...rest]);
      }
      return ts.visitEachChild(node, visit, context);
    };
    return ts.visitEachChild(file, visit, context);
  };
}

/** A package that refers to itself by its name (or `#name`) is found by node, and on purpose where it says. */
function keepsWorking({ configFile, options }: ProjectConfig, specifier: string): boolean {
  if (/^\.\.?(?:\/|$)/.test(specifier) || isAlias(options, specifier)) return false;
  if (specifier.startsWith("#")) return true;
  const own = configFile && ts.findConfigFile(path.posix.dirname(configFile), ts.sys.fileExists, "package.json");
  const { name } = own ? (JSON.parse(ts.sys.readFile(own) ?? "{}") as { name?: string }) : {};
  return name !== undefined && (specifier === name || specifier.startsWith(`${name}/`));
}

/** Whether `paths` of the `tsconfig.json`, which no engine knows, says what a specifier means. */
function isAlias({ paths = {} }: ts.CompilerOptions, specifier: string): boolean {
  return Object.keys(paths).some((pattern) => {
    const star = pattern.indexOf("*");
    if (star < 0) return pattern === specifier;
    return specifier.startsWith(pattern.slice(0, star)) && specifier.endsWith(pattern.slice(star + 1));
  });
}
