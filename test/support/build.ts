/** Builds what is tested, once before all tests; where it is up to date that takes a moment. */
import { spawnSync } from "node:child_process";
import path from "node:path";

const repository = path.join(import.meta.dirname, "../..");

export default function build(): void {
  const options = { cwd: repository, encoding: "utf8", shell: process.platform === "win32" } as const;
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "build"], options);
  if (status !== 0) throw new Error(`the build fails:\n${stdout}${stderr}`);
}
