/** What esbuild needs beyond a transform: packages are resolved as it is told to, and each in one way. */
import path from "node:path";
import type { UnpluginOptions } from "unplugin";
import { platformConditions } from "./conditions.js";
import type { Workspaces } from "./workspaces.js";

export function esbuildHooks(workspaces: Workspaces): NonNullable<UnpluginOptions["esbuild"]> {
  return {
    setup(build) {
      workspaces.conditions = platformConditions(build.initialOptions);
      build.onResolve({ filter: /^(?:[^./]|\.\.?\/)/ }, ({ path: specifier, importer, kind }) => {
        if (kind !== "import-statement" && kind !== "require-call" && kind !== "dynamic-import") return undefined;
        const found = workspaces.only.resolveInPackages(
          specifier,
          importer,
          kind === "require-call" ? "require" : "import",
        );
        return found ? { path: path.resolve(found) } : undefined;
      });
    },
  };
}
