import type ts from "typescript-6";
import { normalize } from "../../project/paths.js";
import type { Project } from "../../project/project.js";
import { typescriptErrors } from "../../project/typescript-errors.js";
import { colored, formatReport } from "../report.js";
import { openProjects, openProjectOf } from "./open.js";
import { parse } from "./usage.js";

export function check(args: string[]): number {
  const given = parse(args, { project: { type: "string", short: "p" } });
  if (given.positionals.length === 0) {
    const failed = openProjects(given.text("project")).map((project) => report(project));
    return failed.includes(true) ? 2 : 0;
  }

  const projects = new Map<string, { project: Project; files: Set<string> }>();
  for (const file of given.positionals) {
    const project = openProjectOf(file, given.text("project"));
    const key = project.config.configFile ?? file;
    const known = projects.get(key) ?? { project, files: new Set() };
    known.files.add(known.project.sourceFile(file)?.fileName ?? normalize(file));
    projects.set(key, known);
  }
  const failed = [...projects.values()].map(({ project, files }) => report(project, files));
  return failed.includes(true) ? 2 : 0;
}

/** Prints the errors of a project, or of some of its files; returns whether there were any. */
function report(project: Project, files?: ReadonlySet<string>): boolean {
  const { program } = project;
  const wanted = (file: string | undefined) => !files || file === undefined || files.has(file);
  const { diagnostics, broken } = typescriptErrors(program);
  const found = {
    typescript: diagnostics.filter(({ file }: ts.Diagnostic) => wanted(file?.fileName)),
    cotangent: project
      .diagnostics()
      .filter(({ file, chain }) => !broken.has(file) && [file, ...chain.map(({ span }) => span.file)].some(wanted)),
  };
  for (const text of formatReport(program, found, process.cwd())) process.stdout.write(`${colored(text)}\n`);
  return found.typescript.length + found.cotangent.length > 0;
}
