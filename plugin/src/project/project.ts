/**
 * The compiler over a whole project, resident: demand is collected over all files, generated functions go beside the
 * declarations that they come from. A state of the program is lowered afresh, and of earlier states only that is kept which would be
 * made again, so a file's output depends on the texts only, never on the order of edits or requests.
 */
import type ts from "typescript-6";
import type { Diagnostic } from "../diagnostics/index.js";
import { isCommonJs } from "../frontend/commonjs.js";
import type { RunTimeModules } from "../frontend/module-graph.js";
import type { ProjectConfig } from "./config.js";
import { collectDemand, type Demand, mayDemand, ownFiles } from "./demand.js";
import { refusePackages } from "./fixed-packages.js";
import { Implementations } from "./implementations.js";
import { KeptDerivatives } from "./kept-derivatives.js";
import { KeptText } from "./kept-text.js";
import { Linker } from "./link.js";
import { decoratorsToErase } from "./marks.js";
import { isPackageCode, isPackageFile, nodeConditions, PackageResolver } from "./package-resolution.js";
import { canonical, normalize, slashes } from "./paths.js";
import type { EntryRequest, Operator, Phases } from "./phases.js";
import { ResidentProgram } from "./resident-program.js";
import { type Rewritten, rewrite } from "./rewrite.js";
import { rewriteCommonJs } from "./rewrite-commonjs.js";

export interface ProjectOptions {
  /** What a file holds, where a host knows better than the disk. */
  readonly texts?: (file: string) => string | undefined;
  /** How the host finds the code of packages; as node does unless said otherwise. */
  readonly packages?: PackageResolver;
  /** The host cannot write to code of packages. */
  readonly fixedPackages?: boolean;
  /** Nothing that was derived for an earlier state is kept: whoever watches the phases sees them at work. */
  readonly keepsNothing?: boolean;
}

export interface Transformed {
  readonly code: string;
  readonly map: Rewritten["map"];
}

/** What the project asks for and where it goes, for one state of the program. */
interface Plan {
  /** The program that was read: with the code of the packages that are reached. */
  readonly program: ts.Program;
  readonly demand: Demand;
  readonly linker: Linker;
  readonly outputs: Map<string, Transformed | undefined>;
}

export class Project {
  private readonly resident: ResidentProgram;
  private readonly implementations: Implementations;
  private readonly kept = new KeptDerivatives();
  private readonly keptText: KeptText;
  private plan?: Plan;

  constructor(
    private settings: ProjectConfig,
    private readonly phases: Phases,
    private readonly options: ProjectOptions = {},
  ) {
    this.resident = new ResidentProgram(settings, options.texts);
    this.keptText = new KeptText(phases);
    this.implementations = new Implementations(options.packages ?? new PackageResolver(nodeConditions));
  }

  get config(): ProjectConfig {
    return this.settings;
  }

  /** The user's program, as it is checked: packages are their declarations. */
  get program(): ts.Program {
    return this.resident.program;
  }

  /** The program that the compiler reads, with the code of packages. */
  get analyzed(): ts.Program {
    return this.current().program;
  }

  /** Sets a file's text; returns whether that changes anything. */
  update(file: string, text: string): boolean {
    return this.changed(this.resident.update(normalize(file), text));
  }

  /** Takes back the text that a file was given. */
  forget(file: string): void {
    this.resident.forget(normalize(file));
    this.changed(true);
  }

  /** Looks for changes on the disk. */
  refresh(config: ProjectConfig = this.settings): boolean {
    this.settings = config;
    return this.changed(this.resident.refresh(config));
  }

  /** Whether the file is one of the project's own: neither a declaration file nor part of a package. */
  owns(file: string): boolean {
    if (isPackageFile(slashes(file))) return false;
    const source = this.sourceFile(file);
    return source !== undefined && !source.isDeclarationFile && !this.program.isSourceFileFromExternalLibrary(source);
  }

  /** Files that the output of any file may depend on. */
  watched(): string[] {
    return ownFiles(this.program).map((source) => source.fileName);
  }

  /** Files that are rewritten. */
  files(): string[] {
    return ownFiles(this.program)
      .map((source) => source.fileName)
      .filter((file) => this.transformFile(file) !== undefined);
  }

  get packages(): PackageResolver {
    return this.implementations.resolver;
  }

  /**
   * Undefined where a file stays as it is, and where it is refused. `place`: where files of packages will be, for imports
   * between them.
   */
  transformFile(file: string, place?: (file: string) => string): Transformed | undefined {
    const source = this.sourceFile(file);
    if (!source || !(this.owns(file) || isPackageCode(source.fileName))) return undefined;
    const { demand, linker, outputs } = this.current();
    if (demand.refused.has(source.fileName)) return undefined;
    if (place) return this.transform(source, demand, linker, place);
    if (!outputs.has(source.fileName)) outputs.set(source.fileName, this.transform(source, demand, linker));
    return outputs.get(source.fileName);
  }

  /** Every refusal in the project, sorted by file and position. */
  diagnostics(): readonly Diagnostic[] {
    return this.current().demand.diagnostics;
  }

  /** What the project asks for and gets. */
  requests(): EntryRequest[] {
    return this.current().demand.entries.map(({ request }) => request);
  }

  /** What a file exports beside its own names: the derivatives of its marked functions of module level. */
  markedDerivatives(file: string): { readonly name: string; readonly operator: Operator; readonly of: string }[] {
    return this.current().demand.entries.flatMap(({ request: { operator }, func, markedAs }) =>
      func.file === file && func.exported && markedAs !== undefined
        ? [{ name: func.name, operator, of: markedAs }]
        : [],
    );
  }

  /** Files that nothing may be written for, with what was refused in them or in what they ask for. */
  refused(): ReadonlyMap<string, readonly Diagnostic[]> {
    return this.current().demand.refused;
  }

  /** Files of packages that are rewritten. */
  packageFiles(): string[] {
    return this.current().linker.files.filter(isPackageCode);
  }

  /** The names that generated code adds to the exports of a file of a package. */
  addedExports(file: string): string[] {
    const { linker } = this.current();
    return [...linker.generatedExports(file), ...linker.exportedFunctions(file)].map(({ exported }) => exported);
  }

  sourceFile(file: string): ts.SourceFile | undefined {
    const program = isPackageCode(slashes(file)) ? this.analyzed : this.program;
    return program.getSourceFile(file) ?? program.getSourceFile(canonical(normalize(file)));
  }

  private changed(changed: boolean): boolean {
    if (changed) this.plan = undefined;
    return changed;
  }

  private current(): Plan {
    this.plan ??= this.read();
    return this.plan;
  }

  private read(): Plan {
    return this.reading((program, modules) => {
      const kept = this.options.keepsNothing ? new KeptDerivatives() : this.kept;
      const collected = collectDemand(program, this.phases, kept, modules);
      const demand = this.options.fixedPackages ? refusePackages(collected) : collected;
      const linker = new Linker(program, demand, this.packages);
      this.keptText.keepOnly(linker.functions);
      return { program, demand, linker, outputs: new Map() };
    });
  }

  /** What `read` makes of the program, which is given ever more code of packages until it has what `read` reaches. */
  reading<T>(read: (program: ts.Program, modules: RunTimeModules) => T): T {
    const { implementations } = this;
    while (true) {
      const program = this.resident.withCode(implementations.loaded, implementations.resolver);
      const result = read(program, implementations.start(program));
      if (implementations.settle(program)) return result;
    }
  }

  private transform(
    source: ts.SourceFile,
    demand: Demand,
    linker: Linker,
    place?: (file: string) => string,
  ): Transformed | undefined {
    const file = source.fileName;
    const sites = demand.sites.filter(({ use }) => use.node.getSourceFile() === source);
    const functions = linker.functions.get(file) ?? [];
    const exports = linker.generatedExports(file);
    const inner = linker.innerVariables(file);
    const erased = !isPackageCode(file) && mayDemand(source.text) ? decoratorsToErase(source) : [];
    if (sites.length + functions.length + exports.length + erased.length === 0) return undefined;

    const isEsModule = !isCommonJs(source);
    const text = (name: string) => this.analyzed.getSourceFile(name)?.text;
    const prepare = () => {
      const importer = linker.importer(file, place);
      const { local, runtime, claim, reserved } = importer;
      const named = sites.map((site) => ({ site, name: local(site.entry) }));
      const language = /\.[mc]?tsx?$/.test(file) ? ("ts" as const) : ("js" as const);
      const options = { file, language, isEsModule, resolve: local, runtime, reserved, claim, source: text };
      return { importer, named, options };
    };
    const { emitted, context } = (place ? new KeptText(this.phases) : this.keptText).emit(functions, prepare);
    const { named, importer } = context;
    const { runtime, imports, required } = importer;
    if (isEsModule) return rewrite({ source, sites: named, erased, imports, runtime, emitted, exports, inner, text });
    const all = [...exports, ...linker.exportedFunctions(file)];
    return rewriteCommonJs({ source, sites: named, required, emitted, exports: all, inner, text });
  }
}
