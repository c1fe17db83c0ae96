/**
 * The compiler over a whole project, resident: demand is collected over all files, generated functions go beside the
 * declarations that they come from. Everything is computed afresh for a state of the program, so a file's output
 * depends on the texts only, never on the order of edits or requests.
 */
import type ts from "typescript-6";
import type { Diagnostic } from "../diagnostics/index.js";
import type { ProjectConfig } from "./config.js";
import { collectDemand, type Demand, mayDemand, ownFiles } from "./demand.js";
import { Linker } from "./link.js";
import { decoratorsToErase } from "./marks.js";
import { canonical, normalize } from "./paths.js";
import type { Emitted, EntryRequest, Operator, Phases } from "./phases.js";
import { ResidentProgram } from "./resident-program.js";
import { type Rewritten, rewrite } from "./rewrite.js";

export interface ProjectOptions {
  /** What a file holds, where a host knows better than the disk. */
  readonly texts?: (file: string) => string | undefined;
}

export interface Transformed {
  readonly code: string;
  readonly map: Rewritten["map"];
}

/** What the project asks for and where it goes, for one state of the program. */
interface Plan {
  readonly demand: Demand;
  readonly linker: Linker;
  readonly outputs: Map<string, Transformed | undefined>;
}

export class Project {
  private readonly resident: ResidentProgram;
  private plan?: Plan;

  constructor(
    private settings: ProjectConfig,
    private readonly phases: Phases,
    options: ProjectOptions = {},
  ) {
    this.resident = new ResidentProgram(settings, options.texts);
  }

  get config(): ProjectConfig {
    return this.settings;
  }

  get program(): ts.Program {
    return this.resident.program;
  }

  /** Sets a file's text; returns whether that changes anything. */
  update(file: string, text: string): boolean {
    return this.changed(this.resident.update(normalize(file), text));
  }

  /** Looks for changes on the disk. */
  refresh(config: ProjectConfig = this.settings): boolean {
    this.settings = config;
    return this.changed(this.resident.refresh(config));
  }

  /** Whether the file is one of the project's own: neither a declaration file nor part of a package. */
  owns(file: string): boolean {
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

  /** Undefined where a file stays as it is, and where it is refused. */
  transformFile(file: string): Transformed | undefined {
    const source = this.sourceFile(file);
    if (!source || !this.owns(file)) return undefined;
    const { demand, linker, outputs } = this.current();
    if (demand.refused.has(source.fileName)) return undefined;
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

  sourceFile(file: string): ts.SourceFile | undefined {
    const { program } = this;
    return program.getSourceFile(file) ?? program.getSourceFile(canonical(normalize(file)));
  }

  private changed(changed: boolean): boolean {
    if (changed) this.plan = undefined;
    return changed;
  }

  private current(): Plan {
    if (!this.plan) {
      const { program } = this;
      const demand = collectDemand(program, this.phases);
      this.plan = { demand, linker: new Linker(program, demand), outputs: new Map() };
    }
    return this.plan;
  }

  private transform(source: ts.SourceFile, demand: Demand, linker: Linker): Transformed | undefined {
    const file = source.fileName;
    const sites = demand.sites.filter(({ use }) => use.node.getSourceFile() === source);
    const functions = linker.functions.get(file) ?? [];
    const exports = linker.generatedExports(file);
    const erased = mayDemand(source.text) ? decoratorsToErase(source) : [];
    if (sites.length + functions.length + exports.length + erased.length === 0) return undefined;

    const { local, runtime, imports, reserved } = linker.importer(file);
    const text = (name: string) => this.program.getSourceFile(name)?.text;
    const named = sites.map((site) => ({ site, name: local(site.entry) }));
    const emitted: Emitted =
      functions.length === 0
        ? { text: "", runtime: [], mappings: [] }
        : this.phases.emit(functions, {
            file,
            language: /\.[mc]?tsx?$/.test(file) ? "ts" : "js",
            resolve: local,
            runtime,
            reserved,
            source: text,
          });
    return rewrite({ source, sites: named, erased, imports, runtime, emitted, exports, text });
  }
}
