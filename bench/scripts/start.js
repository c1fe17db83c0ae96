// `npm run bench`: the programs; with `--compile` how long it takes to compile, with `--peers` what other libraries take.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const given = process.argv.slice(2);
const folder = fileURLToPath(new URL("..", import.meta.url));

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: folder, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

if (given.includes("--compile")) run(process.execPath, ["scripts/compile/main.js"]);
else {
  run("npm", ["run", "--silent", "build"]);
  if (given.includes("--peers")) run(process.execPath, ["peers/main.js"]);
  else run(process.execPath, ["dist/bench/src/main.js", ...given]);
}
