/**
 * What vite needs beyond a transform. An edit of one file can change what another becomes; and packages that code is generated
 * into are served file by file, as the user's own modules are, rather than bundled ahead or left to the engine.
 */
import path from "node:path";
import type { UnpluginOptions } from "unplugin";
import type { Environment, UserConfig, ViteDevServer } from "vite";
import type { Conditions } from "../project/package-resolution.js";
import { normalize } from "../project/paths.js";
import { viteConditions } from "./conditions.js";
import type { Workspace } from "./workspace.js";
import type { Workspaces } from "./workspaces.js";

export function viteHooks(workspaces: Workspaces) {
  let server: ViteDevServer | undefined;
  let served = new Set<string>();
  const isTest = process.env.VITEST !== undefined;

  const workspaceIn = (environment: Environment | undefined): Workspace => {
    if (!environment) return workspaces.only;
    const { resolve, isProduction } = environment.config;
    return workspaces.for(viteConditions(resolve, isProduction));
  };

  const state = {
    /** While modules are served one by one; a build has them all. */
    convertsCommonJs: false,
    workspaceOf: (context: object): Workspace =>
      workspaceIn("environment" in context ? (context.environment as Environment) : undefined),

    /** A package is met that vite was not told of when it started. */
    restartFor(workspace: Workspace): void {
      if (!server || isTest || [...workspace.derivedPackages()].every((name) => served.has(name))) return;
      const restarting = server;
      server = undefined;
      void restarting.restart();
    },

    hooks: {
      config(config, { command, mode }) {
        state.convertsCommonJs = command === "serve";
        workspaces.conditions = expectedConditions(config, mode, isTest);
        const found = packagesAt(workspaces.only, path.resolve(config.root ?? "."));
        served = new Set(found);
        return {
          // Served as it is: generated imports of it would otherwise be found late and reload the page.
          optimizeDeps: { exclude: ["cotangent", ...found] },
          ...(found.length > 0 && { ssr: { noExternal: found } }),
          ...(isTest && found.length > 0 && { test: { server: { deps: { inline: found } } } }),
        } as UserConfig;
      },
      configureServer(made) {
        server = made;
      },
      resolveId(specifier, importer, options) {
        if (!importer) return null;
        const kind = "kind" in options && options.kind === "require-call" ? "require" : "import";
        const found = workspaceIn(this.environment).resolveInPackages(specifier, importer.replace(/\?.*$/, ""), kind);
        return found ? path.resolve(found) : null;
      },
      async hotUpdate({ type, file, modules, read }) {
        if (!/\.[cm]?[jt]sx?$/.test(file) || /[\\/]node_modules[\\/]/.test(file)) return;
        const workspace = workspaceIn(this.environment);
        if (type === "update") workspace.update(normalize(file), await read());
        else workspace.refresh();
        const graph = this.environment.moduleGraph;
        const others = workspace.outdated().flatMap((outdated) => [...(graph.getModulesByFile(outdated) ?? [])]);
        return [...new Set([...modules, ...others])];
      },
    } satisfies NonNullable<UnpluginOptions["vite"]>,
  };
  return state;
}

/** Before vite has resolved its settings: near enough to tell which packages are reached. */
function expectedConditions({ resolve }: UserConfig, mode: string, isServer: boolean): Conditions {
  const conditions = resolve?.conditions ?? ["module", isServer ? "node" : "browser", "development|production"];
  const mainFields = resolve?.mainFields ?? (isServer ? [] : ["browser", "module", "jsnext:main", "jsnext"]);
  return viteConditions({ conditions, mainFields }, mode === "production");
}

/** Code that does not compile is reported when it is met. */
function packagesAt(workspace: Workspace, root: string): string[] {
  try {
    workspace.openAt(root);
    return [...workspace.derivedPackages()];
  } catch {
    return [];
  }
}
