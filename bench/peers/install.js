// The libraries to compare with, in a folder of their own: the project does not depend on them.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const packages = {
  "@jax-js/jax": "0.1.25",
  "@tensorflow/tfjs": "4.22.0",
  "@tensorflow/tfjs-backend-wasm": "4.22.0",
};

const folder = fileURLToPath(new URL("../.peers/", import.meta.url));

/** A CommonJS package of the folder. */
export const required = createRequire(`${folder}package.json`);

/** An ES module package of the folder. */
export function loaded(name) {
  const directory = `${folder}node_modules/${name}/`;
  const { exports, module, main } = JSON.parse(readFileSync(`${directory}package.json`, "utf8"));
  const entry = exports?.["."]?.import?.default ?? exports?.["."]?.import ?? exports?.["."]?.default ?? module ?? main;
  return import(pathToFileURL(`${directory}${entry}`).href);
}

/** Installs what is missing; says of each package that cannot be installed why. */
export function install() {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(`${folder}package.json`)) writeFileSync(`${folder}package.json`, '{ "private": true }\n');
  for (const [name, version] of Object.entries(packages)) {
    const manifest = `${folder}node_modules/${name}/package.json`;
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version === version) continue;
    const args = ["install", "--prefix", folder, "--save-exact", "--no-audit", "--no-fund", `${name}@${version}`];
    const { status, stderr } = spawnSync("npm", args, { encoding: "utf8", shell: process.platform === "win32" });
    if (status !== 0) console.error(`${name} ${version} cannot be installed here: ${stderr.trim().split("\n").at(-1)}`);
  }
}
