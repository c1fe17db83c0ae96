/** Runs programs of the workspace as a user would: from the compiled packages, by plain node. */
import { spawnSync } from "node:child_process";
import { run } from "../../plugin/src/hosts/command-line.js";

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
