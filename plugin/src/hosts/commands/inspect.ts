import path from "node:path";
import { compilerPhases } from "../../project/compiler-phases.js";
import { functionsOf, inspect as inspectFile } from "../../project/inspect.js";
import { allErrors } from "../../project/typescript-errors.js";
import { highlight } from "../highlight.js";
import { printReport } from "../report.js";
import type { Terminal } from "../terminal.js";
import { openProjectOf } from "./open.js";
import { parse, UsageError } from "./usage.js";

export function inspect(args: string[], terminal: Terminal): number {
  const given = parse(args, {
    project: { type: "string", short: "p" },
    mode: { type: "string" },
    ir: { type: "boolean" },
  });
  const mode = given.text("mode");
  if (given.positionals.length !== 1) throw new UsageError("inspect takes one FILE or FILE:FUNCTION");
  if (mode !== undefined && mode !== "forward" && mode !== "reverse") {
    throw new UsageError(`--mode is forward or reverse, not '${mode}'`);
  }
  const [, file, name] = /^(.+?)(?::([\p{ID_Start}$_][\p{ID_Continue}$]*))?$/u.exec(given.positionals[0]) ?? [];
  const project = openProjectOf(file, given.text("project"), terminal.directory);
  const source = project.sourceFile(path.resolve(terminal.directory, file));
  if (!source) throw new UsageError(`${file} is not in the project`);
  if (name !== undefined && !functionsOf(source).some((found) => found.name === name)) {
    const known = functionsOf(source).map((found) => found.name);
    throw new UsageError(`no function '${name}' in ${file}${known.length > 0 ? `; it has ${known.join(", ")}` : ""}`);
  }

  const { diagnostics: typescript, broken, failed } = allErrors(project);
  const isBroken = failed || broken.has(source.fileName);
  const { texts, diagnostics: cotangent } = isBroken
    ? { texts: [], diagnostics: [] }
    : inspectFile(project, compilerPhases, source, { name, mode, ir: given.flag("ir") });
  if (texts.length > 0) {
    const text = texts.join("\n\n");
    terminal.out(`${terminal.color && !given.flag("ir") ? highlight(text) : text}\n`);
  }
  const own = typescript.filter((found) => failed || found.file === source);
  printReport(project, { typescript: own, cotangent }, { ...terminal, out: terminal.err });
  return own.length + cotangent.length > 0 ? 2 : 0;
}
