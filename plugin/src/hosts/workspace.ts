/** The resident projects of a running bundler: one for each `tsconfig.json` whose files it meets. */
import { realpathSync } from "node:fs";
import path from "node:path";
import { isBuiltin } from "node:module";
import ts from "typescript-6";
import { isCommonJs } from "../frontend/commonjs.js";
import { asEsModule, type Required } from "../project/commonjs-as-es.js";
import { compilerPhases } from "../project/compiler-phases.js";
import { findConfig, readConfig, withReferences } from "../project/config.js";
import {
  type Conditions,
  type ImportKind,
  isPackageCode,
  nodeConditions,
  PackageResolver,
  packageOf,
} from "../project/package-resolution.js";
import { slashes } from "../project/paths.js";
import { Project, type Transformed } from "../project/project.js";
import { packagesLeadingToDerivatives } from "../project/vendor.js";

export class Workspace {
  private readonly packages: PackageResolver;

  constructor(conditions?: Conditions) {
    this.packages = new PackageResolver(conditions ?? nodeConditions);
  }

  private readonly projects = new Map<string, Project>();
  private readonly owners = new Map<string, Project | undefined>();
  /** What was handed out for each file last, to see what a change affects. */
  private readonly served = new Map<string, string | undefined>();

  /**
   * The project that compiles a file: one that has it already, or that of the nearest `tsconfig.json`. Code of packages is
   * compiled by the project that differentiates it.
   */
  projectOf(file: string): Project | undefined {
    if (isPackageCode(file)) return this.projectReaching(file);
    const known = this.owners.get(file);
    if (known ? known.owns(file) : this.owners.has(file)) return known;
    const owner = [...this.projects.values()].find((project) => project.owns(file)) ?? this.open(file);
    this.owners.set(file, owner);
    return owner;
  }

  /** What a file becomes; undefined where it stays as it is. Throws nothing: refusals are for the caller to ask for. */
  serve(project: Project, file: string): Transformed | undefined {
    const output = project.transformFile(file);
    this.served.set(file, output?.code);
    return output;
  }

  /** A module of a package for a host that knows ES modules only; undefined where it is one already. */
  serveAsEsModule(file: string): Transformed | undefined {
    const name = packageOf(file)?.name;
    if (name === undefined || !this.derivedPackages().has(name)) return undefined;
    const project = this.projectOf(file);
    const source = project?.analyzed.getSourceFile(file) ?? parsed(file);
    if (!project || !isCommonJs(source)) return undefined;
    return asEsModule({
      source,
      output: project.transformFile(file),
      added: project.addedExports(file),
      required: (specifier) => this.required(project, specifier, file),
    });
  }

  private required(project: Project, specifier: string, from: string): Required | undefined {
    const found = this.packages.resolve(specifier, from, "require");
    if (found === undefined) return isBuiltin(specifier) ? "default" : undefined;
    if (found.endsWith(".json")) return "default";
    if (!isCommonJs(project.analyzed.getSourceFile(found) ?? parsed(found))) return "namespace";
    return this.derivedPackages().has(packageOf(found)?.name ?? "") ? "wrapped" : "default";
  }

  /** The names of the packages that code is generated into, and of those that use them. */
  derivedPackages(): Set<string> {
    return new Set(this.leading().map(({ name }) => name));
  }

  private leading() {
    return [...this.projects.values()].flatMap(packagesLeadingToDerivatives);
  }

  /** The file that an import of such a package leads to: the same for everyone who imports it. */
  resolveInPackages(specifier: string, importer: string, kind: ImportKind): string | undefined {
    const isRelative = /^\.\.?\//.test(specifier);
    const name = isRelative
      ? packageOf(slashes(path.resolve(path.dirname(importer), specifier)))?.name
      : /^(?:@[^/]+\/)?[^./:][^/:]*/.exec(specifier)?.[0];
    if (name === undefined || !this.derivedPackages().has(name)) return undefined;
    const found = this.packages.resolve(specifier, importer, kind);
    const directory = found && packageOf(found)?.directory;
    return directory && this.leading().some((each) => each.directory === directory) ? found : undefined;
  }

  /** The name by which a file of a linked package is known, where a host follows links. */
  throughLink(file: string): string {
    for (const { directory } of this.leading()) {
      const real = slashes(realpathSync(directory));
      if (real !== directory && file.startsWith(`${real}/`)) return directory + file.slice(real.length);
    }
    return file;
  }

  /** Opens the projects of a folder before any of its files is met. */
  openAt(directory: string): void {
    const nearest = findConfig(directory);
    if (!nearest) return;
    for (const config of withReferences(slashes(nearest))) {
      const { configFile } = config;
      if (configFile && !this.projects.has(configFile)) {
        this.projects.set(configFile, new Project(config, compilerPhases, { packages: this.packages }));
      }
    }
  }

  update(file: string, text: string): void {
    if (isPackageCode(file)) return;
    this.projectOf(file);
    for (const project of this.projects.values()) if (project.owns(file)) project.update(file, text);
  }

  /** Looks for edited, new and deleted files of all projects. */
  refresh(): void {
    this.owners.clear();
    for (const [configFile, project] of this.projects) {
      if (ts.sys.fileExists(configFile)) project.refresh(readConfig(configFile));
      else this.projects.delete(configFile);
    }
  }

  /** Files whose output is no longer what was handed out. */
  outdated(): string[] {
    return [...this.served.keys()].filter((file) => this.isOutdated(file));
  }

  isOutdated(file: string): boolean {
    if (!this.served.has(file)) return false;
    const project = this.projectOf(file);
    return project?.refused().has(file) || project?.transformFile(file)?.code !== this.served.get(file);
  }

  private projectReaching(file: string): Project | undefined {
    const reaching = [...this.projects.values()].filter((project) => project.packageFiles().includes(file));
    const texts = new Set(reaching.map((project) => project.transformFile(file)?.code));
    if (texts.size > 1) {
      const configs = reaching.map((project) => project.config.configFile).join(" and ");
      throw new Error(`${file} is differentiated by two projects, ${configs}: put what differentiates it into one`);
    }
    const name = packageOf(file)?.name ?? "";
    return reaching[0] ?? [...this.projects.values()].find((project) => leadsTo(project, name));
  }

  private open(file: string): Project | undefined {
    const nearest = findConfig(path.dirname(file));
    if (!nearest) return undefined;
    for (const config of withReferences(slashes(nearest))) {
      const { configFile } = config;
      if (!configFile) continue;
      const project = this.projects.get(configFile) ?? new Project(config, compilerPhases, { packages: this.packages });
      this.projects.set(configFile, project);
      if (project.owns(file)) return project;
      // A file made since the project was opened.
      if (project.refresh(config) && project.owns(file)) return project;
    }
    return undefined;
  }
}

function leadsTo(project: Project, name: string): boolean {
  return packagesLeadingToDerivatives(project).some((found) => found.name === name);
}

function parsed(file: string): ts.SourceFile {
  return ts.createSourceFile(file, ts.sys.readFile(file) ?? "", ts.ScriptTarget.Latest, true);
}
