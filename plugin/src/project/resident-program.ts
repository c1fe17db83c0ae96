/**
 * A TypeScript program that stays in memory: an edit parses one file again and reuses the rest. Texts come from the disk
 * unless a host gave another one (an unsaved buffer, the output of an earlier build step).
 */
import path from "node:path/posix";
import ts from "typescript-6";
import type { ProjectConfig } from "./config.js";
import { isPackageCode, type PackageResolver } from "./package-resolution.js";
import { canonical, compareText, slashes } from "./paths.js";
import { createResolver, packageImports } from "./resolution.js";

interface CachedFile {
  readonly text: string;
  readonly source: ts.SourceFile;
  /** Of the file on the disk when it held this text; undefined for a text that only a host has. */
  stamp: Stamp | undefined;
}

interface Stamp {
  readonly modified: number;
  /** The file had been left alone for a while when it was read: a later write gives it another time. */
  readonly settled: boolean;
}

/** Milliseconds after a write in which another one may leave the file with the same time; some disks count in seconds. */
const clockStep = 2000;

/** The files of the standard library, the same for all projects of a process that parse them alike. */
const library = new Map<string, ts.SourceFile>();

export class ResidentProgram {
  private readonly cache = new Map<string, CachedFile>();
  private readonly given = new Map<string, string>();
  private current?: ts.Program;
  private extended?: { readonly program: ts.Program; readonly code: string };
  private stale = true;
  private extendedIsStale = true;

  /** `texts`: what a file holds, where that is known better than from the disk. */
  constructor(
    private config: ProjectConfig,
    private readonly texts: (file: string) => string | undefined = () => undefined,
  ) {}

  get program(): ts.Program {
    if (!this.current || this.stale) {
      this.current = ts.createProgram({
        rootNames: this.config.rootNames,
        options: this.config.options,
        projectReferences: this.config.references,
        configFileParsingDiagnostics: this.config.errors,
        host: this.host(),
        oldProgram: this.current,
      });
      this.stale = false;
      this.extendedIsStale = true;
    }
    return this.current;
  }

  /** The program with code of packages, and what that code imports. */
  withCode(code: ReadonlySet<string>, resolver: PackageResolver): ts.Program {
    const { program } = this;
    if (code.size === 0) return program;
    const files = [...code].sort(compareText);
    const key = files.join("\n");
    if (!this.extended || this.extendedIsStale || this.extended.code !== key) {
      const options = { ...this.config.options, allowJs: true, checkJs: false, resolveJsonModule: true };
      const extended = ts.createProgram({
        rootNames: [...this.config.rootNames, ...files],
        options,
        projectReferences: this.config.references,
        host: packageImports(this.host(), resolver),
        oldProgram: this.extended?.program,
      });
      this.extended = { program: extended, code: key };
      this.extendedIsStale = false;
    }
    return this.extended.program;
  }

  /** Sets a file's text; returns whether the program changes by it. */
  update(file: string, text: string): boolean {
    const key = canonical(file);
    const cached = this.cache.get(key);
    const known = cached?.text ?? this.read(file);
    const stamp = stampOf(file);
    const saved = text === ts.sys.readFile(file);
    if (saved) this.given.delete(key);
    else this.given.set(key, text);
    if (known === text) {
      if (cached && saved) cached.stamp = stamp;
      return false;
    }
    this.cache.delete(key);
    this.stale = true;
    return true;
  }

  /** Takes back the text that a file was given: it is as on the disk, and gone if it is not there. */
  forget(file: string): void {
    const key = canonical(file);
    this.given.delete(key);
    this.cache.delete(key);
    this.stale = true;
  }

  /** Looks for files that changed on the disk. Returns whether the program changes by them. */
  refresh(config: ProjectConfig = this.config): boolean {
    for (const [key, cached] of this.cache) {
      if (cached.stamp === undefined || this.given.has(key)) continue;
      const { fileName } = cached.source;
      const now = stampOf(fileName);
      if (cached.stamp.settled && now?.modified === cached.stamp.modified) continue;
      if (now !== undefined && ts.sys.readFile(fileName) === cached.text) {
        cached.stamp = now;
      } else {
        this.cache.delete(key);
        this.stale = true;
      }
    }
    if (!sameConfig(config, this.config)) {
      this.config = config;
      // Options and roots decide how files are parsed and imports resolve: nothing of the old program may be kept.
      this.cache.clear();
      this.current = undefined;
      this.extended = undefined;
      this.stale = true;
    }
    return this.stale;
  }

  private host(): ts.CompilerHost {
    const host = ts.createCompilerHost(this.config.options, true);
    const parse = (file: string, text: string, options: ts.ScriptTarget | ts.CreateSourceFileOptions) => {
      const source = ts.createSourceFile(file, text, isPackageCode(file) ? asModule(options) : options, true);
      Object.assign(source, { version: ts.sys.createHash?.(text) ?? text });
      return source;
    };
    Object.assign(host, createResolver(this.config.options, host, host.getCurrentDirectory()).hooks);
    host.readFile = (file) => this.read(file);
    host.fileExists = (file) => this.known(file) !== undefined || ts.sys.fileExists(file);
    host.getSourceFile = (file, options) => {
      const key = canonical(file);
      const cached = this.cache.get(key);
      if (cached) return cached.source;
      if (isLibrary(file)) {
        const shared = `${key} ${JSON.stringify(options)}`;
        const source = library.get(shared) ?? parse(file, ts.sys.readFile(file) ?? "", options);
        library.set(shared, source);
        return source;
      }
      const stamp = this.known(file) === undefined ? stampOf(file) : undefined;
      const text = this.read(file);
      if (text === undefined) return undefined;
      const source = parse(file, text, options);
      this.cache.set(key, { text, source, stamp });
      return source;
    };
    return host;
  }

  private known(file: string): string | undefined {
    return this.given.get(canonical(file)) ?? this.texts(file);
  }

  private read(file: string): string | undefined {
    return this.known(file) ?? ts.sys.readFile(file);
  }
}

/** A script of a package is a module too: none of its names are global. */
function asModule(options: ts.ScriptTarget | ts.CreateSourceFileOptions): ts.CreateSourceFileOptions {
  const given = typeof options === "object" ? options : { languageVersion: options };
  return {
    ...given,
    setExternalModuleIndicator(file) {
      given.setExternalModuleIndicator?.(file);
      // The parser's own property; `true` says that the syntax does not tell.
      const indicated = file as ts.SourceFile & { externalModuleIndicator?: ts.Node | true };
      indicated.externalModuleIndicator ??= true;
    },
  };
}

const libraryDirectory = path.dirname(slashes(ts.getDefaultLibFilePath({})));

function isLibrary(file: string): boolean {
  return path.dirname(file) === libraryDirectory;
}

/** To be taken before the file is read: a write in between then shows later. */
function stampOf(file: string): Stamp | undefined {
  const modified = ts.sys.getModifiedTime?.(file)?.getTime();
  return modified === undefined ? undefined : { modified, settled: Date.now() - modified > clockStep };
}

function sameConfig(a: ProjectConfig, b: ProjectConfig): boolean {
  return (
    a === b ||
    (JSON.stringify(a.rootNames) === JSON.stringify(b.rootNames) &&
      JSON.stringify(plainOptions(a.options)) === JSON.stringify(plainOptions(b.options)))
  );
}

/** Without the parsed `tsconfig.json` that TypeScript hangs on the options. */
function plainOptions(options: ts.CompilerOptions): ts.CompilerOptions {
  return { ...options, configFile: undefined };
}
