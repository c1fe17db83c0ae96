/** Finds and opens the project that a command is about. */
import { existsSync } from "node:fs";
import path from "node:path";
import { compilerPhases } from "../../project/compiler-phases.js";
import { defaultConfig, findConfig, type ProjectConfig, readConfig, withReferences } from "../../project/config.js";
import { Project } from "../../project/project.js";
import { UsageError } from "./usage.js";

/**
 * The project of `-p`, or of the nearest `tsconfig.json`. One that only refers to others stands for them, as in
 * templates that keep separate settings for the application and its build scripts.
 */
export function openProjects(project: string | undefined, directory: string): Project[] {
  const config = configOf(project, directory);
  const { configFile, rootNames, references } = config;
  const configs =
    configFile && rootNames.length === 0 && references.length > 0
      ? [...withReferences(configFile)].filter((referred) => referred.rootNames.length > 0)
      : [config];
  return configs.map((each) => new Project(each, compilerPhases));
}

/** The project that a file belongs to; a project of that file alone where no `tsconfig.json` covers it. */
export function openProjectOf(file: string, project: string | undefined, directory: string): Project {
  const found = path.resolve(directory, file);
  if (!existsSync(found)) throw new UsageError(`no such file: ${file}`);
  const nearest = project === undefined ? findConfig(path.dirname(found)) : configOf(project, directory).configFile;
  if (nearest) {
    for (const config of withReferences(nearest)) {
      const opened = new Project(config, compilerPhases);
      if (opened.owns(found)) return opened;
    }
  }
  if (project !== undefined) throw new UsageError(`${file} is not in the project ${project}`);
  return new Project(defaultConfig([found]), compilerPhases);
}

function configOf(project: string | undefined, directory: string): ProjectConfig {
  const file = project === undefined ? findConfig(directory) : path.resolve(directory, project);
  if (file === undefined) throw new UsageError("no tsconfig.json here or above; name one with -p");
  if (!existsSync(file)) throw new UsageError(`no such file: ${project}`);
  return readConfig(file);
}
