/** Finds and opens the project that a command is about. */
import { existsSync } from "node:fs";
import path from "node:path";
import { defaultConfig, findConfig, type ProjectConfig, readConfig, withReferences } from "../../project/config.js";
import { compilerPhases } from "../../project/compiler-phases.js";
import { Project } from "../../project/project.js";
import { UsageError } from "./usage.js";

/** The project of `-p`, or of the nearest `tsconfig.json`. */
export function openProject(project: string | undefined): Project {
  return new Project(configOf(project), compilerPhases);
}

/** The project that a file belongs to; a project of that file alone where no `tsconfig.json` covers it. */
export function openProjectOf(file: string, project: string | undefined): Project {
  if (!existsSync(file)) throw new UsageError(`no such file: ${file}`);
  if (project !== undefined) return openProject(project);
  const nearest = findConfig(path.dirname(path.resolve(file)));
  if (nearest) {
    for (const config of withReferences(nearest)) {
      const found = new Project(config, compilerPhases);
      if (found.owns(file)) return found;
    }
  }
  return new Project(defaultConfig([file]), compilerPhases);
}

function configOf(project: string | undefined): ProjectConfig {
  const file = project ?? findConfig(process.cwd());
  if (file === undefined) throw new UsageError("no tsconfig.json here or above; name one with -p");
  if (!existsSync(file)) throw new UsageError(`no such file: ${file}`);
  return readConfig(file);
}
