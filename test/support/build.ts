/** Builds what is tested, once before all tests; where it is up to date that takes a moment. */
import { spawnSync } from "node:child_process";
import path from "node:path";

const repository = path.join(import.meta.dirname, "../..");

export default function build(): void {
  const tsc = path.join(repository, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-b"], { cwd: repository, encoding: "utf8" });
  if (status !== 0) throw new Error(`the build fails:\n${stdout}`);
}
