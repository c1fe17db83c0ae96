/** Builds what is tested, once before all tests; where it is up to date that takes a moment. */
import { spawnSync } from "node:child_process";
import path from "node:path";

const repository = path.join(import.meta.dirname, "../..");

export default function build(): void {
  for (const script of ["node_modules/typescript/bin/tsc -b", "plugin/scripts/bundle.js"]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, script.split(" "), {
      cwd: repository,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`the build fails:\n${stdout}${stderr}`);
  }
}
