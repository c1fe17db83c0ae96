/** Rollup neither finds nor parses TypeScript; with this plugin it needs no other one for that. */
import path from "node:path";
import ts from "typescript-6";
import type { UnpluginOptions } from "unplugin";
import { normalize } from "../project/paths.js";
import { createResolver, isWorkspaceSource } from "../project/resolution.js";
import { rollupConditions } from "./conditions.js";
import type { Workspaces } from "./workspaces.js";

export function rollupHooks(workspaces: Workspaces) {
  const state = {
    /** Whether nobody else makes ES modules of CommonJS. */
    convertsCommonJs: true,
    /** Whether texts come compiled already, as @rollup/plugin-typescript hands them out; then the disk has the source. */
    typescriptLoads: false,
    hooks: {
      options({ plugins }) {
        const list = [plugins].flat(9);
        const has = (name: string) => list.some((plugin) => plugin && "name" in plugin && plugin.name === name);
        state.typescriptLoads = has("typescript");
        state.convertsCommonJs = !has("commonjs");
        workspaces.conditions = rollupConditions;
      },
      resolveId(specifier, importer, { custom }) {
        if (!importer || specifier.startsWith("\0")) return null;
        const kind = custom?.["node-resolve"]?.isRequire ? "require" : "import";
        // Without a plugin that resolves as node does, rollup itself knows no packages, no folders and few endings.
        const inPackage = workspaces.only.resolveInPackages(specifier, importer, kind);
        if (inPackage) return path.resolve(inPackage);
        if (!/\.[cm]?tsx?$/.test(importer)) return null;
        const project = workspaces.only.projectOf(normalize(importer));
        if (!project) return null;
        const resolver = createResolver(project.config.options, ts.sys, path.dirname(importer));
        const file = resolver.resolve(specifier, importer)?.resolvedFileName;
        return file && isWorkspaceSource(file) ? path.resolve(file) : null;
      },
      shouldTransformCachedModule({ id }) {
        return workspaces.only.isOutdated(normalize(id));
      },
    } satisfies NonNullable<UnpluginOptions["rollup"]>,
  };
  return state;
}
