/** Rollup neither finds nor parses TypeScript; with this plugin it needs no other one for that. */
import path from "node:path";
import ts from "typescript-6";
import type { UnpluginOptions } from "unplugin";
import { normalize } from "../project/paths.js";
import { createResolver, isWorkspaceSource } from "../project/resolution.js";
import type { Workspace } from "./workspace.js";

export function rollupHooks(workspace: Workspace) {
  const state = {
    /** Whether texts come compiled already, as @rollup/plugin-typescript hands them out; then the disk has the source. */
    typescriptLoads: false,
    hooks: {
      options({ plugins }) {
        const list = [plugins].flat(9);
        state.typescriptLoads = list.some((plugin) => plugin && "name" in plugin && plugin.name === "typescript");
      },
      resolveId(specifier, importer) {
        if (!importer || specifier.startsWith("\0") || !/\.[cm]?tsx?$/.test(importer)) return null;
        const project = workspace.projectOf(normalize(importer));
        if (!project) return null;
        const resolver = createResolver(project.config.options, ts.sys, path.dirname(importer));
        const file = resolver.resolve(specifier, importer)?.resolvedFileName;
        return file && isWorkspaceSource(file) ? path.resolve(file) : null;
      },
      shouldTransformCachedModule({ id }) {
        return workspace.isOutdated(normalize(id));
      },
    } satisfies NonNullable<UnpluginOptions["rollup"]>,
  };
  return state;
}
