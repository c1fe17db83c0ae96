import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

export const examples = fileURLToPath(new URL("../../examples/", import.meta.url));

export async function build(example: string): Promise<void> {
  await run("npm", ["run", "--silent", "build"], { cwd: join(examples, example) });
}

/** Runs the compiled example in a folder, where it may write and finds no input. */
export function start(example: string, cwd: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return run(process.execPath, [join(examples, example, "dist/main.js"), ...args], {
    cwd,
    env: { ...process.env, INIT_CWD: cwd, ADBENCH_DATA: undefined },
  });
}
