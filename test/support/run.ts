/** Runs programs of the workspace as a user would: from the compiled packages, by plain node. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { run } from "../../plugin/src/hosts/command-line.js";
import { repository } from "./temp-project.js";

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function node(directory: string, ...args: string[]): Run {
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: directory, encoding: "utf8", env });
  return { code: status, stdout, stderr };
}

/** The command line in this process, from the present sources. */
export function cotangent(directory: string, ...args: string[]): Run {
  const texts = { stdout: "", stderr: "" };
  const code = run(args, {
    directory,
    color: false,
    out: (text) => (texts.stdout += text),
    err: (text) => (texts.stderr += text),
  });
  return { code, ...texts };
}

/** The packages as compiled from the present sources. */
export function ensureBuilt(): void {
  for (const name of ["plugin", "runtime"]) {
    const info = path.join(repository, name, "tsconfig.tsbuildinfo");
    if (existsSync(info) && newest(path.join(repository, name, "src")) <= statSync(info).mtimeMs) continue;
    const built = node(repository, path.join(repository, "node_modules/typescript/bin/tsc"), "-b", name);
    if (built.code !== 0) throw new Error(built.stdout);
  }
}

function newest(directory: string): number {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" });
  return Math.max(...files.map((file) => statSync(path.join(directory, file)).mtimeMs));
}
