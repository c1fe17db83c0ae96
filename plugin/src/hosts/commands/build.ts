import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Emission, emitProject, type OutputFile } from "../../project/emit.js";
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
  const emission = stop ? nothing : emitProject(project, outDir, broken);
  if (!stop) removePackages(outDir);
  for (const file of emission.files) write(file);
  for (const { from, to } of emission.copies) copy(from, to);
  for (const { at, to } of emission.links) link(at, to);
  rememberPackages(outDir, emission);
  if (emission.files.length > 0) markAsEsModules(outDir);

  const report = { typescript: [...diagnostics, ...emission.diagnostics], cotangent: own };
  printReport(project, report, terminal);
  if (report.typescript.length + own.length === 0) return 0;
  return emission.files.length > 0 ? 2 : 1;
}

const nothing: Emission = { files: [], copies: [], links: [], diagnostics: [] };

function copy(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true });
  copyFileSync(from, to);
}

function link(at: string, to: string): void {
  mkdirSync(path.dirname(at), { recursive: true });
  symlinkSync(to, at, "junction");
}

/** The names of what a build puts into its `node_modules`, so that the next one can take away what it no longer needs. */
const record = "node_modules/.cotangent.json";

function removePackages(outDir: string): void {
  const file = path.join(outDir, record);
  if (!existsSync(file)) return;
  for (const name of JSON.parse(readFileSync(file, "utf8")) as string[]) {
    rmSync(path.join(outDir, "node_modules", name), { recursive: true, force: true });
  }
  rmSync(file);
}

function rememberPackages(outDir: string, { files, copies, links }: Emission): void {
  const modules = `${outDir}/node_modules/`;
  const written = [...files.map(({ name }) => name), ...copies.map(({ to }) => to), ...links.map(({ at }) => at)];
  const names = written.flatMap((file) =>
    file.startsWith(modules) ? (/^(?:@[^/]+\/)?[^/]+/.exec(file.slice(modules.length)) ?? []) : [],
  );
  if (names.length === 0) return;
  write({ name: path.join(outDir, record), text: `${JSON.stringify([...new Set(names)].sort(), undefined, 2)}\n` });
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
