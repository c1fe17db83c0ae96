/** Runs the TypeScript of the long run as it stands, from the sources of the compiler and of one runtime. */
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const root = fileURLToPath(new URL("../..", import.meta.url));
const source = (path) => `${root}${path}`;
const { module } = await runnerImport(source("test/fuzz/run.ts"), {
  configFile: false,
  root,
  logLevel: "error",
  resolve: {
    alias: [
      { find: /^cotangent$/, replacement: source("runtime/src/index.ts") },
      { find: /^cotangent\/runtime$/, replacement: source("runtime/src/generated.ts") },
    ],
  },
});
await module.main(process.argv.slice(2));
