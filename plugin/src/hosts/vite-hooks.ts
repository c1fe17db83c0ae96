/** What vite needs beyond a transform: an edit of one file can change what another becomes. */
import type { UnpluginOptions } from "unplugin";
import { normalize } from "../project/paths.js";
import type { Workspace } from "./workspace.js";

export function viteHooks(workspace: Workspace): NonNullable<UnpluginOptions["vite"]> {
  return {
    // Served as it is: generated imports of it would otherwise be found late and reload the page.
    config: () => ({ optimizeDeps: { exclude: ["cotangent"] } }),
    async hotUpdate({ type, file, modules, read }) {
      if (!/\.[cm]?[jt]sx?$/.test(file) || /[\\/]node_modules[\\/]/.test(file)) return;
      if (type === "update") workspace.update(normalize(file), await read());
      else workspace.refresh();
      const graph = this.environment.moduleGraph;
      const others = workspace.outdated().flatMap((outdated) => [...(graph.getModulesByFile(outdated) ?? [])]);
      return [...new Set([...modules, ...others])];
    },
  };
}
