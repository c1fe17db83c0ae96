import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { emitProject, type OutputFile } from "../../project/emit.js";
import { normalize } from "../../project/paths.js";
import type { Project } from "../../project/project.js";
import { allErrors } from "../../project/typescript-errors.js";
import { printReport } from "../report.js";
import type { Terminal } from "../terminal.js";
import { openProjects } from "./open.js";
import { parse, UsageError } from "./usage.js";

export function build(args: string[], terminal: Terminal): number {
  const given = parse(args, {
    project: { type: "string", short: "p" },
    outDir: { type: "string" },
  });
  if (given.positionals.length > 0) throw new UsageError(`build takes no files, but got '${given.positionals[0]}'`);
  const outDir = given.text("outDir");
  const codes = openProjects(given.text("project"), terminal.directory).map((project) =>
    buildProject(
      project,
      outDir === undefined ? undefined : normalize(path.resolve(terminal.directory, outDir)),
      terminal,
    ),
  );
  return Math.max(0, ...codes);
}

function buildProject(project: Project, givenOutDir: string | undefined, terminal: Terminal): number {
  const outDir = givenOutDir ?? defaultOutDir(project);
  const { diagnostics, broken, refusals: own, failed } = allErrors(project);
  const stop = failed || (diagnostics.length > 0 && project.config.options.noEmitOnError === true);
  const emission = stop ? { files: [], diagnostics: [] } : emitProject(project, outDir, broken);
  for (const file of emission.files) write(file);
  if (emission.files.length > 0) markAsEsModules(outDir);

  const report = { typescript: [...diagnostics, ...emission.diagnostics], cotangent: own };
  printReport(project.program, report, terminal);
  if (report.typescript.length + own.length === 0) return 0;
  return emission.files.length > 0 ? 2 : 1;
}

function defaultOutDir({ config }: Project): string {
  return config.options.outDir ?? normalize(path.join(path.dirname(config.configFile ?? "."), "dist"));
}

function write({ name, text }: OutputFile): void {
  mkdirSync(path.dirname(name), { recursive: true });
  writeFileSync(name, text);
}

/** Without `"type": "module"` around it, node would take the output for CommonJS. */
function markAsEsModules(outDir: string): void {
  for (let directory = outDir; ; directory = path.dirname(directory)) {
    const file = path.join(directory, "package.json");
    if (existsSync(file)) {
      const { type } = JSON.parse(readFileSync(file, "utf8")) as { type?: string };
      if (type === "module" || directory === outDir) return;
      break;
    }
    if (path.dirname(directory) === directory) break;
  }
  writeFileSync(path.join(outDir, "package.json"), `${JSON.stringify({ type: "module" }, undefined, 2)}\n`);
}
