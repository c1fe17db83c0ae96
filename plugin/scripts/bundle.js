// Joins the modules of `dist` that the package's entry points load into a few in `lib`. What Node does for each module
// takes it a third of a second for all of them, in each process that compiles.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const { exports } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const entries = Object.values(exports).flatMap((entry) => entry.types?.replace(/\.d\.ts$/, ".js") ?? []);

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ["dist/hosts/cli.js", ...entries],
  outbase: "dist",
  outdir: "lib",
  bundle: true,
  splitting: true,
  packages: "external",
  platform: "node",
  target: "node20",
  format: "esm",
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
});

// Parts are named for what they hold: those of an earlier build go once the new ones are there.
for (const entry of readdirSync(path.join(root, "lib"), { recursive: true, withFileTypes: true })) {
  const file = path.join(entry.parentPath, entry.name);
  const name = path.relative(root, file).replaceAll("\\", "/");
  if (entry.isFile() && !(name in metafile.outputs)) rmSync(file);
}
