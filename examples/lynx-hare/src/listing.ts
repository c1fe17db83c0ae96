import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** What the compiler reads and what it writes. */
export interface Listings {
  readonly source: string;
  readonly adjoint: string;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const compiler = fileURLToPath(new URL("bin/cotangent.js", import.meta.resolve("@cotangent/plugin/package.json")));

/** The model and its adjoint, as `cotangent inspect src/model.ts --mode reverse` prints it. */
export async function listings(): Promise<Listings> {
  const [source, inspected] = await Promise.all([
    readFile(new URL("../src/model.ts", import.meta.url), "utf8"),
    promisify(execFile)(process.execPath, [compiler, "inspect", "src/model.ts", "--mode", "reverse"], {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1" },
    }),
  ]);
  return { source, adjoint: inspected.stdout };
}
