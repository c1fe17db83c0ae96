/** Finds and opens the project that a command is about. */
import { existsSync } from "node:fs";
import path from "node:path";
import { defaultConfig, findConfig, type ProjectConfig, readConfig, withReferences } from "../../project/config.js";
import { compilerPhases } from "../../project/compiler-phases.js";
import { Project } from "../../project/project.js";
import { UsageError } from "./usage.js";

/**
 * The project of `-p`, or of the nearest `tsconfig.json`. One that only refers to others stands for them, as in
 * templates that keep separate settings for the application and its build scripts.
 */
export function openProjects(project: string | undefined): Project[] {
  const config = configOf(project);
  const { configFile, rootNames, references } = config;
  const configs =
    configFile && rootNames.length === 0 && references.length > 0
      ? [...withReferences(configFile)].filter((referred) => referred.rootNames.length > 0)
      : [config];
  return configs.map((each) => new Project(each, compilerPhases));
}

/** The project that a file belongs to; a project of that file alone where no `tsconfig.json` covers it. */
export function openProjectOf(file: string, project: string | undefined): Project {
  if (!existsSync(file)) throw new UsageError(`no such file: ${file}`);
  const nearest = project === undefined ? findConfig(path.dirname(path.resolve(file))) : configOf(project).configFile;
  if (nearest) {
    for (const config of withReferences(nearest)) {
      const found = new Project(config, compilerPhases);
      if (found.owns(file)) return found;
    }
  }
  if (project !== undefined) throw new UsageError(`${file} is not in the project ${project}`);
  return new Project(defaultConfig([file]), compilerPhases);
}

function configOf(project: string | undefined): ProjectConfig {
  const file = project ?? findConfig(process.cwd());
  if (file === undefined) throw new UsageError("no tsconfig.json here or above; name one with -p");
  if (!existsSync(file)) throw new UsageError(`no such file: ${file}`);
  return readConfig(file);
}
