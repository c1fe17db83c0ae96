import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // Tests run from source. Exact matches: a prefix alias would also rewrite the subpaths.
    alias: [
      { find: /^cotangent$/, replacement: source("./runtime/src/index.ts") },
      { find: /^cotangent\/runtime$/, replacement: source("./runtime/src/generated.ts") },
      {
        find: /^cotangent\/(checkpoint|estimators|optim|sparse|tree)$/,
        replacement: source("./runtime/src/$1/index.ts"),
      },
      { find: /^cotangent\/optim\/progress$/, replacement: source("./runtime/src/optim/progress/index.ts") },
      { find: /^@cotangent\/plugin$/, replacement: source("./plugin/src/index.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/fixtures/**"],
    setupFiles: ["test/support/fixed-seed.ts"],
    // Every file needs the whole compiler: loaded once for all of them, by as many processes as there are cores.
    isolate: false,
    maxWorkers: "100%",
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
