/** The resident projects of a running bundler: one for each `tsconfig.json` whose files it meets. */
import path from "node:path";
import ts from "typescript-6";
import { compilerPhases } from "../project/compiler-phases.js";
import { findConfig, readConfig, withReferences } from "../project/config.js";
import { slashes } from "../project/paths.js";
import { Project, type Transformed } from "../project/project.js";

export class Workspace {
  private readonly projects = new Map<string, Project>();
  private readonly owners = new Map<string, Project | undefined>();
  /** What was handed out for each file last, to see what a change affects. */
  private readonly served = new Map<string, string | undefined>();

  /** The project that compiles a file: one that has it already, or that of the nearest `tsconfig.json`. */
  projectOf(file: string): Project | undefined {
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

  update(file: string, text: string): void {
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

  private open(file: string): Project | undefined {
    const nearest = findConfig(path.dirname(file));
    if (!nearest) return undefined;
    for (const config of withReferences(slashes(nearest))) {
      const { configFile } = config;
      if (!configFile) continue;
      const project = this.projects.get(configFile) ?? new Project(config, compilerPhases);
      this.projects.set(configFile, project);
      if (project.owns(file)) return project;
      // A file made since the project was opened.
      if (project.refresh(config) && project.owns(file)) return project;
    }
    return undefined;
  }
}
