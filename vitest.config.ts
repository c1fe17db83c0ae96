import path from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));
/** A module of the compiler or of the runtime, the way tests import it: by the path of its source. */
const source = /^(plugin|runtime)\/src\/(.*)\.js$/;

export default defineConfig({
  plugins: [
    {
      name: "built-modules",
      enforce: "pre",
      resolveId(specifier, importer) {
        if (!importer || !specifier.startsWith(".")) return undefined;
        const file = path.relative(root, path.resolve(path.dirname(importer), specifier)).replaceAll("\\", "/");
        return source.test(file) ? path.join(root, file.replace(source, "$1/dist/$2.js")) : undefined;
      },
    },
  ],
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/fixtures/**"],
    // What is tested is what is built: engines link and run it faster than what a server transforms.
    globalSetup: ["test/support/build.ts"],
    server: { deps: { external: [/\/(plugin|runtime)\/(dist|lib)\//] } },
    setupFiles: ["test/support/fixed-seed.ts"],
    // Every file needs the whole compiler: loaded once for all of them, by as many processes as there are cores.
    isolate: false,
    maxWorkers: "100%",
    // A compiler makes much that is soon forgotten; the cores have other tests to run than to help collect it.
    execArgv: ["--max-semi-space-size=32", "--single-threaded-gc"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
