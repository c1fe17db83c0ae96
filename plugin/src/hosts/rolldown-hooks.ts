/** What rolldown needs beyond a transform: packages are resolved as it is told to, and each in one way. */
import path from "node:path";
import type { UnpluginOptions } from "unplugin";
import { platformConditions } from "./conditions.js";
import type { Workspaces } from "./workspaces.js";

export function rolldownHooks(workspaces: Workspaces): NonNullable<UnpluginOptions["rolldown"]> {
  return {
    options({ platform, resolve }) {
      const { conditionNames: conditions, mainFields } = resolve ?? {};
      workspaces.conditions = platformConditions({ platform, conditions, mainFields });
    },
    resolveId(specifier, importer, { kind }) {
      if (!importer) return null;
      const found = workspaces.only.resolveInPackages(
        specifier,
        importer,
        kind === "require-call" ? "require" : "import",
      );
      return found ? path.resolve(found) : null;
    },
  };
}
