import path from "node:path";
import type ts from "typescript-6";
import { normalize } from "../../project/paths.js";
import type { Project } from "../../project/project.js";
import { allErrors } from "../../project/typescript-errors.js";
import { printReport } from "../report.js";
import type { Terminal } from "../terminal.js";
import { openProjectOf, openProjects } from "./open.js";
import { parse } from "./usage.js";

export function check(args: string[], terminal: Terminal): number {
  const given = parse(args, { project: { type: "string", short: "p" } });
  if (given.positionals.length === 0) {
    const failed = openProjects(given.text("project"), terminal.directory).map((project) => report(project, terminal));
    return failed.includes(true) ? 2 : 0;
  }

  const projects = new Map<string, { project: Project; files: Set<string> }>();
  for (const file of given.positionals) {
    const project = openProjectOf(file, given.text("project"), terminal.directory);
    const key = project.config.configFile ?? file;
    const known = projects.get(key) ?? { project, files: new Set() };
    const absolute = normalize(path.resolve(terminal.directory, file));
    known.files.add(known.project.sourceFile(absolute)?.fileName ?? absolute);
    projects.set(key, known);
  }
  const failed = [...projects.values()].map(({ project, files }) => report(project, terminal, files));
  return failed.includes(true) ? 2 : 0;
}

/** Prints the errors of a project, or of some of its files; returns whether there were any. */
function report(project: Project, terminal: Terminal, files?: ReadonlySet<string>): boolean {
  const wanted = (file: string | undefined) => !files || file === undefined || files.has(file);
  const { diagnostics, refusals } = allErrors(project);
  const found = {
    typescript: diagnostics.filter(({ file }: ts.Diagnostic) => wanted(file?.fileName)),
    cotangent: refusals.filter(({ file, chain }) => [file, ...chain.map(({ span }) => span.file)].some(wanted)),
  };
  printReport(project, found, terminal);
  return found.typescript.length + found.cotangent.length > 0;
}
