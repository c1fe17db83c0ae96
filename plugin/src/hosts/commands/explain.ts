import path from "node:path";
import pc from "picocolors";
import { type Explanation, explain as explainFunction } from "../../project/explain.js";
import { functionsOf } from "../../project/inspect.js";
import { allErrors } from "../../project/typescript-errors.js";
import { printReport } from "../report.js";
import type { Terminal } from "../terminal.js";
import { openProjectOf } from "./open.js";
import { parse, UsageError } from "./usage.js";

export function explain(args: string[], terminal: Terminal): number {
  const given = parse(args, { project: { type: "string", short: "p" } });
  const [, file, name] = /^(.+?):([\p{ID_Start}$_][\p{ID_Continue}$]*)$/u.exec(given.positionals[0] ?? "") ?? [];
  if (given.positionals.length !== 1 || name === undefined) throw new UsageError("explain takes one FILE:FUNCTION");
  const project = openProjectOf(file, given.text("project"), terminal.directory);
  const source = project.sourceFile(path.resolve(terminal.directory, file));
  if (!source) throw new UsageError(`${file} is not in the project`);
  const named = functionsOf(source).find((found) => found.name === name);
  if (!named) throw new UsageError(`no function '${name}' in ${file}`);

  const { diagnostics, broken, failed } = allErrors(project);
  const typescript = diagnostics.filter((found) => failed || found.file === source);
  const isBroken = failed || broken.has(source.fileName);
  const found = isBroken
    ? undefined
    : project.reading((program, modules) => explainFunction(program, source, named, modules));
  if (found) terminal.out(print(found, terminal.color));
  const cotangent = found?.diagnostics ?? [];
  printReport(project, { typescript, cotangent }, { ...terminal, out: terminal.err });
  return typescript.length + cotangent.length > 0 ? 2 : 0;
}

function print({ title, lines, ratio }: Explanation, color: boolean): string {
  const paint = pc.createColors(color);
  const width = String(lines.at(-1)?.number ?? 0).length;
  const margin = " ".repeat(width);
  const body = lines.flatMap(({ number, text, notes }) => [
    `${paint.dim(String(number).padStart(width))}  ${text}`.trimEnd(),
    ...notes.map(
      (note) => `${margin}  ${paint.dim("|")} ${/^AD\d/.test(note) ? paint.yellow(note) : paint.cyan(note)}`,
    ),
  ]);
  const cost =
    ratio === undefined
      ? []
      : ["", `Estimated cost: the derivative does ${ratio.toFixed(1)} times the work of the function.`];
  return `${[title, "", ...body, ...cost].join("\n")}\n`;
}
